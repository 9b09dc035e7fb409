//! How booked parties make room for one more, as a host would check it by hand: the evening before, and the evening with
//! the new party `n` in it. See [`picture`] for how they are drawn; the first column begins at 18:00.

mod picture;

use engine::{
    Authority, Block, Combination, Day, ExclusionReason as R, Experience, Floor, House, Instant, Occupancy,
    Offsets, PartyBounds, Placement, Promise, Question, Refusal, Request, Reseating, Rules, Service, Slot,
    Span, Stay, Table, TableChoice, TableSet, Weekday, decide,
};
use picture::parties;

const SATURDAY: Day = Day(20_778);
const OPENING: u16 = 1080;
const EIGHT: u16 = 1200;
const TWO: PartyBounds = PartyBounds { min: 1, max: 2 };
const FOUR: PartyBounds = PartyBounds { min: 1, max: 4 };

/// Stays of 90 minutes from 18:00 on, every half hour; three parties may be moved for one.
fn house(tables: Vec<Table>, joined: &[Combination]) -> House {
    House {
        rules: Rules {
            slot_minutes: 30,
            durations: vec![(8, 90)],
            reseating: Some(Reseating { moves_max: 3, ..Reseating::default() }),
            ..Rules::default()
        },
        floor: Floor::new(tables, joined).expect("a sound floor"),
        services: vec![Service { first_start: OPENING, last_start: OPENING + 360, ..Service::default() }],
        experiences: vec![Experience::default()],
        offsets: Offsets::fixed(60),
        ..House::default()
    }
    .checked()
    .expect("a sound house")
}

fn seats(party: PartyBounds) -> Table {
    Table { party, ..Table::default() }
}

/// Table 0 for two, table 1 for four.
fn small() -> House {
    house(vec![seats(TWO), seats(FOUR)], &[])
}

/// Tables 0 and 1 for two, which joined seat four, and table 2 for two.
fn joinable() -> House {
    let joined = Combination { tables: vec![0, 1], party: PartyBounds { min: 3, max: 4 }, priority: 0 };
    house(vec![seats(TWO), seats(TWO), seats(TWO)], &[joined])
}

fn opening() -> Instant {
    Offsets::fixed(60).instant(SATURDAY, OPENING)
}

/// So many guests ask, at noon.
fn question(attendees: u16) -> Question {
    let now = Offsets::fixed(60).instant(SATURDAY, 720);
    let (day, authority) = (SATURDAY, Authority::Guest);
    Question {
        attendees,
        day,
        experience: 0,
        floor_plan: None,
        duration: None,
        now,
        authority,
        is_confirmed: false,
    }
}

fn ask(house: &House, question: Question, minutes: u16, stays: &[Stay]) -> Result<Placement, Slot> {
    let request = Request { question, minutes, wanted: TableChoice::Best };
    decide(house, &Occupancy::new(house, stays), &request).map_err(|refusal| match refusal {
        Refusal::NotBookable(slot) => *slot,
        Refusal::UnknownExperience | Refusal::Duration(_) | Refusal::TablesTaken { .. } => {
            panic!("{refusal:?}")
        }
    })
}

/// The evening with the new party in it, or a dash where it finds no tables, proven.
fn evening_after(
    house: &House,
    question: Question,
    minutes: u16,
    mut before: Vec<(char, Stay)>,
    like: &[&str],
) -> Vec<String> {
    let stays: Vec<Stay> = before.iter().map(|(_, stay)| stay.clone()).collect();
    match ask(house, question, minutes, &stays) {
        Ok(placement) => {
            for change in &placement.moves {
                before[change.stay].1.tables = house.floor.assignments()[change.assignment].tables;
            }
            let (attendees, promise) = (question.attendees, Promise::Tables);
            let Placement { stay: span, tables, .. } = placement;
            before.push(('n', Stay { span, attendees, tables, promise, online: true }));
            drawn(&before, like)
        }
        Err(slot) => {
            assert_eq!((slot.reasons.iter().collect(), slot.is_proven), (vec![R::NoTablesFound], true));
            vec!["-".to_owned()]
        }
    }
}

