//! What a restaurant can lay over its usual week, evening by evening, as a host would check it by hand. Each picture is
//! one evening: a row for each table, a column for each half hour from 18:00, `#` where somebody sits. Each answer has
//! one sign for each slot: a digit for the spots that are open, else the letter of the first reason why not.

use engine::{
    Authority, Block, Closure, Combination, Day, Exception, ExclusionReason as R, Experience,
    ExperienceError, Floor, House, HouseError, Instant, Lead, Occupancy, Offsets, PartyBounds, Promise,
    Question, Release, Rules, Season, Service, ServiceError, Slot, Span, Stay, Table, TableSet, slot_at,
    slots,
};

const SATURDAY: Day = Day(20_778);
const OPENING: u16 = 1080;
const NOON: u16 = 720;
const EMPTY: [&str; 3] = ["..........", "..........", ".........."];

/// Tables 0 and 1 for two, table 2 for four; 0 and 1 can be joined for four. Seven slots each half hour from 18:00,
/// stays of 90 minutes, the next thirty days.
fn house() -> House {
    let table = |max| Table { party: PartyBounds { min: 1, max }, ..Table::default() };
    with_tables([table(2), table(2), table(4)])
}

fn with_tables(tables: [Table; 3]) -> House {
    let joined = Combination { tables: vec![0, 1], party: PartyBounds { min: 3, max: 4 }, priority: 0 };
    House {
        rules: Rules {
            slot_minutes: 30,
            durations: vec![(8, 90)],
            lead_minutes: 60,
            window_days: 30,
            ..Rules::default()
        },
        floor: Floor::new(tables.into(), &[joined]).expect("a sound floor"),
        services: vec![Service { first_start: OPENING, last_start: OPENING + 180, ..Service::default() }],
        experiences: vec![Experience::default(), Experience::default()],
        offsets: Offsets::fixed(60),
        ..House::default()
    }
}

fn at(day: i32, minutes: u16) -> Instant {
    Offsets::fixed(60).instant(SATURDAY.plus(day), minutes)
}

fn evening(from: u16, to: u16) -> Span {
    Span::new(at(0, from), at(0, to)).expect("not empty")
}

/// Two guests, on Saturday, asking at noon.
fn two() -> Question {
    Question {
        attendees: 2,
        day: SATURDAY,
        experience: 0,
        floor_plan: None,
        duration: None,
        now: at(0, NOON),
        authority: Authority::Guest,
        is_confirmed: false,
    }
}

/// Each run of `#` is a party of two that the restaurant booked, each run of `o` one that booked online.
fn stays(picture: &[&str]) -> Vec<Stay> {
    let minutes = |column: usize| OPENING + 30 * u16::try_from(column).expect("a short picture");
    let mut stays: Vec<Stay> = Vec::new();
    for (table, row) in picture.iter().enumerate() {
        let mut before = '.';
        for (column, sign) in row.chars().enumerate() {
            let until = at(0, minutes(column + 1));
            match stays.last_mut() {
                _ if sign == '.' => {}
                Some(last) if sign == before => {
                    last.span = Span::new(last.span.start(), until).expect("not empty");
                }
                _ => stays.push(Stay {
                    span: Span::new(at(0, minutes(column)), until).expect("not empty"),
                    attendees: 2,
                    tables: std::iter::once(table).collect(),
                    promise: Promise::Tables,
                    online: sign == 'o',
                }),
            }
            before = sign;
        }
    }
    stays
}

fn ask(house: &House, question: &Question, picture: &[&str]) -> Vec<Slot> {
    let house = house.clone().checked().expect("a sound house");
    slots(&house, &Occupancy::new(&house, &stays(picture)), question)
}

fn answer(house: &House, question: &Question, picture: &[&str]) -> String {
    let sign = |slot: &Slot| match slot.reasons.first() {
        None => slot.spots_open.to_string(),
        Some(R::Closed) => "c".to_owned(),
        Some(R::InThePast) => "p".to_owned(),
        Some(R::TooShortNotice) => "s".to_owned(),
        Some(R::TooFarAhead) => "f".to_owned(),
        Some(R::ExperienceNotOffered) => "e".to_owned(),
        Some(R::OnlineLimitReached) => "o".to_owned(),
        Some(R::NoTablesFound) => "-".to_owned(),
        Some(other) => panic!("{other:?}"),
    };
    ask(house, question, picture).iter().map(sign).collect()
}

