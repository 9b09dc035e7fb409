//! Seasons and closing times, as an owner would say them: a terrace from May to October, a winter menu, Christmas, and a
//! bar that guests leave at half past one.

use engine::{
    Authority, CalendarDate, Day, Exception, ExclusionReason as R, Experience, Floor, House, Instant,
    MonthDay, Occupancy, Offsets, Promise, Question, Request, Rules, Season, Service, Slot, Span, Stay,
    Table, TableChoice, TableSet, WalkIn, Weekday, alternatives, decide, slot_at, slots, walk_in,
};

const INSIDE: u8 = 0;
const TERRACE: u8 = 1;
const EIGHT: u16 = 1200;

fn on(year: i32, month: u32, day: u32) -> Day {
    Day::of_date(CalendarDate { year, month, day }).expect("a date")
}

fn yearly(first: (u8, u8), last: (u8, u8)) -> Season {
    let day = |(month, day)| MonthDay::new(month, day).expect("a day of the year");
    Season::Yearly { first: day(first), last: day(last) }
}

/// A table inside and two on the terrace, which is open from May to October. Every hour from 18:00 to 23:00, stays of two
/// hours.
fn house() -> House {
    let table = |floor_plan| Table { floor_plan, ..Table::default() };
    House {
        rules: Rules { slot_minutes: 60, ..Rules::default() },
        floor: Floor::new(vec![table(INSIDE), table(TERRACE), table(TERRACE)], &[]).expect("a sound floor"),
        floor_plan_seasons: vec![Season::Always, yearly((5, 1), (10, 31))],
        services: vec![Service { first_start: 1080, last_start: 1380, ..Service::default() }],
        experiences: vec![Experience::default()],
        offsets: Offsets::fixed(60),
        ..House::default()
    }
    .checked()
    .expect("a sound house")
}

fn question(day: Day) -> Question {
    Question {
        attendees: 2,
        day,
        experience: 0,
        floor_plan: None,
        duration: None,
        now: Offsets::fixed(60).instant(day.plus(-1), 720),
        authority: Authority::Guest,
        is_confirmed: false,
    }
}

fn at(house: &House, question: &Question, minutes: u16) -> Slot {
    slot_at(house, &Occupancy::new(house, &[]), question, minutes).expect("a slot")
}

fn starts(house: &House, day: Day) -> Vec<u16> {
    slots(house, &Occupancy::new(house, &[]), &question(day)).iter().map(|slot| slot.minutes).collect()
}

fn stay_minutes(slot: &Slot) -> i64 {
    slot.stay.end().0 - slot.stay.start().0
}

#[test]
fn out_of_season_an_area_has_no_spots_and_says_that_it_is_not_offered() {
    let house = house();
    let (october, november) = (question(on(2027, 10, 31)), question(on(2027, 11, 1)));
    assert_eq!(at(&house, &october, EIGHT).spots_open, 3);
    assert_eq!(at(&house, &november, EIGHT).spots_open, 1);
    assert_eq!(at(&house, &november, EIGHT).spots_total, 1);
    let terrace = |question: Question| Question { floor_plan: Some(TERRACE), ..question };
    assert!(at(&house, &terrace(october), EIGHT).is_bookable());
    let reasons: Vec<R> = at(&house, &terrace(november), EIGHT).reasons.iter().collect();
    assert_eq!(reasons, [R::ExperienceNotOffered, R::NoTablesFound], "not that it is full");
}

#[test]
fn an_area_that_a_service_or_an_experience_leaves_out_is_not_called_full() {
    let mut house = house();
    house.experiences[0].floor_plans = 1 << TERRACE;
    let november = question(on(2027, 11, 1));
    assert_eq!(at(&house, &november, EIGHT).reasons.first(), Some(R::ExperienceNotOffered));
    house.experiences[0].floor_plans = u32::MAX;
    house.services[0].floor_plans = 1 << TERRACE;
    let inside = Question { floor_plan: Some(INSIDE), ..question(on(2027, 6, 1)) };
    assert_eq!(at(&house, &inside, EIGHT).reasons.first(), Some(R::ExperienceNotOffered));
}

#[test]
fn of_what_is_offered_instead_nothing_is_out_of_season() {
    let house = house();
    let day = on(2027, 10, 31);
    let occupied = Stay {
        span: Span::new(house.offsets.instant(day, 1080), house.offsets.instant(day, 1620))
            .expect("not empty"),
        attendees: 2,
        tables: (0..3).collect::<TableSet>(),
        promise: Promise::Tables,
        online: false,
    };
    let terrace = Question { floor_plan: Some(TERRACE), ..question(day) };
    let occupancy = Occupancy::new(&house, &[occupied]);
    let found = alternatives(&house, &occupancy, &terrace, EIGHT, &engine::Change::ALL, 9);
    assert!(!found.is_empty());
    for found in found {
        let season = house.floor_plan_seasons[usize::from(found.question.floor_plan.unwrap_or(INSIDE))];
        assert!(season.contains(found.question.day), "{found:?}");
    }
}