/// The picture of these parties, as many rows and columns as `like` has.
fn drawn(parties: &[(char, Stay)], like: &[&str]) -> Vec<String> {
    let mut rows: Vec<Vec<char>> = like.iter().map(|row| vec!['.'; row.len()]).collect();
    for (letter, stay) in parties {
        let column = |at: Instant| usize::try_from((at.0 - opening().0) / 30).expect("in the picture");
        let (first, end) = (column(stay.span.start()), column(stay.span.end()));
        for table in stay.tables.iter() {
            rows[table][first..end].fill(*letter);
            if stay.attendees != 2 {
                rows[table][first + 1] = char::from_digit(stay.attendees.into(), 10).expect("few guests");
            }
        }
    }
    rows.into_iter().map(|row| row.into_iter().collect()).collect()
}

fn check(house: &House, attendees: u16, minutes: u16, before: &[&str], after: &[&str]) {
    let parties = parties(opening(), before);
    assert_eq!(evening_after(house, question(attendees), minutes, parties, before), after);
}

const NO: [&str; 1] = ["-"];

#[test]
fn one_party_moves() {
    check(&small(), 4, OPENING, &["...", "aaa"], &["aaa", "n4n"]);
}

#[test]
fn nobody_moves_where_something_is_free() {
    // At the table for four they spoil two seats, and yet stay where they are.
    check(&small(), 2, OPENING, &["...", "aaa"], &["nnn", "aaa"]);
}

#[test]
fn a_pinned_party_is_never_moved() {
    check(&small(), 4, OPENING, &["...", "AAA"], &NO);
}

#[test]
fn a_house_that_moves_nobody_refuses() {
    let mut house = small();
    house.rules.reseating = None;
    check(&house, 4, OPENING, &["...", "aaa"], &NO);
}

#[test]
fn two_move_one_after_the_other() {
    let mut house = house(vec![seats(TWO), seats(FOUR), seats(PartyBounds { min: 3, max: 6 })], &[]);
    let before = ["...", "bbb", "a4a"];
    check(&house, 6, OPENING, &before, &["bbb", "a4a", "n6n"]);
    house.rules.reseating = Some(Reseating { moves_max: 1, ..Reseating::default() });
    check(&house, 6, OPENING, &before, &NO);
}

#[test]
fn two_move_from_one_table() {
    // Both sit at the table for four, one after the other, and the new party meets the end of the one and the beginning of
    // the other.
    check(&small(), 4, OPENING + 60, &["........", "aaabbb.."], &["aaabbb..", "..n4n..."]);
    check(&small(), 4, OPENING + 60, &["....PPP.", "aaabbb.."], &NO);
}

#[test]
fn a_combination_is_freed() {
    check(&joinable(), 4, OPENING, &["aaa", "...", "..."], &["n4n", "n4n", "aaa"]);
    check(&joinable(), 4, OPENING, &["aaa", "bbb", "..."], &NO);
}

#[test]
fn a_party_at_joined_tables_goes_to_one() {
    let joined = Combination { tables: vec![0, 1], party: PartyBounds { min: 3, max: 6 }, priority: 0 };
    let house = house(vec![seats(TWO), seats(TWO), seats(FOUR)], &[joined]);
    check(&house, 6, OPENING, &["a4a", "a4a", "..."], &["n6n", "n6n", "a4a"]);
    check(&house, 2, OPENING, &["a4a", "a4a", "P4P"], &NO);
}

#[test]
fn buffers_count_for_those_who_move() {
    let mut house = house(vec![seats(TWO), seats(FOUR)], &[]);
    let before = ["...PPP", "aaa..."];
    check(&house, 4, OPENING, &before, &["aaaPPP", "n4n..."]);
    house.rules.buffer_minutes = 30;
    check(&house, 4, OPENING, &before, &NO);
    check(&house, 4, OPENING, &["....PP", "aaa..."], &["aaa.PP", "n4n..."]);
}

#[test]
fn too_many_parties_for_the_tables_of_one_moment_are_a_proof() {
    // At 19:00 all three tables are wanted by somebody else, wherever they go.
    check(&joinable(), 2, OPENING + 30, &["aaa...", "..bbb.", ".ccc.."], &NO);
    // Half an hour later one has left.
    check(&joinable(), 2, OPENING + 90, &["aaa...", "..bbb.", ".ccc.."], &["aaannn", "..bbb.", ".ccc.."]);
}

