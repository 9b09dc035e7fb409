//! A house as they are, said in one short document: counters, a terrace in summer, late nights, requests, a deposit.

use std::path::Path;

use api::Configuration;
use serde_json::{Value, json};

use crate::house::{House, dinner};

/// A Wednesday in winter, and the days around it.
const WEDNESDAY: &str = "2027-03-03";
const THURSDAY: &str = "2027-03-04";
const FRIDAY: &str = "2027-03-05";
const SUNDAY: &str = "2027-03-07";

const DOCUMENT: &str = "../static/demo/noodle-bar.json";

fn document() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    std::fs::read_to_string(file).expect("the document")
}

fn configuration() -> Configuration {
    let mut configuration: Configuration = serde_json::from_str(&document()).expect("a configuration");
    configuration.restaurant.slug = crate::house::SLUG.to_owned();
    configuration
}

async fn slots(house: &House, day: &str, attendees: u16, experience: &str) -> Vec<Value> {
    let path = format!("/availability/slots?attendees={attendees}&day={day}&experienceId={experience}");
    house.external(&path).await.json["slots"].as_array().expect("slots").clone()
}

fn is_free(slot: &&Value) -> bool {
    slot["exclusionReasons"] == json!([])
}

fn plans(slots: &[Value]) -> Vec<&Value> {
    slots
        .iter()
        .filter(is_free)
        .flat_map(|slot| slot["availableFloorPlanIds"].as_array().expect("ids"))
        .collect()
}

#[test]
fn the_document_is_short_and_has_18_tables_and_two_counters() {
    assert!(document().lines().count() < 120);
    let configuration = configuration();
    let tables = || configuration.floor_plans.iter().flat_map(|plan| plan.tables.values());
    assert_eq!(tables().filter(|table| !table.shared).count(), 18);
    assert_eq!(tables().filter(|table| table.counter_seats().is_some()).count(), 2);
}

#[tokio::test]
async fn it_opens_when_it_says() {
    let house = House::of(&configuration()).await;
    assert!(slots(&house, SUNDAY, 2, "noodles").await.is_empty(), "closed on Sundays");
    let starts = |slots: &[Value]| -> Vec<u64> {
        slots.iter().map(|slot| slot["minutes"].as_u64().expect("minutes")).collect()
    };
    let wednesday = starts(&slots(&house, WEDNESDAY, 2, "noodles").await);
    assert_eq!((wednesday.first(), wednesday.last()), (Some(&690), Some(&1305)));
    assert!(wednesday.contains(&840) && !wednesday.contains(&855) && wednesday.contains(&1050));
    let friday = slots(&house, FRIDAY, 4, "noodles").await;
    let last = friday.last().expect("a start");
    assert_eq!((&last["minutes"], &last["duration"]), (&json!(1455), &json!(75)), "until half past one");
    assert!(friday.iter().all(|slot| slot["minutes"].as_u64() < Some(1440)
        || slot["minutes"].as_u64().zip(slot["duration"].as_u64()).is_some_and(|(m, d)| m + d <= 1530)));
    house.minutes_pass(280 * 1440);
    for day in ["2027-12-24", "2027-12-25", "2027-12-26"] {
        let closed = slots(&house, day, 2, "noodles").await;
        assert!(closed.iter().all(|slot| slot["exclusionReasons"][0] == "closed"), "{day}");
    }
    assert!(slots(&house, "2027-12-27", 2, "noodles").await.iter().any(|slot| is_free(&slot)));
}

#[tokio::test]
async fn six_book_seven_ask_and_thirteen_call() {
    let house = House::of(&configuration()).await;
    for (attendees, mode) in [(6, "instant"), (7, "request"), (12, "request")] {
        let slots = slots(&house, FRIDAY, attendees, "noodles").await;
        assert!(slots.iter().any(|slot| is_free(&slot)), "{attendees}");
        assert!(slots.iter().all(|slot| slot["confirmationMode"] == mode), "{attendees}");
    }
    let thirteen = slots(&house, FRIDAY, 13, "noodles").await;
    assert!(thirteen.iter().all(|slot| slot["exclusionReasons"][0] == "party_too_large"));
    let mut eight = dinner(8);
    (eight["experienceId"], eight["day"]) = ("noodles".into(), FRIDAY.into());
    let asked = house.post("/reservations", &eight).await;
    assert_eq!(
        (asked.status, &asked.json["booking"]["status"]),
        (201, &json!("requested")),
        "{}",
        asked.text
    );
}

#[tokio::test]
async fn the_tasting_menu_is_on_thursdays_at_the_counters_with_a_deposit() {
    let house = House::of(&configuration()).await;
    for (day, is_served) in [(WEDNESDAY, false), (THURSDAY, true), (FRIDAY, false)] {
        let slots = slots(&house, day, 2, "tasting").await;
        assert_eq!(slots.iter().any(|slot| is_free(&slot)), is_served, "{day}");
    }
    let mut two = dinner(2);
    (two["experienceId"], two["day"], two["minutes"]) = ("tasting".into(), THURSDAY.into(), 1110.into());
    let booked = house.post("/reservations", &two).await;
    assert_eq!(booked.json["booking"]["payment"]["amount"], 8_000, "{}", booked.text);
    let seated = house.external(&format!("/reservations?from={THURSDAY}&to={THURSDAY}")).await;
    assert_eq!(seated.json[0]["seats"][0]["seats"], json!([1, 2]), "{}", seated.text);
}

#[tokio::test]
async fn the_terrace_is_open_from_may_to_october() {
    let house = House::of(&configuration()).await;
    assert!(!plans(&slots(&house, WEDNESDAY, 2, "noodles").await).contains(&&json!("terrace")));
    house.minutes_pass(60 * 1440);
    assert!(!plans(&slots(&house, "2027-04-30", 2, "noodles").await).contains(&&json!("terrace")));
    assert!(plans(&slots(&house, "2027-05-01", 2, "noodles").await).contains(&&json!("terrace")));
}

#[tokio::test]
async fn a_counter_fills_seat_by_seat_and_a_days_answer_stays_small() {
    let house = House::of(&configuration()).await;
    let path = format!("/availability/slots?attendees=2&day={FRIDAY}&experienceId=noodles");
    let answer = house.external(&path).await;
    let per_slot = answer.text.len() / answer.json["slots"].as_array().expect("slots").len();
    println!("a slot of Noodle Bar: {per_slot} bytes");
    let first = &answer.json["slots"][0];
    let counters = first["availableAssignments"].as_array().expect("assignments").iter();
    let counters = counters.filter(|a| a["seats"].is_array()).count();
    assert_eq!(counters, 2, "one line for each counter");
    // Four tables for two, six for up to four, four pairs at one counter and five at the other.
    assert_eq!(first["spotsOpen"], 4 + 6 + 4 + 5, "{first}");
}
