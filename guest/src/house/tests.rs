//! What the widget answers from a snapshot.

use super::*;
use crate::flow::Event;
use crate::options::Options;

/// Two tables for two from Tuesday to Sunday at 18:00, 18:15 and 18:30; one of them taken on the first
/// evening, both on the second; the fourth day is closed by exception.
const SNAPSHOT: &str = r#"{
    "version": 4, "nowMinutes": 29918880, "madeAt": 1795132800000,
    "restaurant": {"slug": "s", "name": "S", "timeZone": "UTC", "currency": "EUR", "country": "AT",
                   "locales": ["de"]},
    "from": "2026-11-20", "days": 31, "offset": 0, "offsetChanges": [],
    "settings": {"slotMinutes": 15, "durations": [{"maxPartySize": 8, "minutes": 90}], "minPartySize": 1,
                 "maxPartySize": 4, "windowDays": 30},
    "areas": [{"id": "inside", "title": {"de": "Innen"}}], "categoryIds": [],
    "tables": [[1, 2, 1, 0, 0, 0, 3], [1, 2, 1, 0, 0, 0, 3]], "combinations": [],
    "experiences": [{"id": "menu", "name": {}}, {"id": "card", "name": {}, "isDefault": true}],
    "services": [{"id": "dinner", "name": {"de": "Abend"}, "firstStart": 1080, "lastStart": 1110,
                  "weekdays": ["tue", "wed", "thu", "fri", "sat", "sun"]}],
    "exceptions": [{"day": "2026-11-24", "services": [], "note": {"de": "Familienfest"}}],
    "closures": [], "blocks": [], "releases": [],
    "stays": {"unit": 15, "kinds": [[90, 2, 1, 0]], "places": [],
              "gaps": [[72, 90], [168]], "kindsAt": [[0, 0], [0]]}
}"#;

fn house() -> House {
    let snapshot = serde_json::from_str(SNAPSHOT).expect("a snapshot");
    House::new(snapshot, 0.0).unwrap_or_else(|_| panic!("a house"))
}

fn date(text: &str) -> Date {
    text.parse().expect("a day")
}

fn wish(day: &str) -> Wish {
    Wish { attendees: 2, experience: 1, area: None, day: date(day), duration: None }
}

fn options(pairs: &[(&str, &str)]) -> Options {
    let get = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
    Options::read(get)
}

const NOW: Instant = Instant(29_918_880); // 2026-11-20, a Friday, midnight

#[test]
fn a_guest_is_first_shown_the_usual_on_the_first_day_with_room() {
    let house = house();
    assert_eq!(house.first_wish(&options(&[]), NOW), wish("2026-11-20"));
    // After the last time of the day, and with the next one full.
    let late = NOW.plus(1111);
    assert_eq!(house.first_wish(&options(&[]), late), wish("2026-11-22"));
}

#[test]
fn the_host_page_may_ask_for_something_else_within_the_rules() {
    let asked = options(&[("attendees", "40"), ("experience", "menu"), ("day", "2026-12-01")]);
    let expected = Wish { attendees: 4, experience: 0, area: None, day: date("2026-12-01"), duration: None };
    assert_eq!(house().first_wish(&asked, NOW), expected);
    assert_eq!(house().first_wish(&options(&[("day", "2030-01-01")]), NOW).day, date("2026-11-20"));
}

#[test]
fn the_calendar_says_which_days_have_room_and_why_not() {
    let house = house();
    let days = house.calendar(&wish("2026-11-20"), Month::of(date("2026-11-20")), NOW);
    assert_eq!(days.len(), 30);
    let room = |day: usize| days[day - 1].room;
    assert_eq!(room(19), Room::Outside);
    assert_eq!(room(20), Room::Plenty);
    assert_eq!(room(21), Room::Nothing(ExclusionReason::NoTablesFound));
    assert_eq!(room(23), Room::Nothing(ExclusionReason::Closed));
    assert_eq!(room(24), Room::Nothing(ExclusionReason::Closed));
    let january = Month::of(date("2027-01-01"));
    assert!(house.calendar(&wish("2026-11-20"), january, NOW).iter().all(|day| day.room == Room::Outside));
}

#[test]
fn the_strip_begins_today_or_with_the_week_of_a_later_day() {
    let house = house();
    let days = |day: &str| {
        let strip = house.strip(&wish(day), None, NOW);
        (strip[0].date, strip.last().map(|day| day.date), strip[0].room)
    };
    assert_eq!(days("2026-12-10"), (date("2026-11-20"), Some(date("2026-12-10")), Room::Plenty));
    assert_eq!(days("2026-12-11").0, date("2026-12-07"));
    let later = house.strip(&wish("2026-12-20"), Some(date("2026-12-07")), NOW);
    assert_eq!(later[0].date, date("2026-12-07"), "nothing moves under the finger");
    assert_eq!(days("2026-12-20").1, Some(date("2026-12-20")), "no day beyond the booking window");
}

#[test]
fn a_full_day_offers_the_nearest_days_by_date() {
    let days = house().nearest_days(&wish("2026-11-21"), NOW, 3);
    assert_eq!(days, [date("2026-11-20"), date("2026-11-22"), date("2026-11-25")]);
}

#[test]
fn a_day_offers_its_times_by_service_without_those_that_have_passed() {
    let offer = house().offer(&wish("2026-11-20"), NOW.plus(1090));
    assert_eq!((offer.free, offer.nothing, offer.services.len()), (2, None, 1));
    let minutes: Vec<u16> = offer.services[0].times.iter().map(|time| time.minutes).collect();
    assert_eq!(minutes, [1095, 1110]);
    assert_eq!(house().offer(&wish("2026-11-24"), NOW).nothing, Some(ExclusionReason::Closed));
    assert!(house().note(date("2026-11-24")).is_some());
}

#[test]
fn a_wish_survives_a_reload_by_name() {
    let house = house();
    let wish = Wish { area: Some(0), ..wish("2026-11-25") };
    let named = house.named(&wish);
    assert_eq!(house.wish(&named, self::wish("2026-11-20"), NOW), wish);
    let gone = NamedWish { experience: "gone".into(), area: Some("gone".into()), ..named };
    let expected = Wish { area: None, ..wish };
    assert_eq!(house.wish(&gone, self::wish("2026-11-20"), NOW), expected);
}

#[test]
fn a_choice_says_why_the_day_has_nothing_for_it() {
    let house = house();
    assert_eq!(house.nothing(&wish("2026-11-20"), NOW), None);
    assert_eq!(house.nothing(&wish("2026-11-21"), NOW), Some(ExclusionReason::NoTablesFound));
    assert_eq!(house.nothing(&wish("2026-11-23"), NOW), Some(ExclusionReason::Closed), "a Monday");
    let six = Event::PartyChosen(6).chosen_in(wish("2026-11-20"));
    assert_eq!(house.nothing(&six, NOW), Some(ExclusionReason::PartyTooLarge));
}

#[test]
fn a_start_for_which_no_table_is_kept_ends_when_a_kept_one_would() {
    let mut house = house();
    house.snapshot.settings.show_end_time = true;
    let start = Start { day: date("2026-11-20"), minutes: 1080 };
    let held = house.unheld(&Flow::new(wish("2026-11-20")), start);
    assert_eq!(held.id(), None);
    assert_eq!(house.end(&held.hold), Some(1170));
}
