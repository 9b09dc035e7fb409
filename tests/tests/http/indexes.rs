//! That no statement reads a whole table: SQLite's own plan of each that the other tests' house has ever run.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use edge_worker::platform::db::sqlite::Sqlite;
use edge_worker::platform::db::{Db, DbError, Rows, Statement};
use serde_json::json;

use crate::house::{ADMIN, House, KEY, SLUG, configuration, dinner, tasting_hold};

/// A database that remembers what it was asked.
struct Listening {
    sqlite: Arc<Sqlite>,
    heard: RefCell<BTreeSet<&'static str>>,
}

// The tests have one thread.
#[expect(unsafe_code, reason = "a port must be Send and Sync; nothing here changes threads")]
unsafe impl Send for Listening {}
#[expect(unsafe_code, reason = "a port must be Send and Sync; nothing here changes threads")]
unsafe impl Sync for Listening {}

#[async_trait(?Send)]
impl Db for Listening {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        self.heard.borrow_mut().extend(statements.iter().map(Statement::sql));
        self.sqlite.batch(statements).await
    }
}

/// Tables of which there are only ever a few rows, or which one job reads as a whole on purpose: every restaurant's
/// configuration, once an hour, the mailbox, which is there in development alone, and what a statement selected
/// itself (`n`, `k`, `house`).
const MAY_BE_SCANNED: [&str; 7] = ["restaurants", "r", "c", "mailbox", "n", "k", "house"];

#[tokio::test]
async fn every_statement_finds_its_rows_by_an_index() {
    let sqlite = Arc::new(Sqlite::in_memory().expect("a database"));
    let listening = Arc::new(Listening { sqlite: sqlite.clone(), heard: RefCell::default() });
    let house = House::on(listening.clone(), sqlite.clone());
    exercise(&house).await;
    let heard = listening.heard.borrow();
    let mut scans = Vec::new();
    for sql in heard.iter() {
        let plan = sqlite.inspect(|database| {
            let mut explain = database.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let count = explain.parameter_count();
            let nothing = vec![rusqlite::types::Value::Null; count];
            let lines =
                explain.query_map(rusqlite::params_from_iter(nothing), |row| row.get::<_, String>(3))?;
            lines.collect::<rusqlite::Result<Vec<_>>>()
        });
        let plan = plan.unwrap_or_else(|error| panic!("{error}: {sql}"));
        for line in plan {
            let Some(table) = line.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next()) else {
                continue;
            };
            // Lists that come with the statement, and what it selected itself, are no tables.
            let is_list =
                line.contains("VIRTUAL TABLE") || line.contains("CONSTANT ROW") || table.starts_with('(');
            let is_covered = line.contains("USING INDEX") || line.contains("USING COVERING INDEX");
            if !is_list && !is_covered && !MAY_BE_SCANNED.contains(&table) {
                scans.push(format!("{line}\n    {sql}"));
            }
        }
    }
    assert!(scans.is_empty(), "{}", scans.join("\n"));
    assert!(60 < heard.len(), "{} statements", heard.len());
    println!("{} statements, none reads a whole table", heard.len());
}

/// One of everything.
async fn exercise(house: &House) {
    let body = json!({ "configuration": configuration(), "apiKey": KEY });
    let set_up = house.send("POST", "/admin/restaurants", &[("authorization", ADMIN)], &body).await;
    assert_eq!(set_up.status, 201, "{}", set_up.text);
    let hold = house.post("/holds", &tasting_hold()).await.json;
    let id = hold["id"].as_str().expect("a hold");
    house.post(&format!("/holds/{id}/extend"), &json!({})).await;
    house.delete(&format!("/v1/restaurants/{SLUG}/holds/{id}")).await;
    let mut booking = dinner(2);
    booking["phone"] = "0660 5512234".into();
    let booked = house.post("/reservations", &booking).await.json;
    let token = booked["manageToken"].as_str().expect("a token");
    house.get(&format!("/v1/bookings/{token}")).await;
    house.get(&format!("/v1/bookings/{token}/calendar.ics")).await;
    house.get(&format!("/v1/bookings/{token}/change?attendees=3")).await;
    house.get(&format!("/manage/{token}/change?attendees=3")).await;
    house
        .send(
            "PATCH",
            &format!("/v1/bookings/{token}"),
            &[("idempotency-key", "change")],
            &json!({ "attendees": 3 }),
        )
        .await;
    house.delete(&format!("/v1/bookings/{token}")).await;
    house.get(&format!("/v1/restaurants/{SLUG}/snapshot")).await;
    house.get("/dev/mailbox").await;
    let reservations =
        house.external("/reservations?from=2027-03-01&to=2027-03-31&status=cancelled").await.json;
    let guest = reservations[0]["guest"]["id"].as_str().expect("a guest").to_owned();
    let imported = json!({ "attendees": 2, "day": "2027-03-03", "minutes": 1170, "experienceId": "a-la-carte",
        "lastName": "Muster", "locale": "de", "email": "max@example.com" });
    house.import("import", std::slice::from_ref(&imported)).await;
    let made = house.external_post("/reservations", &imported).await.json;
    house.patch(&made, &json!({ "status": "arrived", "internalNotes": "VIP" })).await;
    house.patch(&made, &json!({ "status": "paid" })).await;
    let table = made["pinnedTables"][0]["id"].clone();
    house.external_post("/reservations/check-in", &json!({ "tableIds": [table] })).await;
    house.external_post("/reservations/check-out", &json!({ "tableIds": [table] })).await;
    house.external("/availability/slots?attendees=2&day=2027-03-03&experienceId=a-la-carte").await;
    house.external("/floor-plans").await;
    of_the_restaurant(house, &guest).await;
}

