//! The demo restaurant is what it is said to be, and the engine finds the promised evenings in its book.

use engine::{
    Authority, Instant, Occupancy, Question, Request, Slot, Stay, TableChoice, Weekdays, decide, slot_at,
    slots,
};

use super::*;

const SEED: u64 = 1;
/// A Saturday in November.
const TODAY: Day = Day(20_778);

fn demo(today: Day) -> Demo {
    Demo::new(demo_configuration(), SEED, Date(today)).expect("the demo restaurant")
}

#[test]
fn the_demo_restaurant_is_valid() {
    let house = the_house();
    let tables = house.floor.tables();
    assert_eq!(tables.len(), 34);
    assert_eq!(house.floor.assignments().len() - tables.len(), 14);
    assert_eq!(tables.iter().filter(|table| !table.reservable).count(), 2);
    assert!((0..2).all(|plan| tables.iter().any(|table| table.floor_plan == plan)));

    let open = |day: Weekday| house.services.iter().any(|service| service.weekdays.contains(day));
    assert_eq!(Weekday::ALL.into_iter().filter(|day| !open(*day)).collect::<Vec<_>>(), [Weekday::Mon]);
    let late = house.services.iter().filter(|service| 1440 < service.last_start);
    assert_eq!(late.map(|service| service.weekdays).collect::<Vec<_>>(), [only(Weekday::Sat)]);
    assert!(house.exceptions.iter().any(|exception| exception.services.is_empty()));
    assert!(house.exceptions.iter().flat_map(|exception| &exception.services).any(|s| 1440 < s.last_start));
}

fn only(day: Weekday) -> Weekdays {
    std::iter::once(day).collect()
}

#[test]
fn every_text_is_there_in_every_language() {
    let configuration = demo_configuration();
    let texts =
        configuration.experiences.iter().flat_map(|e| [&e.name, &e.short_description, &e.description_html]);
    let texts = texts.chain(configuration.services.iter().map(|service| &service.name));
    let texts = texts.chain(configuration.table_categories.iter().map(|category| &category.name));
    let texts = texts.chain(configuration.floor_plans.iter().map(|plan| &plan.title));
    let texts = texts.chain(configuration.exceptions.iter().map(|exception| &exception.note));
    let locales = &configuration.restaurant.locales;
    for text in texts {
        assert!(text.keys().eq(locales) && text.values().all(|words| !words.is_empty()), "{text:?}");
    }
}

/// Five tables at the counter are the tasting menu's own.
#[test]
fn the_tasting_menu_and_the_a_la_carte_menu_share_no_table() {
    let house = the_house();
    let noon_before = |day: Day| Instant(i64::from(day.0) * 1440 - 720);
    let thursday = TODAY.plus(5);
    for attendees in 2..=4 {
        let ask = |experience: usize| {
            let question = Question {
                attendees,
                day: thursday,
                experience,
                floor_plan: None,
                duration: None,
                now: noon_before(thursday),
                authority: Authority::Guest,
                is_confirmed: false,
            };
            slot_at(&house, &Occupancy::new(&house, &[]), &question, 18 * 60).expect("a slot")
        };
        let tables = |slot: &Slot| -> Vec<usize> {
            let free = slot.assignments.iter().map(|a| &house.floor.assignments()[a.assignment]);
            free.flat_map(|assignment| assignment.tables.iter()).collect()
        };
        let (a_la_carte, tasting) = (ask(0), ask(1));
        assert!(a_la_carte.is_bookable() && tasting.is_bookable());
        assert_eq!(tasting.spots_open, 5);
        assert!(tables(&tasting).iter().all(|table| !tables(&a_la_carte).contains(table)));
    }
}

/// A day of the book as the engine places it.
struct Evening {
    stays: Vec<Stay>,
    refused: usize,
}

/// Places reservations the way that the Worker's import does: in their order, on the restaurant's word.
fn place(demo: &Demo, day: Date) -> Evening {
    let mut evening = Evening { stays: Vec::new(), refused: 0 };
    for wanted in demo.reservations(day) {
        if !add(demo, &mut evening, &wanted) {
            evening.refused += 1;
        }
    }
    evening
}

