//! A guest books, looks, calls off; the restaurant sees it.

use edge_worker::platform::cache::Cache;
use serde_json::json;
use tests::bistro::{EXPERIENCE, of_tables};

use crate::house::{House, SLUG, THURSDAY, dinner, tasting_booking, tasting_hold};

#[tokio::test]
async fn a_guest_books_and_the_restaurant_reads_it_back() {
    let house = House::new().await;
    let hold = house.post("/holds", &tasting_hold()).await;
    assert_eq!(hold.status, 201, "{}", hold.text);
    let id = hold.json["id"].as_str().expect("an id");
    let booked = house.post("/reservations", &tasting_booking(Some(id))).await;
    assert_eq!(booked.status, 201, "{}", booked.text);
    assert_eq!(booked.json["booking"]["status"], "booked");

    let list = house.external(&format!("/reservations?from={THURSDAY}&to={THURSDAY}")).await;
    let [reservation] = list.json.as_array().expect("a list").as_slice() else {
        panic!("one: {}", list.text)
    };
    assert_eq!(reservation["number"], booked.json["booking"]["number"]);
    assert_eq!(reservation["startTime"], "2027-03-04T18:00:00Z");
    assert_eq!(reservation["endTime"], "2027-03-04T20:30:00Z");
    assert_eq!(reservation["guest"]["email"], "bea@example.com");
    assert_eq!(reservation["pinnedTables"].as_array().map(Vec::len), Some(1));
    assert_eq!(reservation["source"], "widget");
    let one = house.external(&format!("/reservations/{}", reservation["id"].as_str().expect("an id"))).await;
    assert_eq!(&one.json, reservation);
    assert_eq!(house.count("stays"), 1, "the hold became the stay");
}

#[tokio::test]
async fn the_manage_link_shows_the_booking_and_calls_it_off_and_the_table_is_free_again() {
    let house = House::new().await;
    house.leave_one_counter_table().await;
    let booked = house.post("/reservations", &tasting_booking(None)).await;
    let full = house.post("/reservations", &tasting_booking(None)).await;
    assert_eq!((full.status, full.code()), (409, "slot_not_bookable"));

    let token = booked.json["manageToken"].as_str().expect("a token");
    let path = format!("/v1/bookings/{token}");
    let booking = house.get(&path).await;
    assert_eq!(booking.json["canCancel"], true);
    let calendar = house.get(&format!("{path}/calendar.ics")).await;
    assert!(calendar.text.contains("DTSTART:20270304T180000Z"), "{}", calendar.text);
    assert!(calendar.text.contains("STATUS:CONFIRMED"));

    let cancelled = house.delete(&path).await;
    assert_eq!((cancelled.status, &cancelled.json["status"]), (200, &json!("cancelled")));
    let again = house.delete(&path).await;
    assert_eq!((again.status, &again.json["status"]), (200, &json!("cancelled")));
    assert!(house.get(&format!("{path}/calendar.ics")).await.text.contains("STATUS:CANCELLED"));
    assert_eq!(
        house.post("/reservations", &tasting_booking(None)).await.status,
        201,
        "the table is free again"
    );
}

