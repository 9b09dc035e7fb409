//! From the booking to the empty table: what a host changes, who checks in and out, and what frees a table.

use std::cell::Cell;
use std::sync::Arc;

use edge_worker::platform::db::DbError;
use serde_json::{Value, json};
use tests::auditor::audit;
use tests::bistro::{EXPERIENCE, of_tables};

use crate::house::{Answer, House, SLUG, THURSDAY};
use crate::shaky::Faulty;

const TABLES: [(&str, u16, u16); 3] = [("one", 1, 2), ("two", 1, 4), ("three", 3, 6)];

/// Thursday 2027-03-04 19:30 in Vienna, in minutes from the tests' noon on Tuesday.
const HALF_PAST_SEVEN: i64 = 2 * 1440 + 450;

async fn bistro() -> House {
    House::of(&of_tables(SLUG, &TABLES)).await
}

async fn booked(house: &House, minutes: u16, attendees: u16, table: &str) -> Value {
    let body = json!({ "attendees": attendees, "day": THURSDAY, "minutes": minutes, "experienceId": EXPERIENCE,
        "lastName": "Muster", "locale": "en", "email": "max@example.com", "pinnedTableIds": [table] });
    created(house.external_post("/reservations", &body).await)
}

#[track_caller]
fn created(answer: Answer) -> Value {
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json
}

#[track_caller]
fn done(answer: Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json
}

fn tables(reservation: &Value) -> Vec<&str> {
    let tables = reservation["pinnedTables"].as_array().expect("tables");
    tables.iter().filter_map(|table| table["id"].as_str()).collect()
}

fn is_sound(house: &House) {
    let found = house.sqlite.inspect(|database| audit(database, &[])).expect("a readable database");
    assert!(found.violations.is_empty(), "{:?}", found.violations);
}

async fn read(house: &House, reservation: &Value) -> Value {
    let id = reservation["id"].as_str().expect("an id");
    done(house.external(&format!("/reservations/{id}")).await)
}

#[tokio::test]
async fn a_forbidden_status_names_what_is_allowed_and_changes_nothing() {
    let house = bistro().await;
    let reservation = booked(&house, 1170, 2, "one").await;
    let refused = house.patch(&reservation, &json!({ "status": "paid" })).await;
    assert_eq!((refused.status, refused.code()), (409, "transition_not_allowed"));
    let detail = refused.json["detail"].as_str().expect("words");
    assert!(detail.contains("reconfirmed, arrived, seated, cancelled, no_show, voided"), "{detail}");
    let unknown = house.patch(&reservation, &json!({ "status": "asleep" })).await;
    assert_eq!((unknown.status, &unknown.json["errors"][0]["pointer"]), (422, &json!("/status")));
    assert_eq!(read(&house, &reservation).await, reservation);
    assert_eq!(house.count("reservation_log"), 1);
}

#[tokio::test]
async fn times_of_coming_and_going_follow_from_the_status() {
    let house = bistro().await;
    let reservation = booked(&house, 1170, 2, "one").await;
    house.minutes_pass(HALF_PAST_SEVEN);
    let arrived = done(house.patch(&reservation, &json!({ "status": "arrived" })).await);
    assert_eq!(arrived["checkinTime"], "2027-03-04T18:30:00Z");
    // It was the wrong table: they are booked again, and have not come.
    let booked = done(house.patch(&reservation, &json!({ "status": "booked" })).await);
    assert_eq!(booked["checkinTime"], Value::Null);
    for status in ["seated", "ordered", "finished"] {
        house.minutes_pass(10);
        done(house.patch(&reservation, &json!({ "status": status })).await);
    }
    let over = read(&house, &reservation).await;
    assert_eq!((&over["status"], &over["checkinTime"]), (&json!("finished"), &json!("2027-03-04T18:40:00Z")));
    assert_eq!(over["checkoutTime"], "2027-03-04T19:00:00Z");
    assert_eq!((house.count("stays"), house.count("occupancy")), (0, 0), "the table is free");
    is_sound(&house);
}

