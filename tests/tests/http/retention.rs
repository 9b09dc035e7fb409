//! What a reservation takes up in the database, ahead and once it is over.

use serde_json::json;

use crate::house::{House, dinner};

const BOOKINGS: i64 = 240;

/// Bytes of the database, without the mailbox, which is there in development alone.
fn size(house: &House) -> i64 {
    house.sqlite.inspect(|db| db.execute_batch("DELETE FROM mailbox; VACUUM").expect("room"));
    let pragma = |name: &str| {
        house.sqlite.inspect(|db| {
            db.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0)).expect("a number")
        })
    };
    pragma("page_count") * pragma("page_size")
}

#[tokio::test]
async fn a_reservation_that_is_over_takes_up_little() {
    let house = House::new().await;
    let empty = size(&house);
    for i in 0..BOOKINGS {
        let mut body = dinner(2);
        body["day"] = json!(format!("2027-03-{:02}", 4 + i % 24));
        body["minutes"] =
            json!([1080, 1110, 1140, 1170, 1200, 1230, 1260, 1290][usize::try_from(i / 24 % 8).unwrap_or(0)]);
        body["email"] = json!(format!("guest{i}@example.com"));
        body["experienceId"] = "a-la-carte".into();
        let booked = house.post("/reservations", &body).await;
        assert!([201, 409].contains(&booked.status), "{}", booked.text);
    }
    let booked = house.count("reservations");
    assert!(BOOKINGS / 2 < booked, "{booked} were booked");
    let ahead = (size(&house) - empty) / booked;
    house.minutes_pass(60 * 1440);
    for _ in 0..120 {
        house.minutes_pass(1);
        house.run_jobs().await;
    }
    let over = (size(&house) - empty) / booked;
    println!(
        "{ahead} bytes per reservation ahead, {over} once it is over; 3,000 for ever before they were pruned"
    );
    assert_eq!(house.count("occupancy") + house.count("stays") + house.count("idempotency"), 0);
    assert!(over < 1_500 && over < ahead, "{over} bytes, of {ahead}");
}