#[tokio::test]
async fn a_refusal_says_why_and_what_can_be_booked_instead() {
    let house = House::new().await;
    house.leave_one_counter_table().await;
    house.post("/reservations", &tasting_booking(None)).await;
    // The counter is taken from 19:00 for two and a half hours, with a buffer: nothing else starts there today.
    let refused = house.post("/holds", &tasting_hold()).await;
    assert_eq!((refused.status, refused.code()), (409, "slot_not_bookable"));
    assert_eq!(refused.json["exclusionReasons"], json!(["no_tables_found"]));
    // What is offered: another experience at the same time, and other days, each of which can be had.
    let offers = refused.json["alternatives"].as_array().expect("some").clone();
    let changes: Vec<_> = offers.iter().map(|offer| offer["change"].as_str().unwrap_or_default()).collect();
    assert_eq!(changes, ["experience", "day", "day", "day"]);
    assert_eq!((&offers[0]["minutes"], &offers[0]["experienceId"]), (&json!(1140), &json!("a-la-carte")));
    for mut offer in offers {
        offer.as_object_mut().expect("an object").remove("change");
        assert_eq!(house.post("/holds", &offer).await.status, 201, "{offer}");
    }
    // Dinner at 17:00 is before the house opens; the nearest times it does have are named.
    let mut early = dinner(2);
    early["minutes"] = 1020.into();
    let refused = house.post("/reservations", &early).await;
    assert_eq!(refused.json["exclusionReasons"], json!(["outside_opening_hours"]));
    let minutes: Vec<_> =
        refused.json["alternatives"].as_array().expect("some").iter().map(|a| &a["minutes"]).collect();
    assert_eq!(minutes[..3], [1050, 1065, 1080]);
}

#[tokio::test]
async fn a_refusal_offers_the_same_out_of_the_cached_snapshot() {
    let house = House::new().await;
    house.leave_one_counter_table().await;
    let own = house.post("/holds", &tasting_hold()).await;
    let mut late = tasting_hold();
    // A quarter of an hour after the last start.
    late["minutes"] = 1185.into();
    let mut replacing = late.clone();
    replacing["replaces"] = own.json["id"].clone();
    let snapshot = format!("/v1/restaurants/{SLUG}/snapshot");
    for body in [&late, &replacing] {
        house.cache.remove(&format!("snapshot/v{}/{SLUG}", api::snapshot::VERSION)).await;
        let fresh = house.post("/holds", body).await;
        assert_eq!((fresh.status, fresh.code()), (409, "slot_not_bookable"), "{}", fresh.text);
        assert_eq!(house.get(&snapshot).await.status, 200);
        let cached = house.post("/holds", body).await;
        assert!(!fresh.json["alternatives"].as_array().expect("some").is_empty());
        assert_eq!(cached.json, fresh.json);
    }
    // Its own table counts as free for who would give it up.
    let offers = |body| {
        let house = &house;
        async move { house.post("/holds", body).await.json["alternatives"].clone() }
    };
    assert_ne!(offers(&late).await, offers(&replacing).await);
}

#[tokio::test]
async fn a_lost_race_is_not_offered_what_it_lost() {
    let house = House::new().await;
    house.leave_one_counter_table().await;
    let (snapshot, key) =
        (format!("/v1/restaurants/{SLUG}/snapshot"), format!("snapshot/v{}/{SLUG}", api::snapshot::VERSION));
    assert_eq!(house.get(&snapshot).await.status, 200);
    let before = house.cache.get(&key).await.expect("a snapshot");
    assert_eq!(house.post("/holds", &tasting_hold()).await.status, 201);
    // The cache has not heard of it yet.
    house.cache.put(&key, &before).await;
    let late = house.post_from("198.51.100.9", "late", "/holds", &tasting_hold()).await;
    assert_eq!((late.status, late.code()), (409, "slot_not_bookable"), "{}", late.text);
    let asked = tasting_hold();
    let same = late.json["alternatives"].as_array().expect("some").iter().find(|found| {
        ["day", "minutes", "attendees", "experienceId"].iter().all(|field| found[*field] == asked[*field])
    });
    assert_eq!(same, None, "{}", late.text);
}

#[tokio::test]
async fn a_full_day_far_ahead_offers_nothing_that_is_taken() {
    let mut configuration = of_tables(SLUG, &[("one", 1, 2)]);
    configuration.settings.window_days = 300;
    let house = House::of(&configuration).await;
    assert_eq!(house.get(&format!("/v1/restaurants/{SLUG}/snapshot")).await.status, 200);
    let mut body = dinner(2);
    (body["day"], body["experienceId"]) = ("2027-08-19".into(), EXPERIENCE.into());
    let booked = house.post("/reservations", &body).await;
    assert_eq!(booked.status, 201, "{}", booked.text);
    let refused = house.post("/reservations", &body).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    for found in refused.json["alternatives"].as_array().expect("some") {
        let minutes = found["minutes"].as_u64().expect("a start");
        let is_beside = found["day"] == body["day"] && minutes.abs_diff(1170) < 60;
        assert!(!is_beside, "the only table is taken: {found}");
    }
}

