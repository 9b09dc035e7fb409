//! Seasons and closing times as a restaurant publishes them and guests meet them.

use serde_json::{Value, json};

use crate::house::{House, THURSDAY, configuration, dinner};

const LAST: u16 = 1290;

/// The demo house, which everybody leaves at this time in the evening.
async fn closing_at(minutes: u16) -> House {
    let mut configuration = configuration();
    configuration.settings.show_end_time = false;
    let dinner = configuration.services.iter_mut().find(|service| service.id == "dinner").expect("dinner");
    dinner.closes = Some(minutes);
    House::of(&configuration).await
}

/// The demo house, whose terrace opens in the middle of May.
async fn with_a_summer_terrace() -> House {
    let mut configuration = configuration();
    let terrace = configuration.floor_plans.iter_mut().find(|plan| plan.id == "terrace").expect("a terrace");
    terrace.first_day = Some("05-15".parse().expect("a day"));
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
    let house = closing_at(1380).await;
    assert_eq!(slot(&house, 1170, "").await["duration"], 120);
    assert_eq!(slot(&house, LAST, "").await["duration"], 90);
    let hold = house.post("/holds", &hold_of(&late(4))).await;
    assert_eq!((hold.status, &hold.json["duration"]), (201, &json!(90)), "{}", hold.text);
    let mut booking = late(4);
    booking["holdId"] = hold.json["id"].clone();
    let booked = house.post("/reservations", &booking).await;
    assert_eq!(booked.status, 201, "{}", booked.text);
    // Also in a house that says no ends.
    assert_eq!(booked.json["booking"]["endMinutes"], 1380, "{}", booked.text);
    assert_eq!(house.post("/reservations", &dinner(2)).await.json["booking"]["endMinutes"], Value::Null);
}

#[tokio::test]
async fn moved_to_an_earlier_time_a_late_party_stays_as_long_as_others_do() {
    // 90 minutes are left, which a party of four could have agreed to.
    let house = closing_at(1380).await;
    assert_eq!(house.post("/reservations", &late(4)).await.status, 201);
    let reservation = only_reservation(&house).await;
    assert_eq!(reservation["endTime"], "2027-03-04T22:00:00Z");
    let moved = house.patch(&reservation, &json!({ "minutes": 1170 })).await;
    assert_eq!(
        (moved.status, &moved.json["endTime"]),
        (200, &json!("2027-03-04T20:30:00Z")),
        "{}",
        moved.text
    );
    let back = house.patch(&moved.json, &json!({ "minutes": LAST })).await;
    assert_eq!((back.status, &back.json["endTime"]), (200, &json!("2027-03-04T22:00:00Z")), "{}", back.text);
}

#[tokio::test]
async fn a_guest_who_moves_to_a_late_time_reads_when_the_house_closes() {
    let house = closing_at(1365).await;
    let booked = house.post("/reservations", &dinner(4)).await;
    let token = booked.json["manageToken"].as_str().expect("a token");
    let page =
        house.get(&format!("/manage/{token}/change?attendees=4&day={THURSDAY}&minutes={LAST}&lang=de")).await;
    assert!(page.text.contains("22:45"), "{}", page.text);
    let quote =
        |minutes: u16| format!("/v1/bookings/{token}/change?attendees=4&day={THURSDAY}&minutes={minutes}");
    assert_eq!(house.get(&quote(LAST)).await.json["endMinutes"], 1365);
    assert_eq!(house.get(&quote(1170)).await.json["endMinutes"], Value::Null);
}

#[tokio::test]
async fn the_duration_of_a_slot_can_be_sent_back() {
    let house = closing_at(1365).await;
    let mut hold = hold_of(&late(4));
    hold["duration"] = slot(&house, LAST, "").await["duration"].clone();
    assert_eq!(hold["duration"], 75, "less than anybody could agree to");
    assert_eq!(house.post("/holds", &hold).await.status, 201);
    hold["duration"] = 60.into();
    assert_eq!(house.post("/holds", &hold).await.status, 422);
}

#[tokio::test]
async fn a_stay_that_ends_with_the_house_is_not_stranded_by_another_edit() {
    let house = closing_at(1365).await;
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
async fn who_is_booked_on_the_terrace_is_named_before_its_season_ends_earlier() {
    let mut configuration = configuration();
    configuration.settings.max_party_size = 12;
    let house = House::of(&configuration).await;
    let mut booking = dinner(4);
    booking["floorPlanId"] = "terrace".into();
    assert_eq!(house.post("/reservations", &booking).await.status, 201);
    let mut plan = house.external("/floor-plans/terrace").await.json;
    for field in ["id", "restaurantId"] {
        plan.as_object_mut().expect("a plan").remove(field);
    }
    (plan["firstDay"], plan["lastDay"]) = ("05-01".into(), "10-31".into());
    for path in ["/floor-plans/terrace", "/floor-plans/terrace?reseat=true"] {
        let refused = house.external_put(path, &plan).await;
        assert_eq!(refused.status, 409, "{}", refused.text);
        assert_eq!(refused.json["stranded"][0]["reservationId"], only_reservation(&house).await["id"]);
    }
}

#[tokio::test]
async fn who_booked_a_menu_is_named_before_its_season_ends_earlier() {
    let house = House::new().await;
    assert_eq!(house.post("/reservations", &dinner(4)).await.status, 201);
    let experiences = configuration().experiences;
    let known = experiences.iter().find(|experience| experience.id == "a-la-carte").expect("à la carte");
    let mut experience = serde_json::to_value(known).expect("json");
    experience["availability"]["firstDay"] = "2027-04-01".into();
    let refused = house.external_put("/experiences/a-la-carte", &experience).await;
    assert_eq!((refused.status, refused.code()), (409, "parties_stranded"), "{}", refused.text);
}

#[tokio::test]
async fn a_snapshot_says_seasons_as_the_document_does() {
    let house = with_a_summer_terrace().await;
    let snapshot = house.get("/v1/restaurants/trattoria-aurora/snapshot").await.json;
    let area = snapshot["areas"].as_array().expect("areas").iter().find(|area| area["id"] == "terrace");
    assert_eq!(
        area.map(|area| (&area["firstDay"], &area["lastDay"])),
        Some((&json!("05-15"), &json!("10-31")))
    );
    // Nobody can choose it within the booking window of 60 days.
    let page = house.get(&format!("/r/trattoria-aurora?day={THURSDAY}&attendees=4&lang=en")).await;
    assert!(!page.text.contains("name=\"area\""), "{}", page.text);
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