#[tokio::test]
async fn another_time_day_and_party_keep_the_table_where_it_will_do() {
    let house = bistro().await;
    let body = json!({ "attendees": 2, "day": THURSDAY, "minutes": 1170, "experienceId": EXPERIENCE,
        "lastName": "Muster", "locale": "en", "email": "max@example.com" });
    let reservation = created(house.external_post("/reservations", &body).await);
    let first = tables(&reservation)[0].to_owned();
    let later = done(house.patch(&reservation, &json!({ "minutes": 1185 })).await);
    assert_eq!((tables(&later)[0], &later["startTime"]), (first.as_str(), &json!("2027-03-04T18:45:00Z")));
    let larger = done(house.patch(&reservation, &json!({ "attendees": 5 })).await);
    assert_eq!((tables(&larger), &larger["attendees"]), (vec!["three"], &json!(5)));
    let moved = done(house.patch(&reservation, &json!({ "day": "2027-03-05", "attendees": 2 })).await);
    assert_eq!(moved["startTime"], "2027-03-05T18:45:00Z");
    assert_eq!(read(&house, &reservation).await, moved);
    assert_eq!(house.count("stays"), 1);
    // Nothing is left behind on Thursday.
    let thursday = house.external(&format!("/reservations?from={THURSDAY}&to={THURSDAY}")).await;
    assert_eq!(thursday.json, json!([]));
    booked(&house, 1185, 5, "three").await;
    is_sound(&house);
}

#[tokio::test]
async fn a_change_that_cannot_be_had_leaves_everything_and_says_what_can() {
    let house = bistro().await;
    booked(&house, 1170, 5, "three").await;
    let body = json!({ "attendees": 4, "day": THURSDAY, "minutes": 1170, "experienceId": EXPERIENCE,
        "lastName": "Muster", "locale": "en" });
    let reservation = created(house.external_post("/reservations", &body).await);
    let refused = house.patch(&reservation, &json!({ "attendees": 6 })).await;
    assert_eq!((refused.status, refused.code()), (409, "slot_not_bookable"));
    assert!(!refused.json["alternatives"].as_array().expect("some").is_empty());
    let taken = house.patch(&reservation, &json!({ "tableIds": ["three"] })).await;
    assert_eq!((taken.status, taken.code()), (409, "tables_taken"));
    let attic = house.patch(&reservation, &json!({ "tableIds": ["one", "attic"] })).await;
    assert_eq!(attic.json["errors"][0]["pointer"], "/tableIds/1");
    assert_eq!(house.patch(&json!({ "id": "nobody" }), &json!({})).await.code(), "reservation_not_found");
    assert_eq!(read(&house, &reservation).await, reservation);
    done(house.patch(&reservation, &json!({ "status": "cancelled" })).await);
    let over = house.patch(&reservation, &json!({ "minutes": 1185 })).await;
    assert_eq!((over.status, over.code()), (409, "transition_not_allowed"));
    is_sound(&house);
}

#[tokio::test]
async fn a_host_moves_guests_who_are_in_the_house_to_a_table_that_was_used_before() {
    let house = bistro().await;
    let early = booked(&house, 1080, 2, "one").await;
    let late = booked(&house, 1110, 2, "two").await;
    house.minutes_pass(2 * 1440 + 400);
    for reservation in [&early, &late] {
        done(house.patch(reservation, &json!({ "status": "seated" })).await);
    }
    done(house.patch(&early, &json!({ "status": "finished" })).await);
    let moved = done(house.patch(&late, &json!({ "tableIds": ["one"], "attendees": 3 })).await);
    assert_eq!((tables(&moved), &moved["attendees"]), (vec!["one"], &json!(3)));
    assert_eq!(moved["startTime"], late["startTime"]);
    let other = house.patch(&late, &json!({ "minutes": 1170 })).await;
    assert_eq!((other.status, &other.json["errors"][0]["pointer"]), (422, &json!("/minutes")));
    is_sound(&house);
}