#[test]
fn a_closure_closes_starts_and_leaves_the_others_open() {
    let mut house = house();
    house.closures = vec![Closure { day: SATURDAY, first_start: OPENING + 60, last_start: OPENING + 95 }];
    //                                             18  19  20  21
    assert_eq!(answer(&house, &two(), &EMPTY), "33cc333");
    // A restaurant that closed a start has closed it for itself, too.
    let host = Question { authority: Authority::Restaurant, ..two() };
    assert_eq!(answer(&house, &host, &EMPTY), "33cc333");
    assert_eq!(answer(&house, &Question { day: SATURDAY.plus(1), ..two() }, &EMPTY), "3333333");
}

#[test]
fn a_blocked_table_is_in_use_until_the_minute_in_which_the_block_ends() {
    let mut house = house();
    // From 19:30 until 20:30.
    let tables = [0, 2].into_iter().collect();
    house.blocks = vec![Block { span: evening(OPENING + 90, OPENING + 150), tables }];
    assert_eq!(answer(&house, &two(), &EMPTY), "3111133");
    assert_eq!(answer(&house, &Question { attendees: 4, ..two() }, &EMPTY), "2----22");
    // Only what is open changes: the house still has its tables.
    assert!(ask(&house, &two(), &EMPTY).iter().all(|slot| slot.spots_total == 3));
    // A stay's buffer must end before the block begins; behind the block there is none.
    house.rules.buffer_minutes = 30;
    assert_eq!(answer(&house, &two(), &EMPTY), "1111133");
    assert_eq!(answer(&house, &two(), &["..........", "###.......", ".........."]), "----133");
}

#[test]
fn a_block_may_last_for_months() {
    let mut house = house();
    let span = Span::new(at(-100, 0), at(100, 0)).expect("not empty");
    house.blocks = vec![Block { span, tables: std::iter::once(1).collect() }];
    assert_eq!(answer(&house, &two(), &EMPTY), "2222222");
}

#[test]
fn a_gap_behind_a_block_is_as_lost_as_one_behind_a_party() {
    // At 20:00 table 0 would idle for half an hour behind a block, table 1 for nothing.
    let mut house = house();
    house.blocks = vec![Block { span: evening(OPENING, OPENING + 90), tables: std::iter::once(0).collect() }];
    let slots = ask(&house, &two(), &["..........", "####......", ".........."]);
    let offered: Vec<usize> = slots[4].assignments.iter().map(|a| a.assignment).collect();
    assert_eq!(offered, [1, 0, 2]);
}

#[test]
fn a_service_can_ask_for_more_or_less_notice_than_the_house() {
    let mut house = house();
    let now = at(0, OPENING);
    house.services[0].lead = Some(Lead::Minutes(90));
    assert_eq!(answer(&house, &Question { now, ..two() }, &EMPTY), "sss3333");
    house.services[0].lead = Some(Lead::Minutes(0));
    assert_eq!(answer(&house, &Question { now, ..two() }, &EMPTY), "3333333");
    // What has passed is not called short notice.
    assert_eq!(answer(&house, &Question { now: now.plus(1), ..two() }, &EMPTY), "p333333");
    // The experience needs its own notice all the same.
    house.experiences[0].lead_minutes = 30;
    assert_eq!(answer(&house, &Question { now, ..two() }, &EMPTY), "s333333");
}

#[test]
fn a_service_can_be_booked_until_a_time_of_the_clock() {
    let mut house = house();
    // Until noon of the day before, that minute included.
    house.services[0].lead = Some(Lead::Clock { days: 1, minutes: NOON });
    let now = at(-1, NOON);
    assert_eq!(answer(&house, &Question { now, ..two() }, &EMPTY), "3333333");
    assert_eq!(answer(&house, &Question { now: now.plus(1), ..two() }, &EMPTY), "sssssss");
    // Until 20:00 of the evening itself: then the last starts are still ahead, but late.
    house.services[0].lead = Some(Lead::Clock { days: 0, minutes: OPENING + 120 });
    let now = at(0, OPENING + 120);
    assert_eq!(answer(&house, &Question { now, ..two() }, &EMPTY), "pppp333");
    assert_eq!(answer(&house, &Question { now: now.plus(1), ..two() }, &EMPTY), "pppppss");
    let host = Question { now, authority: Authority::Restaurant, ..two() };
    assert_eq!(answer(&house, &host, &EMPTY), "3333333");
}