fn add(demo: &Demo, evening: &mut Evening, wanted: &ReservationRequest) -> bool {
    let house = &demo.compiled.house;
    let experience = demo.compiled.experience(&wanted.experience_id).expect("an experience");
    let question = question(wanted.day.0, wanted.attendees, experience, Authority::Restaurant);
    let request = Request { question, minutes: wanted.minutes, wanted: TableChoice::Best };
    let placed = decide(house, &Occupancy::new(house, &evening.stays), &request);
    if let Ok(placement) = &placed {
        let stay = Stay {
            span: placement.stay,
            attendees: wanted.attendees,
            tables: placement.tables,
            promise: engine::Promise::Tables,
            online: true,
        };
        evening.stays.push(stay);
    }
    placed.is_ok()
}

/// Asked two days ahead, so that no notice stands in the way.
fn question(day: Day, attendees: u16, experience: usize, authority: Authority) -> Question {
    let now = Instant(i64::from(day.0 - 2) * 1440);
    Question {
        attendees,
        day,
        experience,
        floor_plan: None,
        duration: None,
        now,
        authority,
        is_confirmed: false,
    }
}

/// How many of a day's dinner slots a guest can book à la carte for two, and how many there are.
fn dinner_for_two(demo: &Demo, day: Date, evening: &Evening) -> (usize, usize) {
    let house = &demo.compiled.house;
    let asked = question(day.0, 2, 0, Authority::Guest);
    let slots = slots(house, &Occupancy::new(house, &evening.stays), &asked);
    let dinner = || slots.iter().filter(|slot| (17 * 60..22 * 60).contains(&slot.minutes));
    (dinner().filter(|slot| slot.is_bookable()).count(), dinner().count())
}

#[test]
fn fridays_and_saturdays_are_nearly_full_and_midweek_has_room() {
    let demo = demo(TODAY);
    let mut dinners = [(0, 0); 7];
    for day in (0..52 * 7).map(|days| TODAY.plus(days)) {
        let (bookable, all) = dinner_for_two(&demo, Date(day), &place(&demo, Date(day)));
        let weekday = &mut dinners[day.weekday() as usize];
        *weekday = (weekday.0 + bookable, weekday.1 + all);
    }
    let percent = |weekday: Weekday| {
        let (bookable, all) = dinners[weekday as usize];
        100 * bookable / all
    };
    for weekday in [Weekday::Tue, Weekday::Wed, Weekday::Thu] {
        assert!((75..100).contains(&percent(weekday)), "{weekday:?}: {} %", percent(weekday));
    }
    for weekday in [Weekday::Fri, Weekday::Sat] {
        assert!((25..60).contains(&percent(weekday)), "{weekday:?}: {} %", percent(weekday));
    }
}

#[test]
fn the_book_spans_six_weeks_and_does_not_depend_on_the_day_of_the_set_up() {
    let (today, tomorrow) = (demo(TODAY), demo(TODAY.plus(1)));
    assert_eq!(today.days().count(), 42);
    assert!(today.days().any(|day| day.0 == TODAY));
    let is_last_table_day = |day: &Date| [&today, &tomorrow].iter().any(|demo| demo.last_table().day == *day);
    for day in today.days().filter(|day| !is_last_table_day(day)) {
        assert_eq!(today.reservations(day), tomorrow.reservations(day));
    }
}

#[test]
fn one_table_is_left_whichever_day_the_restaurant_is_set_up() {
    for today in (0..400).map(|days| TODAY.plus(days)) {
        let demo = demo(today);
        let last = demo.last_table();
        assert!((3..=23).contains(&(last.day.0.0 - today.0)), "{} for {}", last.day, Date(today));
        let mut evening = place(&demo, last.day);
        let house = &demo.compiled.house;
        let slot = |evening: &Evening| {
            let asked = question(last.day.0, last.attendees, demo.tasting_menu, Authority::Guest);
            slot_at(house, &Occupancy::new(house, &evening.stays), &asked, last.minutes).expect("a slot")
        };
        assert_eq!(slot(&evening).spots_open, 5);
        for rival in demo.last_table_rivals().take(4) {
            assert!(add(&demo, &mut evening, &rival));
        }
        let slot = slot(&evening);
        assert!(slot.is_bookable() && slot.spots_open == 1, "{} {:?}", last.day, slot.reasons);
    }
}