#[tokio::test]
async fn the_same_key_and_body_give_the_same_answer_and_change_nothing() {
    let house = House::new().await;
    for (path, body) in [("/holds", tasting_hold()), ("/reservations", dinner(4))] {
        let key = format!("once{path}");
        let first = house.post_as(&key, path, &body).await;
        assert_eq!(first.status, 201);
        let tables = ["stays", "reservations", "guests", "outbox", "occupancy", "day_revisions"];
        let before = tables.map(|table| house.count(table));
        house.minutes_pass(1);
        let second = house.post_as(&key, path, &body).await;
        assert_eq!((second.status, &second.text), (201, &first.text));
        assert_eq!(tables.map(|table| house.count(table)), before);

        let mut other = body.clone();
        other["attendees"] = 3.into();
        let reused = house.post_as(&key, path, &other).await;
        assert_eq!((reused.status, reused.code()), (409, "idempotency_key_reused"));
        assert_eq!(tables.map(|table| house.count(table)), before);
    }
    let elsewhere = house.post_as("once/holds", "/reservations", &dinner(2)).await;
    assert_eq!(elsewhere.code(), "idempotency_key_reused");
}

#[tokio::test]
async fn a_mail_confirms_and_a_mail_says_goodbye() {
    let house = House::new().await;
    let booked = house.post("/reservations", &dinner(2)).await;
    let token = booked.json["manageToken"].as_str().expect("a token").to_owned();
    house.delete(&format!("/v1/bookings/{token}")).await;
    let mailbox = house.get("/dev/mailbox").await.text;
    assert!(mailbox.contains("Ihr Tisch ist reserviert · Trattoria Aurora"));
    assert!(mailbox.contains("Donnerstag, 4. März 2027, 19:30"));
    assert!(mailbox.contains(&format!("https://couvert.example/manage/{token}")));
    assert!(mailbox.contains("Ihre Reservierung ist storniert"));
    assert_eq!(house.count("outbox WHERE delivered_at IS NULL"), 0);
}

#[tokio::test]
async fn a_slot_past_midnight_belongs_to_the_day_that_opened() {
    let house = House::new().await;
    let mut night = dinner(2);
    night["day"] = "2027-03-06".into();
    night["minutes"] = 1470.into();
    let booked = house.post("/reservations", &night).await;
    assert_eq!(booked.status, 201, "{}", booked.text);
    assert_eq!(booked.json["booking"]["startTime"], "2027-03-06T23:30:00Z");
    let saturday = house.external("/reservations?from=2027-03-06&to=2027-03-06").await;
    assert_eq!(saturday.json.as_array().map(Vec::len), Some(1));
    assert!(house.get("/dev/mailbox").await.text.contains("Sonntag, 7. März 2027, 00:30"));
}

#[tokio::test]
async fn what_the_past_and_the_far_future_hold_cannot_be_booked() {
    let house = House::new().await;
    for (day, minutes, reason) in [
        ("2027-03-01", 1170, "closed"),
        ("2027-03-02", 690, "in_the_past"),
        ("2027-03-02", 735, "too_short_notice"),
        ("2027-06-03", 1170, "too_far_ahead"),
    ] {
        let mut body = dinner(2);
        body["day"] = day.into();
        body["minutes"] = minutes.into();
        let refused = house.post("/reservations", &body).await;
        let reasons = refused.json["exclusionReasons"].as_array().cloned().unwrap_or_default();
        assert!(reasons.contains(&json!(reason)), "{day} {minutes}: {}", refused.text);
    }
}