#[test]
fn released_days_open_at_an_instant_of_their_own() {
    let mut house = house();
    let far = Question { day: SATURDAY.plus(45), ..two() };
    assert_eq!(answer(&house, &far, &EMPTY), "fffffff", "beyond the window of thirty days");
    let release = Release { first: SATURDAY.plus(40), last: SATURDAY.plus(45), at: at(0, NOON) };
    house.releases = vec![release, Release { at: at(9, NOON), ..release }];
    assert_eq!(answer(&house, &far, &EMPTY), "3333333");
    assert_eq!(answer(&house, &Question { now: at(0, NOON - 1), ..far }, &EMPTY), "fffffff");
    assert_eq!(answer(&house, &Question { day: far.day.plus(1), ..far }, &EMPTY), "fffffff");
    // A day within the window can be held back, too; of several releases for a day the first one counts.
    house.releases = vec![
        Release { first: SATURDAY, last: SATURDAY, at: at(0, NOON + 1) },
        Release { first: SATURDAY, last: SATURDAY, at: at(-9, NOON) },
    ];
    assert_eq!(answer(&house, &two(), &EMPTY), "fffffff");
}

#[test]
fn a_share_of_the_service_is_kept_from_those_who_book_online() {
    let mut house = house();
    house.services[0].online_max = Some(5);
    // Two guests came online, four by the restaurant's word.
    //              18  19  20  21
    let picture = ["###.......", "ooo.......", "....###..."];
    assert_eq!(answer(&house, &two(), &picture), "11-2222");
    // Four came online: one more would be welcome, two are not, at any time of the evening.
    let picture = ["ooo.......", "ooo.......", "....###..."];
    assert_eq!(answer(&house, &two(), &picture), "ooooooo");
    assert_eq!(answer(&house, &Question { attendees: 1, ..two() }, &picture), "11-2222");
    let host = Question { authority: Authority::Restaurant, ..two() };
    assert_eq!(answer(&house, &host, &picture), "11-2222");
}

#[test]
fn who_comes_last_takes_its_share_of_the_service_too() {
    let mut house = house();
    house.services[0].online_max = Some(3);
    // The last start is at 21:00.
    assert_eq!(answer(&house, &two(), &["......ooo", ".........", "........."]), "ooooooo");
    assert_eq!(answer(&house, &two(), &[".......oo", ".........", "........."]), "3333322");
}

#[test]
fn guests_of_another_service_do_not_count_as_this_one_s() {
    let mut house = house();
    let early = Service { last_start: OPENING + 60, online_max: Some(2), ..house.services[0].clone() };
    let late = Service { first_start: OPENING + 90, online_max: Some(4), ..house.services[0].clone() };
    house.services = vec![early, late];
    let picture = ["ooo.......", "...ooo....", ".........."];
    assert_eq!(answer(&house, &two(), &picture), "ooo2223");
}

#[test]
fn a_table_kept_from_the_web_is_the_restaurant_s_to_give() {
    let mut tables = house().floor.tables().to_vec();
    tables[0].online = false;
    let house = with_tables(tables.try_into().expect("three tables"));
    assert_eq!(answer(&house, &two(), &EMPTY), "2222222");
    // Nor can guests have it joined to another.
    assert_eq!(answer(&house, &Question { attendees: 4, ..two() }, &EMPTY), "1111111");
    assert!(ask(&house, &two(), &EMPTY).iter().all(|slot| slot.spots_total == 2));
    let host = Question { authority: Authority::Restaurant, ..two() };
    assert_eq!(answer(&house, &host, &EMPTY), "3333333");
}

#[test]
fn tables_closed_for_a_service_are_given_to_nobody() {
    let mut house = house();
    house.services[0].closed_tables = std::iter::once(0).collect();
    for authority in [Authority::Guest, Authority::Restaurant] {
        let question = Question { authority, ..two() };
        assert_eq!(answer(&house, &question, &EMPTY), "2222222");
        assert_eq!(answer(&house, &Question { attendees: 4, ..question }, &EMPTY), "1111111");
        assert!(ask(&house, &question, &EMPTY).iter().all(|slot| slot.spots_total == 2));
    }
}

#[test]
fn an_event_is_a_date_that_lists_one_experience_which_exists_on_no_other() {
    let mut house = house();
    let event = Service { experiences: vec![1], ..house.services[0].clone() };
    house.exceptions = vec![Exception { days: Season::on(SATURDAY), services: vec![event] }];
    house.experiences[1].season = Season::on(SATURDAY);
    let (menu, event) = (two(), Question { experience: 1, ..two() });
    assert_eq!(answer(&house, &menu, &EMPTY), "eeeeeee");
    assert_eq!(answer(&house, &event, &EMPTY), "3333333");
    let tomorrow = SATURDAY.plus(1);
    assert_eq!(answer(&house, &Question { day: tomorrow, ..menu }, &EMPTY), "3333333");
    assert_eq!(answer(&house, &Question { day: tomorrow, ..event }, &EMPTY), "eeeeeee");
}