/// A gift card that a guest buys for somebody.
async fn of_a_purchase(house: &House) {
    house.get(&format!("/v1/restaurants/{SLUG}/gift-cards")).await;
    house.get(&format!("/r/{SLUG}/gift-cards")).await;
    let wish = json!({ "templateId": "classic", "amount": 5000, "buyerName": "Bea Beispiel", "buyerEmail": "bea@example.com",
        "locale": "de", "consent": true, "recipient": { "name": "Max Muster", "email": "max@example.com" } });
    let bought = house.post("/gift-cards/purchases", &wish).await;
    assert_eq!(bought.status, 201, "{}", bought.text);
    let path = |url: &serde_json::Value| {
        let url = url.as_str().expect("an address");
        url.trim_start_matches("https://couvert.example").to_owned()
    };
    let pay = path(&bought.json["payUrl"]);
    house.get(&pay).await;
    house.send("POST", &format!("{pay}/card"), &[], &json!({ "card": "good", "isConfirmed": false })).await;
    let card = path(&bought.json["cardUrl"]);
    house.get(&card).await;
    house.send("POST", &card, &[], &json!({})).await;
    let purchases = house.external("/gift-card-purchases").await.json;
    let id = purchases[0]["id"].as_str().expect("a purchase").to_owned();
    house.external_post(&format!("/gift-card-purchases/{id}/deliver"), &json!({})).await;
    house.external(&format!("/payments/reservations/{id}")).await;
    house.external_post(&format!("/payments/reservations/{id}/refund"), &json!({ "amount": 100 })).await;
}

/// One of everything but bookings.
async fn of_the_restaurant(house: &House, guest: &str) {
    let card = json!({ "amount": 5000, "templateId": "classic", "expiresOnDay": "2028-01-01" });
    let card = house.external_post("/gift-cards", &card).await.json;
    let cards = format!("/gift-cards/{}", card["id"].as_str().expect("a code"));
    let pending = json!({ "status": "pending", "amount": -5 });
    let transaction = house.external_post(&format!("{cards}/transactions"), &pending).await.json;
    let one = format!("{cards}/transactions/{}", transaction["id"].as_str().expect("an id"));
    house.external(&cards).await;
    house.external(&format!("{cards}/transactions")).await;
    house.external_delete(&one).await;
    house.post("/gift-cards/balance", &json!({ "code": card["id"] })).await;
    of_a_purchase(house).await;
    let webhook =
        json!({ "url": "https://pos.example.com/", "events": ["reservation", "call", "gift_card"] });
    let webhook = house.external_post("/webhooks", &webhook).await.json;
    let webhooks = format!("/webhooks/{}", webhook["id"].as_str().expect("an id"));
    let call = json!({ "id": "call-0000001", "phoneNumber": "+436605512234", "status": "ringing" });
    house.external_post("/phone-numbers/main/calls", &call).await;
    house.external("/phone-numbers/main/calls?after=0").await;
    house.external(&format!("{webhooks}/messages")).await;
    house.external_post(&format!("{webhooks}/secret"), &json!({})).await;
    house.external_post(&format!("{webhooks}/replay"), &json!({ "since": "2027-01-01T00:00:00Z" })).await;
    house.external_delete(&webhooks).await;
    house.external("/guests?email=max@example.com").await;
    house.external("/guests?phone=0660%205512234").await;
    house.external_patch(&format!("/guests/{guest}"), &json!({ "notes": "Likes the window" })).await;
    house.external(&format!("/guests/{guest}/export")).await;
    house.external("/personal-data?email=max@example.com").await;
    house.external_delete("/personal-data?email=nobody@example.com").await;
    house.external("/guest-matches").await;
    house.external(&format!("/guests/{guest}/matches")).await;
    let other = json!({ "attendees": 2, "day": "2027-03-05", "minutes": 1080, "experienceId": "a-la-carte",
        "lastName": "Muster", "locale": "de", "email": "mia@example.com" });
    let other = house.external_post("/reservations", &other).await.json;
    let merges = format!("/guests/{guest}/merges");
    let merge = house.external_post(&merges, &json!({ "guestId": other["guest"]["id"] })).await;
    assert_eq!(merge.status, 201, "{}", merge.text);
    house.external(&merges).await;
    house.external_delete(&format!("{merges}/{}", merge.json["id"].as_str().expect("an id"))).await;
    let mut settings = house.external("/settings").await.json;
    settings["privacy"]["forgetAfterDays"] = 1.into();
    house.external_put("/settings", &settings).await;
    let keys = format!("/admin/restaurants/{SLUG}/keys");
    let key = json!({ "name": "till", "scopes": ["gift_cards:read"] });
    let key = house.send("POST", &keys, &[("authorization", ADMIN)], &key).await.json;
    let at = format!("{keys}/{}", key["id"].as_str().expect("an id"));
    house.send("POST", &format!("{at}/rotate"), &[("authorization", ADMIN)], &json!({})).await;
    house.send("DELETE", &at, &[("authorization", ADMIN)], &json!({})).await;
    house.send("GET", &keys, &[("authorization", ADMIN)], &json!({})).await;
    house.external_delete(&format!("/guests/{guest}")).await;
    house.minutes_pass(30 * 1440);
    for _ in 0..61 {
        house.minutes_pass(1);
        house.run_jobs().await;
    }
}