#[tokio::test]
async fn a_late_guest_gets_the_table_back_if_it_is_still_there() {
    let house = bistro().await;
    let [lucky, unlucky] = [booked(&house, 1170, 2, "one").await, booked(&house, 1170, 4, "two").await];
    house.minutes_pass(HALF_PAST_SEVEN + 30);
    for reservation in [&lucky, &unlucky] {
        done(house.patch(reservation, &json!({ "status": "no_show" })).await);
    }
    done(house.external_post("/reservations/check-in", &json!({ "tableName": "two" })).await);
    let back = done(house.patch(&lucky, &json!({ "status": "seated" })).await);
    assert_eq!((&back["status"], tables(&back)), (&json!("seated"), vec!["one"]));
    let gone = house.patch(&unlucky, &json!({ "status": "seated" })).await;
    assert_eq!((gone.status, gone.code()), (409, "tables_taken"));
    done(house.patch(&unlucky, &json!({ "status": "seated", "tableIds": ["three"] })).await);
    is_sound(&house);
}

#[tokio::test]
async fn whoever_is_booked_around_now_arrives_and_anybody_else_is_a_walk_in() {
    let house = bistro().await;
    let reservation = booked(&house, 1170, 2, "one").await;
    let next = booked(&house, 1260, 4, "two").await;
    house.minutes_pass(HALF_PAST_SEVEN - 16);
    let at = |name: &str| json!({ "tableName": name });
    // A quarter of an hour and a minute ahead of the booking: who is it?
    let asked = house.external_post("/reservations/check-in", &at("one")).await;
    assert_eq!((asked.status, asked.code()), (409, "tables_taken"));
    let detail = asked.json["detail"].as_str().expect("a text");
    let number = reservation["number"].as_str().expect("a number");
    assert!(detail.contains("Muster at 19:30") && detail.contains(number), "{detail}");
    // Somebody else, until the booked party comes.
    let walk_in = json!({ "tableName": "one", "walkIn": true });
    let walk_in = done(house.external_post("/reservations/check-in", &walk_in).await);
    assert_eq!((&walk_in["source"], &walk_in["status"]), (&json!("walk_in"), &json!("arrived")));
    assert_eq!((&walk_in["endTime"], &walk_in["attendees"]), (&json!("2027-03-04T18:15:00Z"), &json!(1)));
    // The next party is close; the guests are two all the same.
    assert_eq!(done(house.patch(&walk_in, &json!({ "attendees": 2 })).await)["attendees"], 2);
    done(house.patch(&walk_in, &json!({ "status": "finished" })).await);
    house.minutes_pass(1);
    let arrived = done(house.external_post("/reservations/check-in", &json!({ "tableIds": ["one"] })).await);
    assert_eq!((&arrived["id"], &arrived["status"]), (&reservation["id"], &json!("arrived")));
    let again = house.external_post("/reservations/check-in", &at("one")).await;
    assert_eq!((again.status, again.code()), (409, "tables_taken"));
    // The number of walk-ins can be put right.
    let walk_in = done(house.external_post("/reservations/check-in", &at("two")).await);
    assert_eq!(walk_in["endTime"], "2027-03-04T19:45:00Z");
    assert_eq!(done(house.patch(&walk_in, &json!({ "attendees": 3 })).await)["attendees"], 3);
    assert_eq!(read(&house, &next).await, next);
    let path = format!("/reservations?from={THURSDAY}&to={THURSDAY}");
    let count = |answer: Answer| answer.json.as_array().map(Vec::len);
    assert_eq!(count(house.external(&path).await), Some(2));
    assert_eq!(count(house.external(&format!("{path}&includeWalkIns=true")).await), Some(4));
    is_sound(&house);
}

#[tokio::test]
async fn a_late_party_is_checked_in_by_its_reservation_or_by_a_wider_window() {
    let mut wide = of_tables(SLUG, &TABLES);
    wide.visits.check_in_minutes = 30;
    for (house, is_wide) in [(bistro().await, false), (House::of(&wide).await, true)] {
        let reservation = booked(&house, 1170, 2, "one").await;
        house.minutes_pass(HALF_PAST_SEVEN + 20);
        let mut at = json!({ "tableName": "one" });
        if !is_wide {
            let late = house.external_post("/reservations/check-in", &at).await;
            assert_eq!((late.status, late.code()), (409, "tables_taken"), "{}", late.text);
            at["reservationId"] = reservation["id"].clone();
        }
        let arrived = done(house.external_post("/reservations/check-in", &at).await);
        assert_eq!((&arrived["id"], &arrived["status"]), (&reservation["id"], &json!("arrived")));
    }
}

