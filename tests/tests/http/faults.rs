//! The database fails at every point at which it is spoken to, before or after it has committed; a guest who repeats
//! the request with the same key is booked exactly once.

use std::cell::Cell;
use std::sync::Arc;

use edge_worker::platform::db::DbError;
use serde_json::json;

use crate::house::{House, SLUG, dinner, tasting_booking, tasting_hold};
use crate::shaky::Faulty;

/// How many batches a booking and what follows it send at most.
const BATCHES: u32 = 8;

#[tokio::test]
async fn a_booking_happens_once_wherever_the_database_fails() {
    let errors = [DbError::Lost("Network connection lost".into()), DbError::Fault("overloaded".into())];
    for (error, commits_first) in errors.into_iter().flat_map(|e| [(e.clone(), false), (e, true)]) {
        for fails_at in 1..=BATCHES {
            let house = House::new().await;
            let hold = house.post("/holds", &tasting_hold()).await;
            let body = tasting_booking(hold.json["id"].as_str());
            let faulty = Faulty {
                inner: house.db.clone(),
                countdown: Cell::new(fails_at),
                commits_first,
                error: error.clone(),
            };
            let shaky = House::on(Arc::new(faulty), house.sqlite.clone());
            let first = shaky.post_as("the-guests-key", "/reservations", &body).await;
            assert!([201, 500].contains(&first.status), "{}", first.text);
            let second = house.post_as("the-guests-key", "/reservations", &body).await;
            assert_eq!(second.status, 201, "at {fails_at}: {}", second.text);
            assert!(first.status == 500 || first.text == second.text);
            assert_eq!((house.count("reservations"), house.count("stays")), (1, 1), "at {fails_at}");
            assert_eq!(house.count("outbox"), 1);
        }
    }
}

#[tokio::test]
async fn a_cancellation_happens_once_wherever_the_database_fails() {
    for commits_first in [false, true] {
        for fails_at in 1..=BATCHES {
            let house = House::new().await;
            let booked = house.post("/reservations", &dinner(2)).await;
            let path = format!("/v1/bookings/{}", booked.json["manageToken"].as_str().expect("a token"));
            let faulty = Faulty {
                inner: house.db.clone(),
                countdown: Cell::new(fails_at),
                commits_first,
                error: DbError::Lost("Network connection lost".into()),
            };
            let shaky = House::on(Arc::new(faulty), house.sqlite.clone());
            shaky.delete(&path).await;
            assert_eq!(house.delete(&path).await.json["status"], "cancelled");
            assert_eq!((house.count("stays"), house.count("reservation_log")), (0, 2), "at {fails_at}");
            assert_eq!(house.count("outbox WHERE kind = 'cancellation'"), 1);
        }
    }
}

#[tokio::test]
async fn a_failed_batch_leaves_no_trace_of_any_of_its_statements() {
    let house = House::new().await;
    house.leave_one_counter_table().await;
    let tables = ["stays", "occupancy", "reservations", "guests", "reservation_log", "idempotency", "outbox"];
    let before = tables.map(|table| house.count(table));
    let faulty = Faulty {
        inner: house.db.clone(),
        countdown: Cell::new(2),
        commits_first: false,
        error: DbError::Fault("overloaded".into()),
    };
    let shaky = House::on(Arc::new(faulty), house.sqlite.clone());
    let failed = shaky.post_as("the-guests-key", "/reservations", &tasting_booking(None)).await;
    assert_eq!((failed.status, failed.code()), (500, "internal"));
    assert!(!failed.text.contains("overloaded"), "what went wrong inside stays inside");
    assert_eq!(tables.map(|table| house.count(table)), before);
}

#[tokio::test]
async fn a_configuration_published_while_deciding_is_decided_on_again() {
    let house = House::new().await;
    let publish = "INSERT INTO configurations SELECT restaurant_id, 2, json_set(document, '$.settings.paused', json('true')), 1
                   FROM configurations; UPDATE restaurants SET configuration_version = 2";
    let sqlite = house.sqlite.clone();
    let meanwhile = house.meanwhile(2, async move {
        sqlite.inspect(|sql| sql.execute_batch(publish)).expect("published");
    });
    let refused = meanwhile.post("/reservations", &dinner(2)).await;
    assert_eq!(refused.json["exclusionReasons"], json!(["paused"]), "{}", refused.text);
    assert_eq!(house.get(&format!("/v1/restaurants/{SLUG}")).await.status, 200);
}
