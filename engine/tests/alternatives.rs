//! What is offered instead, drawn as evenings: a row for each table, a column for each half hour from 18:00, `#` where
//! somebody sits who cannot be moved.

use engine::{
    Alternative, Authority, Change, Day, Experience, Floor, House, Instant, Occupancy, Offsets, PartyBounds,
    Promise, Question, Rules, Service, Span, Stay, Table, alternatives, slot_at,
};

const SATURDAY: Day = Day(20_778);
const OPENING: u16 = 1080;

/// Tables 0 and 1 inside, for two and for four; table 2 on the terrace, for two. Half-hour slots from 18:00 to 21:00,
/// stays of 90 minutes that may be cut by 30. The second experience is served on the terrace alone.
fn house() -> House {
    let table =
        |max, floor_plan| Table { party: PartyBounds { min: 1, max }, floor_plan, ..Table::default() };
    let party = PartyBounds { min: 1, max: 8 };
    House {
        rules: Rules {
            slot_minutes: 30,
            durations: vec![(8, 90)],
            party,
            window_days: 30,
            shorten_minutes: 30,
            ..Rules::default()
        },
        floor: Floor::new(vec![table(2, 0), table(4, 0), table(2, 1)], &[]).expect("a sound floor"),
        services: vec![Service { first_start: OPENING, last_start: OPENING + 180, ..Service::default() }],
        experiences: vec![
            Experience { floor_plans: 0b01, ..Experience::default() },
            Experience { floor_plans: 0b10, ..Experience::default() },
        ],
        offsets: Offsets::fixed(60),
        ..House::default()
    }
    .checked()
    .expect("a sound house")
}

fn stays(house: &House, picture: &[&str; 3]) -> Vec<Stay> {
    let mut stays = Vec::new();
    for (table, row) in picture.iter().enumerate() {
        for (column, _) in row.chars().enumerate().filter(|(_, sign)| *sign == '#') {
            let start = OPENING + 30 * u16::try_from(column).expect("a short picture");
            stays.push(Stay {
                span: Span::lasting(house.offsets.instant(SATURDAY, start), 30),
                attendees: 2,
                tables: std::iter::once(table).collect(),
                promise: Promise::Tables,
                online: true,
            });
        }
    }
    stays
}

fn question(house: &House, attendees: u16) -> Question {
    Question {
        attendees,
        day: SATURDAY,
        experience: 0,
        floor_plan: None,
        duration: None,
        now: house.offsets.instant(SATURDAY, 720),
        authority: Authority::Guest,
        is_confirmed: false,
    }
}

/// What is offered to `attendees` who ask for 19:30, as (change, start, distance).
fn offered(attendees: u16, picture: &[&str; 3], count: usize) -> Vec<(Change, u16, u32)> {
    let house = house();
    let occupancy = Occupancy::new(&house, &stays(&house, picture));
    let asked = question(&house, attendees);
    let found = alternatives(&house, &occupancy, &asked, 1170, &Change::ALL, count);
    for Alternative { question, minutes, .. } in &found {
        let slot = slot_at(&house, &occupancy, question, *minutes).expect("a slot");
        assert!(slot.is_bookable(), "{question:?} at {minutes}: {:?}", slot.reasons);
    }
    found.iter().map(|found| (found.change, found.minutes, found.distance)).collect()
}

#[test]
fn the_nearest_times_come_first_the_earlier_of_two() {
    let picture = [
        "###.####..", // 18:00
        "..........",
        "..........",
    ];
    let free = offered(2, &picture, 2);
    assert_eq!(free, [(Change::Time, 1170, 0), (Change::Time, 1140, 30)], "19:30 itself is free at table 1");
    let picture = [
        "##########",
        ".....#....", // somebody has it at 20:30: 90 minutes from 19:30 run into them, 60 do not
        "..........",
    ];
    let expected = [(Change::Time, 1140, 30), (Change::Duration, 1170, 45), (Change::Time, 1110, 60)];
    assert_eq!(offered(4, &picture, 3), expected);
}

#[test]
fn a_full_room_offers_the_terrace_by_way_of_what_is_served_there_and_then_other_days() {
    let picture = ["##########", "##########", ".........."];
    let offers = offered(2, &picture, 5);
    assert_eq!(offers[0], (Change::Experience, 1170, 45));
    assert_eq!(offers[1], (Change::Day, 1170, 120));
    assert!(offers.iter().skip(1).all(|(change, ..)| *change == Change::Day));
}

#[test]
fn a_large_party_is_told_that_one_guest_fewer_would_do() {
    let picture = ["..........", "..........", ".........."];
    assert_eq!(offered(5, &picture, 1), [(Change::Party, 1170, 60)]);
    assert_eq!(offered(6, &picture, 9), [], "two fewer is another evening");
}

#[test]
fn another_area_is_offered_to_who_asked_for_one() {
    let mut house = house();
    house.experiences[0].floor_plans = 0b11;
    let occupancy = Occupancy::new(&house, &stays(&house, &["##########", "##########", ".........."]));
    let asked = Question { floor_plan: Some(0), ..question(&house, 2) };
    let found = alternatives(&house, &occupancy, &asked, 1170, &Change::ALL, 2);
    assert_eq!(found[0].change, Change::Area);
    assert_eq!((found[0].question.floor_plan, found[0].minutes), (Some(1), 1170));
}

#[test]
fn another_area_later_comes_before_another_meal_and_another_day() {
    let mut house = house();
    house.experiences[0].floor_plans = 0b11;
    let lunch = Service { first_start: 690, last_start: 840, ..Service::default() };
    house.services =
        vec![lunch, Service { first_start: OPENING, last_start: OPENING + 180, ..Service::default() }];
    let house = house.checked().expect("a sound house");
    // The terrace is taken all evening, the room until 21:00.
    let occupancy = Occupancy::new(&house, &stays(&house, &["######....", "######....", "##########"]));
    let asked =
        Question { floor_plan: Some(1), now: house.offsets.instant(SATURDAY, 600), ..question(&house, 2) };
    let found = alternatives(&house, &occupancy, &asked, 1170, &Change::ALL, 5);
    assert_eq!(
        (found[0].change, found[0].minutes, found[0].question.floor_plan),
        (Change::Area, 1260, Some(0))
    );
    let lunch = found.iter().position(|found| found.minutes < OPENING);
    let day = found.iter().position(|found| found.change == Change::Day);
    assert!(lunch.is_none_or(|lunch| day.is_some_and(|day| day < lunch)), "{found:?}");
}

#[test]
fn nothing_is_offered_for_an_experience_that_does_not_exist_nor_in_the_past() {
    let house = house();
    let occupancy = Occupancy::new(&house, &[]);
    let unknown = Question { experience: 7, ..question(&house, 2) };
    assert_eq!(alternatives(&house, &occupancy, &unknown, 1170, &Change::ALL, 3), []);
    let late = Question { now: Instant(house.offsets.instant(SATURDAY, 1200).0), ..question(&house, 2) };
    let found = alternatives(&house, &occupancy, &late, 1170, &Change::ALL, 9);
    let in_the_past = |found: &Alternative| found.question.day <= SATURDAY && found.minutes < 1200;
    assert!(!found.is_empty() && !found.iter().any(in_the_past));
}