#[tokio::test]
async fn a_walk_in_at_a_late_partys_table_needs_them_to_be_a_no_show() {
    let house = bistro().await;
    let reservation = booked(&house, 1170, 2, "one").await;
    house.minutes_pass(HALF_PAST_SEVEN + 20);
    let at = json!({ "tableName": "one", "walkIn": true });
    let refused = house.external_post("/reservations/check-in", &at).await;
    assert_eq!((refused.status, refused.code()), (409, "tables_taken"), "{}", refused.text);
    assert!(refused.text.contains("no_show") && !refused.text.contains("walkIn: true"), "{}", refused.text);
    done(house.patch(&reservation, &json!({ "status": "no_show" })).await);
    let arrived = done(house.external_post("/reservations/check-in", &at).await);
    assert_eq!(arrived["source"], "walk_in");
}

#[tokio::test]
async fn nobody_is_checked_in_onto_others() {
    let house = bistro().await;
    let reservation = booked(&house, 1170, 2, "one").await;
    house.minutes_pass(HALF_PAST_SEVEN - 70);
    let walk_in = json!({ "tableName": "one", "walkIn": true, "reservationId": "" });
    done(house.external_post("/reservations/check-in", &walk_in).await);
    house.minutes_pass(60);
    let at = json!({ "tableName": "one", "reservationId": reservation["id"] });
    let refused = house.external_post("/reservations/check-in", &at).await;
    assert_eq!((refused.status, refused.code()), (409, "tables_taken"), "{}", refused.text);
    done(house.external_post("/reservations/check-out", &json!({ "tableName": "one" })).await);
    let arrived = done(house.external_post("/reservations/check-in", &at).await);
    assert_eq!((&arrived["id"], &arrived["status"]), (&reservation["id"], &json!("arrived")));
}

#[tokio::test]
async fn a_table_that_cannot_be_told_is_pointed_at() {
    let house = bistro().await;
    for (body, pointer) in [
        (json!({}), "/tableName"),
        (json!({ "tableName": "one", "tableIds": ["two"] }), "/tableName"),
        (json!({ "tableName": "attic" }), "/tableName"),
        (json!({ "tableIds": [] }), "/tableName"),
        (json!({ "tableIds": ["one", "attic"] }), "/tableIds/1"),
    ] {
        for call in ["check-in", "check-out"] {
            let answer = house.external_post(&format!("/reservations/{call}"), &body).await;
            assert_eq!((answer.status, &answer.json["errors"][0]["pointer"]), (422, &json!(pointer)));
        }
    }
    let empty = house.external_post("/reservations/check-out", &json!({ "tableName": "one" })).await;
    assert_eq!((empty.status, empty.code()), (404, "reservation_not_found"));
    assert_eq!(house.count("reservations"), 0);
}

#[tokio::test]
async fn a_paid_table_is_free_ten_minutes_later_and_once() {
    let house = bistro().await;
    let reservation = booked(&house, 1170, 2, "one").await;
    house.minutes_pass(HALF_PAST_SEVEN);
    let at = json!({ "tableName": "one" });
    done(house.external_post("/reservations/check-in", &at).await);
    house.minutes_pass(40);
    let paid = done(house.external_post("/reservations/check-out", &at).await);
    assert_eq!((&paid["id"], &paid["status"]), (&reservation["id"], &json!("paid")));
    assert_eq!(done(house.external_post("/reservations/check-out", &at).await), paid, "paid is paid");
    house.minutes_pass(9);
    house.run_jobs().await;
    assert_eq!(read(&house, &reservation).await["status"], "paid");
    house.minutes_pass(1);
    house.run_jobs().await;
    house.run_jobs().await;
    let over = read(&house, &reservation).await;
    assert_eq!(
        (&over["status"], &over["checkoutTime"]),
        (&json!("finished"), &json!("2027-03-04T19:20:00Z"))
    );
    assert_eq!((house.count("occupancy"), house.count("reservation_log")), (0, 4));
    is_sound(&house);
}