#[test]
fn a_service_opens_in_its_season_and_hands_over_to_the_next() {
    let service =
        |first_start, season| Service { first_start, last_start: 1260, season, ..Service::default() };
    let services = vec![service(1200, yearly((5, 1), (9, 30))), service(1140, yearly((10, 1), (4, 30)))];
    let house = House { services, ..house() }.checked().expect("services that never meet");
    assert_eq!(starts(&house, on(2027, 9, 30)), [1200, 1260]);
    assert_eq!(starts(&house, on(2027, 10, 1)), [1140, 1200, 1260]);
    assert_eq!(starts(&house, on(2028, 2, 29)), [1140, 1200, 1260]);
}

#[test]
fn an_experience_is_offered_in_its_season() {
    let mut house = house();
    house.experiences[0].season = yearly((11, 1), (2, 29));
    assert!(at(&house, &question(on(2027, 12, 31)), EIGHT).is_bookable());
    assert_eq!(at(&house, &question(on(2028, 3, 1)), EIGHT).reasons.first(), Some(R::ExperienceNotOffered));
}

#[test]
fn christmas_is_closed_every_year_except_in_the_year_that_says_otherwise() {
    let lunch = Service { first_start: 720, last_start: 780, ..Service::default() };
    let exceptions = vec![
        Exception { days: yearly((12, 24), (12, 26)), services: Vec::new() },
        Exception { days: Season::on(on(2028, 12, 25)), services: vec![lunch.clone()] },
        Exception {
            days: Season::Days { first: on(2028, 8, 1), last: on(2028, 8, 20) },
            services: vec![lunch],
        },
    ];
    let house = House { exceptions, ..house() }.checked().expect("a sound house");
    let reason = |day| at(&house, &question(day), EIGHT).reasons.first();
    for closed in [on(2027, 12, 24), on(2027, 12, 26), on(2028, 12, 24), on(2028, 12, 26), on(2031, 12, 25)] {
        assert_eq!(reason(closed), Some(R::Closed), "{closed:?}");
    }
    for open in [on(2027, 12, 23), on(2027, 12, 27)] {
        assert_eq!(reason(open), None, "{open:?}");
    }
    assert_eq!(starts(&house, on(2028, 12, 25)), [720, 780]);
    assert_eq!(starts(&house, on(2028, 8, 20)), [720, 780]);
    assert_eq!(starts(&house, on(2028, 8, 21)).len(), 6);
}

#[test]
fn guests_stay_until_the_house_closes_and_no_longer() {
    let mut house = house();
    house.services[0].closes = Some(1500);
    let day = question(on(2027, 6, 1));
    let stays: Vec<i64> = [1260, 1380, 1320].map(|minutes| stay_minutes(&at(&house, &day, minutes))).into();
    assert_eq!(stays, [120, 120, 120], "from 23:00 until 01:00");
    house.services[0].closes = Some(1455);
    assert_eq!(stay_minutes(&at(&house, &day, 1380)), 75);
    assert_eq!(stay_minutes(&at(&house, &day, 1320)), 120);
    let agreed = Question { duration: Some(105), ..day };
    house.rules.shorten_minutes = 30;
    assert_eq!(stay_minutes(&at(&house, &agreed, 1380)), 75);
    assert_eq!(stay_minutes(&at(&house, &agreed, 1260)), 105);
    assert_eq!(house.minutes_at((day.day, 1380), 120), 75);
}

#[test]
fn a_table_is_free_again_when_the_house_has_closed() {
    let mut house = house();
    house.services[0].closes = Some(1440);
    let day = on(2027, 1, 2);
    let midnight = house.offsets.instant(day, 1440);
    let late = Stay {
        span: Span::new(midnight, midnight.plus(60)).expect("not empty"),
        attendees: 2,
        tables: std::iter::once(0).collect(),
        promise: Promise::Tables,
        online: false,
    };
    let occupancy = Occupancy::new(&house, &[late]);
    let slot = slot_at(&house, &occupancy, &question(day), 1380).expect("a slot");
    assert!(slot.is_bookable(), "its stay ends at midnight, before the other begins");
}

#[test]
fn the_closing_time_is_that_of_the_wall_clock_on_the_night_that_clocks_change() {
    let day = on(2027, 3, 27);
    // At 02:00 it becomes 03:00.
    let change = Instant(i64::from(day.plus(1).0) * 1440 + 60);
    let mut house = house();
    house.offsets = Offsets::new(60, vec![(change, 120)]).expect("in order");
    house.services[0] = Service { last_start: 1500, closes: Some(1620), ..house.services[0].clone() };
    let slot = |minutes| at(&house, &question(day), minutes);
    assert_eq!(
        house.offsets.wall(slot(1500).stay.end()),
        (day.plus(1), 180),
        "01:00 until 03:00, an hour later"
    );
    assert_eq!(stay_minutes(&slot(1500)), 60);
    assert_eq!(stay_minutes(&slot(1440)), 120);
}