#[test]
fn where_a_table_is_free_at_every_moment_it_may_still_be_none_for_all_of_them() {
    // From 18:30 until 20:00 there is always a table, but first it is the one and then the other.
    let two = house(vec![seats(TWO), seats(TWO)], &[]);
    check(&two, 2, OPENING + 30, &["...PP.", "QQ...."], &NO);
    // A third table's party could go to either for a while, and does not help.
    let three = house(vec![seats(TWO), seats(TWO), seats(TWO)], &[]);
    check(&three, 2, OPENING + 30, &["...PP.", "QQ....", ".aaa.."], &NO);
    // One that leaves earlier does.
    check(&three, 2, OPENING + 30, &["...PP.", "QQ....", ".aa..."], &[".aaPP.", "QQ....", ".nnn.."]);
}

#[test]
fn of_two_that_could_move_it_is_the_one_who_leaves_the_better_table() {
    // Both tables seat four, but table 2 is given away last; and what is left for either is the table for two.
    let late = Table { priority: 9, ..seats(FOUR) };
    let house = house(vec![seats(TWO), seats(FOUR), late], &[]);
    check(&house, 4, OPENING, &["...", "aaa", "bbb"], &["aaa", "n4n", "bbb"]);
    check(&house, 4, OPENING, &["...", "AAA", "bbb"], &["bbb", "AAA", "n4n"]);
}

#[test]
fn one_move_is_better_than_two_whatever_the_table() {
    // Table 1 suits the new party best, but for that two would have to go; at table 2 it is one.
    let house = house(vec![seats(TWO), seats(FOUR), Table { priority: 9, ..seats(FOUR) }], &[]);
    check(
        &house,
        4,
        OPENING + 60,
        &["........", "aaabbb..", "..ccc..."],
        &["..ccc...", "aaabbb..", "..n4n..."],
    );
}

#[test]
fn of_as_many_moves_those_are_made_that_give_the_new_party_its_best() {
    // Two must move either way, for table 1 as for table 2.
    let house = house(vec![seats(TWO), seats(FOUR), Table { priority: 9, ..seats(FOUR) }], &[]);
    let before = ["........", "aaabbb..", "cccddd.."];
    check(&house, 4, OPENING + 60, &before, &["aaabbb..", "..n4n...", "cccddd.."]);
}

/// Whether a party of two at the table for four, with this changed about it, makes room for a party of four, so that it
/// has the table for two.
fn moves(house: &House, change: impl Fn(&mut Stay)) -> bool {
    let before = ["...", "aaa"];
    let mut parties = parties(opening(), &before);
    change(&mut parties[0].1);
    let after = evening_after(house, question(4), OPENING, parties, &before);
    assert!(after == NO || after == ["aaa", "n4n"]);
    after != NO
}

fn kind(categories: u64) -> impl Fn(&mut Stay) {
    move |stay| stay.promise = Promise::Kind { categories }
}

#[test]
fn a_party_stays_in_the_floor_plan_in_which_it_is() {
    let terrace = Table { floor_plan: 1, ..seats(TWO) };
    assert!(moves(&small(), kind(0)));
    assert!(!moves(&house(vec![terrace, seats(FOUR)], &[]), kind(0)));
}

#[test]
fn a_party_gets_a_table_of_one_of_its_categories() {
    let of = |table: u64, other: u64| {
        house(
            vec![Table { categories: table, ..seats(TWO) }, Table { categories: other, ..seats(FOUR) }],
            &[],
        )
    };
    assert!(moves(&of(0b01, 0b10), kind(0)), "any table will do");
    assert!(moves(&of(0b01, 0b11), kind(0b01)));
    assert!(!moves(&of(0b10, 0b11), kind(0b01)));
    assert!(moves(&of(0b10, 0b01), kind(0b11)), "one of the two is enough");
}

#[test]
fn tables_kept_from_the_web_are_for_those_whom_the_restaurant_booked() {
    let house = house(vec![Table { online: false, ..seats(TWO) }, seats(FOUR)], &[]);
    assert!(!moves(&house, |stay| stay.online = true));
    assert!(moves(&house, |stay| stay.online = false));
}

#[test]
fn nobody_is_moved_to_a_table_that_cannot_be_booked() {
    let walk_in = Table { reservable: false, ..seats(TWO) };
    assert!(!moves(&house(vec![walk_in, seats(FOUR)], &[]), kind(0)));
    let mut closed = small();
    closed.services[0].closed_tables = std::iter::once(0).collect();
    assert!(!moves(&closed, kind(0)));
}