#[tokio::test]
async fn a_table_that_a_host_chose_stays_chosen_and_its_guest_hears_of_another_time_only() {
    let house = bistro().await;
    let reservation = booked(&house, 1170, 2, "three").await;
    let later = done(house.patch(&reservation, &json!({ "minutes": 1185 })).await);
    assert_eq!(tables(&later), vec!["three"], "smaller tables are free");
    assert_eq!(house.count("outbox"), 2);
    done(house.patch(&reservation, &json!({ "tableIds": ["two"] })).await);
    let larger = done(house.patch(&reservation, &json!({ "attendees": 6 })).await);
    assert_eq!(tables(&larger), vec!["two"], "the host knows");
    assert_eq!(house.count("outbox"), 3);
    assert_eq!(house.count("stays WHERE promised_category_ids IS NULL"), 1);
    is_sound(&house);
}

#[tokio::test]
async fn who_has_paid_makes_room_for_who_comes_next() {
    let house = bistro().await;
    let reservation = booked(&house, 1170, 2, "one").await;
    house.minutes_pass(HALF_PAST_SEVEN);
    let at = json!({ "tableName": "one" });
    done(house.external_post("/reservations/check-in", &at).await);
    house.minutes_pass(45);
    done(house.external_post("/reservations/check-out", &at).await);
    let next = done(house.external_post("/reservations/check-in", &at).await);
    assert_eq!(next["source"], "walk_in");
    assert_eq!(read(&house, &reservation).await["status"], "finished");
    // Nobody checks them out. The evening after, others sit there.
    house.minutes_pass(1440);
    let others = done(house.external_post("/reservations/check-in", &at).await);
    assert_ne!(others["id"], next["id"]);
    is_sound(&house);
}

#[tokio::test]
async fn a_change_happens_once_wherever_the_database_fails() {
    let errors = [DbError::Lost("Network connection lost".into()), DbError::Fault("overloaded".into())];
    for (error, commits_first) in errors.into_iter().flat_map(|e| [(e.clone(), false), (e, true)]) {
        for fails_at in 1..=4 {
            let house = bistro().await;
            let reservation = booked(&house, 1170, 2, "one").await;
            let countdown = Cell::new(fails_at);
            let faulty = Faulty { inner: house.db.clone(), countdown, commits_first, error: error.clone() };
            let shaky = House::on(Arc::new(faulty), house.sqlite.clone());
            let body = json!({ "status": "reconfirmed", "minutes": 1185, "tableIds": ["two"] });
            let first = shaky.patch_as("the-hosts-key", &reservation, &body).await;
            assert!([200, 500].contains(&first.status), "{}", first.text);
            let second = done(house.patch_as("the-hosts-key", &reservation, &body).await);
            assert_eq!((tables(&second), &second["status"]), (vec!["two"], &json!("reconfirmed")));
            assert_eq!((house.count("stays"), house.count("reservation_log")), (1, 3), "at {fails_at}");
            is_sound(&house);
        }
    }
}

#[tokio::test]
async fn of_two_hosts_who_change_the_same_reservation_the_second_sees_what_the_first_did() {
    let house = bistro().await;
    let reservation = booked(&house, 1170, 2, "one").await;
    let (rival, theirs) = (house.door(), reservation.clone());
    let both = house.meanwhile(3, async move {
        done(rival.patch_as("the-rivals-key", &theirs, &json!({ "status": "cancelled" })).await);
    });
    let refused = both.patch_as("the-hosts-key", &reservation, &json!({ "status": "reconfirmed" })).await;
    assert_eq!((refused.status, refused.code()), (409, "transition_not_allowed"));
    assert_eq!(read(&house, &reservation).await["status"], "cancelled");
    is_sound(&house);
}
