//! What a host would check by hand. Each picture is one evening: a row for each table, a column for each half hour
//! from 18:00, `#` where somebody sits.

use engine::{
    Authority, Combination, Day, ExclusionReason as R, Experience, Floor, House, Instant, Limits, Occupancy,
    Offsets, PartyBounds, Promise, Question, Rules, Service, Slot, Span, Stay, Table, slots,
};

const SATURDAY: Day = Day(20_778);
const OPENING: u16 = 1080;

/// Tables 0 and 1 for two, table 2 for four; 0 and 1 can be joined for four. Half-hour slots, stays of 90 minutes.
fn house() -> House {
    let table = |max| Table { party: PartyBounds { min: 1, max }, ..Table::default() };
    let joined = Combination { tables: vec![0, 1], party: PartyBounds { min: 3, max: 4 }, priority: 0 };
    House {
        rules: Rules {
            slot_minutes: 30,
            buffer_minutes: 0,
            durations: vec![(8, 90)],
            party: PartyBounds { min: 1, max: 8 },
            lead_minutes: 60,
            window_days: 30,
            limits: Limits { starting: Some(6), seated: Some(8) },
            ..Rules::default()
        },
        floor: Floor::new(vec![table(2), table(2), table(4)], &[joined]).expect("a sound floor"),
        services: vec![Service { first_start: OPENING, last_start: OPENING + 180, ..Service::default() }],
        experiences: vec![Experience { party: PartyBounds { min: 1, max: 8 }, ..Experience::default() }],
        offsets: Offsets::fixed(60),
        ..House::default()
    }
    .checked()
    .expect("a sound house")
}

/// Each run of `#` is a party of two.
fn stays(house: &House, picture: &[&str]) -> Vec<Stay> {
    let at = |column: usize| {
        house.offsets.instant(SATURDAY, OPENING + 30 * u16::try_from(column).expect("a short picture"))
    };
    let mut stays = Vec::new();
    for (table, row) in picture.iter().enumerate() {
        let mut start = None;
        for (column, sign) in row.chars().chain(std::iter::once('.')).enumerate() {
            match (sign, start) {
                ('#', None) => start = Some(column),
                ('.', Some(first)) => {
                    let span = Span::new(at(first), at(column)).expect("not empty");
                    let tables = std::iter::once(table).collect();
                    stays.push(Stay { span, attendees: 2, tables, promise: Promise::Tables, online: true });
                    start = None;
                }
                _ => {}
            }
        }
    }
    stays
}

fn ask(house: &House, attendees: u16, picture: &[&str]) -> Vec<Slot> {
    let now = house.offsets.instant(SATURDAY, 720);
    let question = Question {
        attendees,
        day: SATURDAY,
        experience: 0,
        floor_plan: None,
        duration: None,
        now,
        authority: Authority::Guest,
        is_confirmed: false,
    };
    slots(house, &Occupancy::new(house, &stays(house, picture)), &question)
}

/// One sign a slot: a digit for the spots that are open, `-` where it cannot be booked.
fn check(attendees: u16, picture: &[&str], expected: &str) {
    let slots = ask(&house(), attendees, picture);
    let sign = |slot: &Slot| if slot.is_bookable() { slot.spots_open.to_string() } else { "-".to_owned() };
    assert_eq!(slots.iter().map(sign).collect::<String>(), expected);
}

#[test]
fn an_empty_house_has_all_its_spots() {
    check(2, &["..........", "..........", ".........."], "3333333");
    check(4, &["..........", "..........", ".........."], "2222222");
    check(5, &["..........", "..........", ".........."], "-------");
}

#[test]
fn a_stay_blocks_every_start_that_would_run_into_it() {
    //          18  19  20  21
    check(2, &[".....###..", "..........", ".........."], "3332222");
    check(4, &[".....###..", "..........", ".........."], "2221111");
}

#[test]
fn a_party_may_sit_down_in_the_minute_in_which_the_last_one_leaves() {
    check(2, &["###...####", "###...####", "###...####"], "---3---");
}

#[test]
fn the_seated_limit_counts_the_fullest_moment_of_the_stay() {
    // Six guests from 20:00 on: two more fit, three do not, though the table for four stands empty until then.
    let house = house();
    let slots = ask(&house, 3, &["....###...", "....###...", "....###..."]);
    let at = |minutes: u16| slots.iter().find(|slot| slot.minutes == minutes).expect("a slot");
    assert_eq!((at(1080).seated, at(1080).reasons.is_empty()), (0, true));
    assert_eq!(at(1110).seated, 0);
    assert_eq!(at(1140).seated, 6);
    let reasons: Vec<R> = at(1140).reasons.iter().collect();
    assert_eq!(reasons, [R::SeatedLimitReached, R::NoTablesFound]);
}

#[test]
fn the_starting_limit_counts_one_step() {
    let house = house();
    let slots = ask(&house, 4, &["###.......", "###.......", ".........."]);
    let first: Vec<R> = slots[0].reasons.iter().collect();
    assert_eq!((slots[0].starting, first), (4, vec![R::StartingLimitReached]));
    assert_eq!(slots[1].starting, 0);
}

#[test]
fn the_smallest_table_that_fits_is_offered_first() {
    let slots = ask(&house(), 2, &["..........", "..........", ".........."]);
    let offered: Vec<usize> = slots[0].assignments.iter().map(|a| a.assignment).collect();
    assert_eq!(offered, [0, 1, 2]);
    let slots = ask(&house(), 4, &["..........", "..........", ".........."]);
    let offered: Vec<usize> = slots[0].assignments.iter().map(|a| a.assignment).collect();
    assert_eq!(offered, [2, 3], "the table for four before the two joined ones");
}

#[test]
fn a_start_that_leaves_a_gap_nobody_can_fill_ranks_behind_one_that_does_not() {
    // At 20:00 table 0 would idle for half an hour before the party, table 1 for nothing.
    let slots = ask(&house(), 2, &["###.......", "####......", ".........."]);
    let at = slots.iter().find(|slot| slot.minutes == 1200).expect("20:00");
    let offered: Vec<usize> = at.assignments.iter().map(|a| a.assignment).collect();
    assert_eq!(offered, [1, 0, 2]);
}

#[test]
fn a_start_too_near_or_past_is_said_to_be_so() {
    let mut house = house();
    house.rules.lead_minutes = 500;
    let reasons: Vec<Vec<R>> =
        ask(&house, 2, &["", "", ""]).iter().map(|s| s.reasons.iter().collect()).collect();
    assert_eq!(reasons[0], [R::TooShortNotice]);
    assert_eq!(reasons[5], Vec::<R>::new()); // 20:30, 510 minutes after noon
    let question = Question {
        attendees: 2,
        day: SATURDAY,
        experience: 0,
        floor_plan: None,
        duration: None,
        now: Instant(house.offsets.instant(SATURDAY, 1081).0),
        authority: Authority::Guest,
        is_confirmed: false,
    };
    let none: [Stay; 0] = [];
    let slots = slots(&house, &Occupancy::new(&house, &none), &question);
    assert_eq!(slots[0].reasons.iter().collect::<Vec<_>>(), [R::InThePast]);
}