#[test]
fn a_service_closes_tables_for_those_who_start_in_it() {
    // Table 0 is closed for the late service: who came in the early one may have it until 20:30.
    let mut house = small();
    let late = Service {
        first_start: EIGHT,
        closed_tables: std::iter::once(0).collect(),
        ..house.services[0].clone()
    };
    let early = Service { last_start: EIGHT - 30, ..house.services[0].clone() };
    house.services = vec![early, late];
    check(&house, 4, EIGHT, &["........", "..aaa..."], &["..aaa...", "....n4n."]);
    check(&house, 4, EIGHT - 30, &["........", "....aaa."], &NO);
}

#[test]
fn after_midnight_it_is_still_the_service_in_which_the_evening_began() {
    // Open on Saturdays alone, from 23:30 to 00:30; the first column is 23:00, and table 0 is closed all night.
    let mut house = small();
    let weekdays = [Weekday::Sat].into_iter().collect();
    let closed_tables = std::iter::once(0).collect();
    house.services =
        vec![Service { weekdays, first_start: 1410, last_start: 1470, closed_tables, ..Service::default() }];
    let stays = |before: &[&str]| -> Vec<Stay> {
        parties(opening().plus(300), before).into_iter().map(|(_, stay)| stay).collect()
    };
    // Nobody may be moved to table 0, whether it comes before midnight or after.
    for before in [["......", ".aaa.."], ["......", "...aaa"]] {
        assert!(ask(&house, question(4), 1440, &stays(&before)).is_err());
    }
    house.services[0].closed_tables = TableSet::EMPTY;
    for before in [["......", ".aaa.."], ["......", "...aaa"]] {
        assert_eq!(
            ask(&house, question(4), 1440, &stays(&before)).map(|placement| placement.moves.len()),
            Ok(1)
        );
    }
}

#[test]
fn whoever_comes_soon_keeps_its_tables() {
    // It is noon; they come at six.
    let mut house = small();
    for (notice_minutes, can_move) in [(360, true), (361, false)] {
        house.rules.reseating = Some(Reseating { moves_max: 3, notice_minutes, ..Reseating::default() });
        assert_eq!(moves(&house, kind(0)), can_move);
    }
}

#[test]
fn whoever_should_be_there_by_now_keeps_its_tables() {
    let (house, before) = (small(), ["......", "aaa..."]);
    for (past, after) in [(-1, ["aaa...", ".n4n.."].as_slice()), (0, &NO), (1, &NO)] {
        let question = Question { now: opening().plus(past), ..question(4) };
        assert_eq!(
            evening_after(&house, question, OPENING + 30, parties(opening(), &before), &before),
            after
        );
    }
}

#[test]
fn whoever_shares_a_table_keeps_it() {
    // A host put `b` where `a` already was.
    let before = ["......", "aaa..."];
    let mut parties = parties(opening(), &before);
    let shared = Stay { attendees: 1, ..parties[0].1.clone() };
    parties.push(('b', shared));
    assert_eq!(evening_after(&small(), question(4), OPENING, parties, &before), NO);
}

#[test]
fn whoever_sits_where_only_a_host_would_put_it_keeps_its_tables() {
    // Table 1 is for three or four; the other two could well sit at table 0.
    let house = house(vec![seats(TWO), seats(PartyBounds { min: 3, max: 4 })], &[]);
    check(&house, 4, OPENING, &["...", "aaa"], &NO);
}

#[test]
fn nobody_is_moved_to_a_blocked_table() {
    let mut house = small();
    let block = |first: i64, last: i64| Block {
        span: Span::new(opening().plus(30 * first), opening().plus(30 * last)).expect("not empty"),
        tables: std::iter::once(0).collect(),
    };
    house.blocks = vec![block(2, 4)];
    assert!(!moves(&house, kind(0)));
    house.blocks = vec![block(3, 4)];
    assert!(moves(&house, kind(0)));
}

