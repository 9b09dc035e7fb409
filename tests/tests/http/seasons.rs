//! Seasons and closing times as a restaurant publishes them and guests meet them.

use serde_json::{Value, json};

use crate::house::{House, THURSDAY, configuration, dinner};

const LAST: u16 = 1290;
const CLOSING: &str = "2027-03-04T21:45:00Z";

/// The demo house, which everybody leaves at a quarter to eleven: the last come for less than they could agree to.
async fn closing_early() -> House {
    let mut configuration = configuration();
    let dinner = configuration.services.iter_mut().find(|service| service.id == "dinner").expect("dinner");
    dinner.closes = Some(1365);
    House::of(&configuration).await
}

/// The demo house, whose terrace opens in May.
async fn with_a_summer_terrace() -> House {
    let mut configuration = configuration();
    let terrace = configuration.floor_plans.iter_mut().find(|plan| plan.id == "terrace").expect("a terrace");
    terrace.first_day = Some("05-01".parse().expect("a day"));
    terrace.last_day = Some("10-31".parse().expect("a day"));
    House::of(&configuration).await
}

fn late(attendees: u16) -> Value {
    let mut body = dinner(attendees);
    body["minutes"] = LAST.into();
    body
}

/// The part of a booking that a hold is asked for with.
fn hold_of(booking: &Value) -> Value {
    let asked = ["attendees", "day", "minutes", "experienceId"];
    asked
        .iter()
        .map(|field| ((*field).to_owned(), booking[field].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

async fn slot(house: &House, minutes: u16, more: &str) -> Value {
    let asked = format!("/availability/slots?attendees=4&day={THURSDAY}&experienceId=a-la-carte{more}");
    let answer = house.external(&asked).await;
    let slots = answer.json["slots"].as_array().expect("slots");
    slots.iter().find(|slot| slot["minutes"] == minutes).expect("a slot").clone()
}

async fn only_reservation(house: &House) -> Value {
    let list = house.external(&format!("/reservations?from={THURSDAY}&to={THURSDAY}")).await;
    list.json[0].clone()
}

#[tokio::test]
async fn a_late_party_is_told_and_given_the_time_until_the_house_closes() {
    let house = closing_early().await;
    assert_eq!(slot(&house, 1170, "").await["duration"], 120);
    assert_eq!(slot(&house, LAST, "").await["duration"], 75);
    let hold = house.post("/holds", &hold_of(&late(4))).await;
    assert_eq!((hold.status, &hold.json["duration"]), (201, &json!(75)), "{}", hold.text);
    let mut booking = late(4);
    booking["holdId"] = hold.json["id"].clone();
    let booked = house.post("/reservations", &booking).await;
    assert_eq!(booked.status, 201, "{}", booked.text);
    // Moved to an earlier time by the restaurant it stays as long as others do.
    let reservation = only_reservation(&house).await;
    assert_eq!(reservation["endTime"], CLOSING);
    let moved = house.patch(&reservation, &json!({ "minutes": 1170 })).await;
    assert_eq!(
        (moved.status, &moved.json["endTime"]),
        (200, &json!("2027-03-04T20:30:00Z")),
        "{}",
        moved.text
    );
    let back = house.patch(&moved.json, &json!({ "minutes": LAST })).await;
    assert_eq!((back.status, &back.json["endTime"]), (200, &json!(CLOSING)), "{}", back.text);
}

#[tokio::test]
async fn a_stay_that_ends_with_the_house_is_not_stranded_by_another_edit() {
    let house = closing_early().await;
    assert_eq!(house.post("/reservations", &late(4)).await.status, 201);
    let mut plan = house.external("/floor-plans/dining").await.json;
    let tables = plan["tables"].as_object().expect("tables").keys().cloned().collect::<Vec<_>>();
    let own = only_reservation(&house).await["pinnedTables"][0]["id"].as_str().expect("a table").to_owned();
    assert!(tables.contains(&own));
    plan["tables"][&own]["reservable"] = false.into();
    for field in ["id", "restaurantId"] {
        plan.as_object_mut().expect("a plan").remove(field);
    }
    let answer = house.external_put("/floor-plans/dining?reseat=true", &plan).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn out_of_season_the_terrace_is_neither_offered_nor_said_to_be_full() {
    let house = with_a_summer_terrace().await;
    assert_eq!(slot(&house, 1170, "").await["availableFloorPlanIds"], json!(["dining"]));
    let mut hold = hold_of(&dinner(4));
    hold["floorPlanId"] = "terrace".into();
    let refused = house.post("/holds", &hold).await;
    assert_eq!(refused.code(), "slot_not_bookable", "{}", refused.text);
    assert_eq!(refused.json["exclusionReasons"][0], "experience_not_offered", "{}", refused.text);
    let page =
        house.get(&format!("/r/trattoria-aurora?day={THURSDAY}&area=terrace&attendees=4&lang=en")).await;
    assert!(page.text.contains("We do not offer this on this day."), "{}", page.text);
    assert!(!page.text.contains("fully booked"));
}

#[tokio::test]
async fn a_season_is_published_with_the_floor_plan_and_a_wrong_one_says_what_is_wrong() {
    let house = House::new().await;
    let mut plan = house.external("/floor-plans/terrace").await.json;
    for field in ["id", "restaurantId"] {
        plan.as_object_mut().expect("a plan").remove(field);
    }
    plan["firstDay"] = "05-01".into();
    let half = house.external_put("/floor-plans/terrace", &plan).await;
    assert_eq!(
        (half.status, half.json["errors"][0]["pointer"].as_str()),
        (422, Some("/lastDay")),
        "{}",
        half.text
    );
    plan["lastDay"] = "31.10.".into();
    let unreadable = house.external_put("/floor-plans/terrace", &plan).await;
    assert_eq!(unreadable.status, 422, "{}", unreadable.text);
    plan["lastDay"] = "10-31".into();
    let published = house.external_put("/floor-plans/terrace", &plan).await;
    assert_eq!(published.status, 200, "{}", published.text);
    assert_eq!(slot(&house, 1170, "").await["availableFloorPlanIds"], json!(["dining"]));
    let read = house.external("/floor-plans/terrace").await.json;
    assert_eq!((&read["firstDay"], &read["lastDay"]), (&json!("05-01"), &json!("10-31")));
}