#[test]
fn a_party_may_stay_shorter_than_usual_as_far_as_the_house_allows() {
    let mut house = house();
    house.rules.shorten_minutes = 30;
    let full = ["...#######", "...#######", "..########"];
    assert_eq!(answer(&house, &two(), &full), "2------");
    assert_eq!(answer(&house, &Question { duration: Some(60), ..two() }, &full), "32-----");
    assert_eq!(
        ask(&house, &Question { duration: Some(75), ..two() }, &full)[0].stay,
        evening(OPENING, OPENING + 75)
    );
    for minutes in [0, 45, 70, 105] {
        let question = Question { duration: Some(minutes), ..two() };
        assert!(ask(&house, &question, &full).is_empty(), "{minutes} minutes");
        let none: [Stay; 0] = [];
        assert_eq!(slot_at(&house, &Occupancy::new(&house, &none), &question, OPENING), None);
    }
    house.rules.shorten_minutes = 600;
    assert_eq!(ask(&house, &Question { duration: Some(15), ..two() }, &full).len(), 7);
    assert!(ask(&house, &Question { duration: Some(0), ..two() }, &full).is_empty());
}

#[test]
fn of_equal_tables_the_section_with_fewer_guests_gets_the_party() {
    let mut tables = house().floor.tables().to_vec();
    tables[1].section = 1;
    let house = with_tables(tables.try_into().expect("three tables"));
    let best = |picture: &[&str]| -> Vec<usize> {
        let slots = ask(&house, &two(), picture);
        slots.iter().filter_map(|slot| slot.assignments.first()).map(|a| a.assignment).collect()
    };
    assert_eq!(best(&EMPTY), [0; 7]);
    // The staff of tables 0 and 2 have guests at table 2 until 20:00.
    assert_eq!(best(&["..........", "..........", "####......"]), [1, 1, 1, 1, 0, 0, 0]);
    // All who are there at some moment of the stay count, one after the other: four from 18:00 on, two from 18:30.
    let slots = ask(&house, &two(), &["..........", "..........", "#.#......."]);
    let loss = |slot: &Slot| {
        let table_0 = slot.assignments.iter().find(|a| a.assignment == 0);
        table_0.map(|a| 1_000_000 - a.score.millionths())
    };
    assert_eq!(slots.iter().filter_map(loss).collect::<Vec<_>>(), [4_000, 2_000, 2_000, 0, 0, 0, 0]);
}

#[test]
fn faults_are_named() {
    let fault = |change: &dyn Fn(&mut House)| {
        let mut house = house();
        change(&mut house);
        house.checked().expect_err("a fault")
    };
    let (day, before) = (SATURDAY, SATURDAY.plus(-1));
    let no_such_table = || std::iter::once(3).collect::<TableSet>();
    let refers = Service { experiences: vec![2], ..Service::default() };
    let exception = Exception { days: Season::on(day), services: vec![refers] };
    let closure = Closure { day, first_start: 2, last_start: 1 };
    let block = |tables| Block { span: evening(0, 60), tables };
    let release = Release { first: day, last: before, at: Instant(0) };
    assert_eq!(fault(&|h| h.rules.shorten_minutes = 20), HouseError::NotWholeCells);
    let unknown = ServiceError::NamesUnknown;
    assert_eq!(fault(&|h| h.services[0].closed_tables = no_such_table()), HouseError::Service(0, unknown));
    assert_eq!(fault(&|h| h.services[0].experiences = vec![2]), HouseError::Service(0, unknown));
    assert_eq!(
        fault(&|h| h.exceptions = vec![exception.clone()]),
        HouseError::Exception { days: Season::on(day), service: 0, fault: unknown }
    );
    assert_eq!(
        fault(&|h| h.experiences[1].season = Season::Days { first: day, last: before }),
        HouseError::Experience(1, ExperienceError::SeasonReversed)
    );
    assert_eq!(fault(&|h| h.closures = vec![closure]), HouseError::Closure(0));
    assert_eq!(fault(&|h| h.blocks = vec![block(TableSet::EMPTY)]), HouseError::Block(0));
    assert_eq!(fault(&|h| h.blocks = vec![block(no_such_table())]), HouseError::Block(0));
    assert_eq!(fault(&|h| h.releases = vec![release]), HouseError::Release(0));
    let mut tables = house().floor.tables().to_vec();
    tables[2].section = 32;
    let house = with_tables(tables.try_into().expect("three tables"));
    assert_eq!(house.checked(), Err(HouseError::Section(2)));
}