#[test]
fn whoever_sits_at_a_blocked_table_keeps_it_and_needs_no_other() {
    // Table 0 was blocked when `a` was booked there already. The new party must have table 2, `b` was promised a table
    // like 0, 1 and 2, and only `c` can have table 3. So all four have tables, though just three are not blocked.
    let of = |categories| Table { categories, ..seats(TWO) };
    let mut house = house(vec![of(0b001), of(0b001), of(0b011), of(0b100)], &[]);
    house.experiences[0].categories = 0b010;
    let (span, tables) = (Span::lasting(opening(), 90), std::iter::once(0).collect());
    house.blocks = vec![Block { span, tables }];
    let before = ["aaa", "ccc", "bbb", "..."];
    let mut parties = parties(opening(), &before);
    kind(0b001)(&mut parties[1].1);
    let after = evening_after(&house, question(2), OPENING, parties, &before);
    assert_eq!(after, ["aaa", "bbb", "nnn", "ccc"]);
}

#[test]
fn parties_of_another_day_keep_their_tables() {
    // Open around midnight; the first column is 23:00. `a` belongs to the day asked about, whenever the clock says it
    // begins; whoever starts before that day began does not.
    let mut house = small();
    house.services[0] = Service { first_start: 0, last_start: 1560, ..Service::default() };
    let from = opening().plus(300);
    let before = ["......", "..aaa."];
    let at = |day| {
        let stays: Vec<Stay> = parties(from, &before).into_iter().map(|(_, stay)| stay).collect();
        let minutes = if day == SATURDAY { 1440 } else { 0 };
        let asked = Question { day, now: from.plus(-2000), ..question(4) };
        ask(&house, asked, minutes, &stays)
            .map(|placement| placement.moves.len())
            .map_err(|slot| slot.reasons.first())
    };
    // Midnight on Saturday is the first minute of Sunday: one instant, asked about in two ways.
    assert_eq!((at(SATURDAY), at(SATURDAY.plus(1))), (Ok(1), Ok(1)));
    let earlier = ["......", ".aaa.."];
    let stays: Vec<Stay> = parties(from, &earlier).into_iter().map(|(_, stay)| stay).collect();
    let on = |day, minutes| {
        let asked = Question { day, now: from.plus(-2000), ..question(4) };
        ask(&house, asked, minutes, &stays).is_ok()
    };
    assert!(on(SATURDAY, 1440) && !on(SATURDAY.plus(1), 0));
}

/// What a host is told who wants table 0.
fn pinned(house: &House, attendees: u16, minutes: u16, before: &[&str]) -> Result<Placement, Refusal> {
    let stays: Vec<Stay> = parties(opening(), before).into_iter().map(|(_, stay)| stay).collect();
    let question = Question { authority: Authority::Restaurant, ..question(attendees) };
    let request = Request { question, minutes, wanted: TableChoice::Pinned(std::iter::once(0).collect()) };
    decide(house, &Occupancy::new(house, &stays), &request)
}

#[test]
fn a_restaurant_that_pins_tables_moves_nobody() {
    let placement = pinned(&small(), 4, OPENING, &["...", "aaa"]).expect("a free table");
    assert_eq!((placement.tables, placement.moves), (std::iter::once(0).collect(), Vec::new()));
    // Five guests at a table for two: that is the host's to say. But not when the house opens.
    assert!(pinned(&small(), 5, OPENING, &["...", "..."]).is_ok());
    let refused = pinned(&small(), 5, OPENING - 30, &["...", "..."]);
    let Err(Refusal::NotBookable(slot)) = refused else { panic!("{refused:?}") };
    assert_eq!(slot.reasons.iter().collect::<Vec<_>>(), [R::OutsideOpeningHours, R::NoTablesFound]);
}

#[test]
fn a_hold_s_tables_are_in_time_but_for_nothing_else() {
    // The guest filled in the form until 18:01, and 18:30 can be booked half an hour before.
    let (mut house, tables) = (small(), std::iter::once(0).collect());
    house.rules.lead_minutes = 30;
    let question = Question { now: opening().plus(1), ..question(2) };
    let none: [Stay; 0] = [];
    let ask = |house: &House, wanted| {
        let request = Request { question, minutes: OPENING + 30, wanted };
        decide(house, &Occupancy::new(house, &none), &request).map(|placement| placement.tables)
    };
    assert!(ask(&house, TableChoice::Best).is_err());
    assert_eq!(ask(&house, TableChoice::Same(tables)), Ok(tables));
    house.rules.paused = true;
    assert!(ask(&house, TableChoice::Same(tables)).is_err());
}