#[test]
fn walk_ins_belong_to_the_service_that_opened_last_whatever_the_order_of_the_list() {
    let mut house = house();
    let lunch = Service { first_start: 720, last_start: 840, ..Service::default() };
    house.services[0].closes = Some(1395);
    house.services.push(lunch);
    let now = house.offsets.instant(on(2027, 6, 1), 1365);
    let who = WalkIn { attendees: 2, experience: 0, tables: std::iter::once(0).collect(), now };
    let (_, _, placement) = walk_in(&house, &Occupancy::new(&house, &[]), &who).expect("a free table");
    assert_eq!(placement.stay.end(), now.plus(30));
}

#[test]
fn the_restaurant_seats_guests_out_of_season_where_it_likes() {
    let house = house();
    let november = on(2027, 11, 1);
    let asked = Question { authority: Authority::Restaurant, ..question(november) };
    let only_there = Question { floor_plan: Some(TERRACE), ..asked };
    let wanted = TableChoice::Pinned(std::iter::once(1).collect());
    for question in [asked, only_there] {
        let request = Request { question, minutes: EIGHT, wanted };
        assert!(decide(&house, &Occupancy::new(&house, &[]), &request).is_ok(), "{question:?}");
    }
}

#[test]
fn what_is_left_until_closing_may_be_asked_for_in_so_many_words() {
    let mut house = house();
    house.services[0].closes = Some(1425);
    let day = question(on(2027, 6, 1));
    let late = |duration| Question { duration, ..day };
    let occupancy = Occupancy::new(&house, &[]);
    let slot = |duration| slot_at(&house, &occupancy, &late(duration), 1380);
    assert_eq!(slot(Some(45)), slot(None));
    assert_eq!(slot(Some(30)), None, "less than that is not allowed here");
}

#[test]
fn a_shorter_stay_is_offered_only_where_it_is_shorter() {
    let mut house = house();
    house.rules.shorten_minutes = 60;
    house.services[0].closes = Some(1440);
    let day = on(2027, 1, 2);
    let offered = |occupied_from: u16, at: u16| {
        let from = house.offsets.instant(day, occupied_from);
        let stay = Stay {
            span: Span::new(from, from.plus(60)).expect("not empty"),
            attendees: 2,
            tables: std::iter::once(0).collect(),
            promise: Promise::Tables,
            online: false,
        };
        let occupancy = Occupancy::new(&house, &[stay]);
        let changes = [engine::Change::Duration];
        let found = alternatives(&house, &occupancy, &question(day), at, &changes, 9);
        found.into_iter().filter(|found| found.minutes == at).count()
    };
    assert_eq!(offered(1290, 1200), 1, "until 21:30 instead of 22:00");
    assert_eq!(offered(1425, 1380), 0, "the hour until closing is an hour, however it is agreed");
}

#[test]
fn an_exception_of_several_days_keeps_the_weekdays_of_its_services() {
    let lunch = |days: &[Weekday]| Service {
        weekdays: days.iter().copied().collect(),
        first_start: 720,
        last_start: 780,
        ..Service::default()
    };
    let fortnight = Season::Days { first: on(2027, 8, 2), last: on(2027, 8, 15) };
    let exceptions = vec![
        Exception { days: fortnight, services: vec![lunch(&[Weekday::Tue, Weekday::Wed])] },
        Exception { days: Season::on(on(2027, 8, 16)), services: vec![lunch(&[Weekday::Tue])] },
    ];
    let house = House { exceptions, ..house() }.checked().expect("a sound house");
    assert_eq!(starts(&house, on(2027, 8, 3)), [720, 780], "a Tuesday");
    let monday = question(on(2027, 8, 2));
    assert_eq!(at(&house, &monday, EIGHT).reasons.first(), Some(R::Closed));
    assert_eq!(starts(&house, on(2027, 8, 16)), [720, 780], "of one day they are ignored");
}

#[test]
fn walk_ins_leave_when_the_house_closes_and_belong_to_the_evening_until_then() {
    let mut house = house();
    house.services[0].closes = Some(1530);
    let day = on(2027, 6, 1);
    let seated_at = |house: &House, minutes| {
        let now = house.offsets.instant(day, minutes);
        let who = WalkIn { attendees: 2, experience: 0, tables: std::iter::once(0).collect(), now };
        let (opening_day, _, placement) =
            walk_in(house, &Occupancy::new(house, &[]), &who).expect("a free table");
        (opening_day, placement.stay.end().0 - placement.stay.start().0)
    };
    assert_eq!(seated_at(&house, 1200), (day, 120));
    assert_eq!(seated_at(&house, 1485), (day, 45));
    assert_eq!(seated_at(&house, 1515), (day, 15), "also where nobody who was booked could still be there");
    house.services[0].closes = Some(4320);
    assert_eq!(
        seated_at(&house, 2520),
        (day.plus(1), 120),
        "not the day before's, once the day's own service has begun"
    );
    house.services[0].closes = Some(1530);
    // After closing they are nobody's guests but the night's.
    assert_eq!(seated_at(&house, 1530), (day.plus(1), 120));
}
