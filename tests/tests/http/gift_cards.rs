//! Gift cards: what is created, topped up, reserved and redeemed; and what never happens, an overdraft.

use std::cell::Cell;
use std::sync::Arc;

use edge_worker::platform::db::DbError;
use serde_json::{Value, json};
use tests::bistro;

use crate::house::{Answer, House, SLUG};
use crate::shaky::Faulty;

async fn house() -> House {
    House::of(&bistro::configuration(SLUG)).await
}

fn card(amount: i64, code: Option<&str>) -> Value {
    json!({ "amount": amount, "templateId": "classic", "expiresOnDay": "2027-03-05", "email": "gift@example.com",
            "id": code, "locale": "en" })
}

async fn created(house: &House, amount: i64) -> Value {
    let answer = house.external_post("/gift-cards", &card(amount, None)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json
}

fn path(card: &Value) -> String {
    format!("/gift-cards/{}", card["id"].as_str().expect("a code"))
}

async fn transact(house: &House, card: &Value, status: &str, amount: i64) -> Answer {
    let body = json!({ "status": status, "amount": amount, "reference": "bill 7" });
    house.external_post(&format!("{}/transactions", path(card)), &body).await
}

async fn balance(house: &House, card: &Value) -> i64 {
    let read = house.external(&path(card)).await;
    assert_eq!(read.status, 200, "{}", read.text);
    read.json["remainingAmount"].as_i64().expect("an amount")
}

#[tokio::test]
async fn a_made_code_is_shown_once_and_stored_nowhere() {
    let house = house().await;
    let first = house.external_post_as("once", "/gift-cards", &card(5000, None)).await;
    let code = first.json["id"].as_str().expect("a code").to_owned();
    assert_eq!(code.len(), 16);
    let again = house.external_post_as("once", "/gift-cards", &card(5000, None)).await;
    assert_eq!(again.json, first.json, "whoever lost the answer gets it again");
    assert_eq!(house.count("gift_cards"), 1);
    assert!(house.rows().iter().all(|(_, values)| !values.contains(&code)), "the code is in the database");
    let by_id =
        house.external(&format!("/gift-cards/{}", first.json["cardId"].as_str().expect("an id"))).await;
    assert_eq!(by_id.json["id"], format!("************{}", &code[12..]));
    let spelled = format!("{}-{} {}", &code[..4], code[4..8].to_lowercase(), &code[8..]).replace(' ', "%20");
    assert_eq!(house.external(&format!("/gift-cards/{spelled}")).await.json["id"], code);
}

#[tokio::test]
async fn a_code_of_ones_own_is_taken_once() {
    let house = house().await;
    let own = house.external_post("/gift-cards", &card(5000, Some("summer-2027-a"))).await;
    assert_eq!((own.status, &own.json["id"]), (201, &json!("SUMMER2027A")));
    let taken = house.external_post("/gift-cards", &card(5000, Some("SUMMER 2027 A"))).await;
    assert_eq!((taken.status, taken.code()), (409, "gift_card_exists"));
    let short = house.external_post("/gift-cards", &card(5000, Some("short"))).await;
    assert_eq!((short.status, &short.json["errors"][0]["pointer"]), (422, &json!("/id")));
}

#[tokio::test]
async fn the_balance_is_the_sum_of_the_log() {
    let house = house().await;
    let card = created(&house, 10_000).await;
    assert_eq!(transact(&house, &card, "successful", -2_500).await.status, 201);
    let reserved = transact(&house, &card, "pending", -4_000).await.json;
    assert_eq!(balance(&house, &card).await, 3_500, "what is reserved is taken");
    let topped = transact(&house, &card, "pending", 1_000).await.json;
    assert_eq!(balance(&house, &card).await, 3_500, "what is not settled is not there");
    let refused = transact(&house, &card, "pending", -3_501).await;
    assert_eq!((refused.status, refused.code()), (409, "balance_too_low"));
    let at = |transaction: &Value| {
        format!("{}/transactions/{}", path(&card), transaction["id"].as_str().expect("an id"))
    };
    let settle = json!({ "status": "successful", "reference": "bill 8" });
    let settled = house.external_patch(&at(&topped), &settle).await;
    assert_eq!((settled.status, &settled.json["reference"]), (200, &json!("bill 8")));
    assert_eq!(balance(&house, &card).await, 4_500);
    let taken_back = house.external_delete(&at(&reserved)).await;
    assert_eq!((taken_back.status, &taken_back.json["status"]), (200, &json!("deleted")));
    assert_eq!(house.external_delete(&at(&reserved)).await.status, 200, "as often as it is asked");
    assert_eq!(balance(&house, &card).await, 8_500);
    assert_eq!(house.external_patch(&at(&reserved), &settle).await.code(), "transaction_not_found");
    assert_eq!(house.external_delete(&at(&topped)).await.code(), "transition_not_allowed");
    let all = house.external(&format!("{}/transactions", path(&card))).await.json;
    let amounts: Vec<i64> =
        all.as_array().expect("a list").iter().filter_map(|t| t["amount"].as_i64()).collect();
    assert_eq!(amounts.iter().filter(|amount| **amount == 10_000).count(), 1, "{all}");
    assert_eq!(all.as_array().map(Vec::len), Some(4));
}

#[tokio::test]
async fn a_card_lasts_to_the_end_of_its_last_day_by_the_restaurants_calendar() {
    let house = house().await;
    let card = created(&house, 10_000).await;
    let reserved = transact(&house, &card, "pending", -1_000).await.json;
    // From Tuesday noon in Vienna to Friday, one minute to midnight.
    house.minutes_pass(3 * 1440 + 12 * 60 - 1);
    assert_eq!(transact(&house, &card, "successful", -1_000).await.status, 201);
    assert_eq!(guest_asks(&house, &card).await.status, 200);
    house.minutes_pass(1);
    assert_eq!(transact(&house, &card, "successful", -1_000).await.code(), "gift_card_expired");
    assert_eq!(transact(&house, &card, "successful", 1_000).await.code(), "gift_card_expired");
    let settle = format!("{}/transactions/{}", path(&card), reserved["id"].as_str().expect("an id"));
    let settled = house.external_patch(&settle, &json!({ "status": "successful" })).await;
    assert_eq!(settled.status, 200, "what was reserved in time is owed");
    let expired = guest_asks(&house, &card).await;
    let unknown = guest_asks(&house, &json!({ "id": "NOSUCHCODE123456" })).await;
    assert_eq!((expired.status, &expired.text), (unknown.status, &unknown.text), "guests hear one answer");
    assert_eq!(expired.code(), "gift_card_not_usable");
}

async fn guest_asks(house: &House, card: &Value) -> Answer {
    house.post_from("192.0.2.1", "balance", "/gift-cards/balance", &json!({ "code": card["id"] })).await
}

#[tokio::test]
async fn nobody_guesses_codes_for_long() {
    let house = house().await;
    let card = created(&house, 10_000).await;
    assert_eq!(guest_asks(&house, &card).await.json["remainingAmount"], 10_000);
    let mut answers = Vec::new();
    for _ in 0..25 {
        answers.push(guest_asks(&house, &json!({ "id": "WRONGCODE1234567" })).await.status);
    }
    assert_eq!(answers.iter().filter(|status| **status == 404).count(), 19);
    let limited = guest_asks(&house, &card).await;
    assert_eq!((limited.status, limited.code()), (429, "too_many_requests"), "also with a right code");
    assert!(limited.headers.contains_key("retry-after"));
    house.minutes_pass(60);
    assert_eq!(guest_asks(&house, &card).await.status, 200);
}

#[tokio::test]
async fn whatever_batch_is_lost_nothing_is_redeemed_twice() {
    for countdown in 1..=6 {
        for commits_first in [false, true] {
            let house = house().await;
            let card = created(&house, 10_000).await;
            let faulty = Faulty {
                inner: house.db.clone(),
                countdown: Cell::new(countdown),
                commits_first,
                error: DbError::Lost("reply lost".into()),
            };
            let shaky = House::on(Arc::new(faulty), house.sqlite.clone());
            let body = json!({ "status": "successful", "amount": -6_000 });
            let at = format!("{}/transactions", path(&card));
            // As a client would: again under the same key until there is an answer.
            let mut statuses = Vec::new();
            while statuses.last() != Some(&201) && statuses.len() < 5 {
                statuses.push(shaky.external_post_as("redeem", &at, &body).await.status);
            }
            assert_eq!(statuses.last(), Some(&201), "{statuses:?}");
            assert_eq!(balance(&house, &card).await, 4_000, "batch {countdown}, {commits_first}");
        }
    }
}

#[tokio::test]
async fn a_redemption_that_somebody_overtakes_is_refused() {
    let house = house().await;
    let card = created(&house, 10_000).await;
    let (other, of_other) = (house.door(), card.clone());
    let raced = house.meanwhile(2, async move {
        let body = json!({ "status": "successful", "amount": -9_000 });
        let first =
            other.external_post_as("first", &format!("{}/transactions", path(&of_other)), &body).await;
        assert_eq!(first.status, 201, "{}", first.text);
    });
    let body = json!({ "status": "successful", "amount": -9_000 });
    let late = raced.external_post_as("late", &format!("{}/transactions", path(&card)), &body).await;
    assert_eq!((late.status, late.code()), (409, "balance_too_low"));
    assert_eq!(balance(&house, &card).await, 1_000);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_where() {
    let house = house().await;
    for (field, value) in [
        ("amount", json!(0)),
        ("amount", json!(-5)),
        ("amount", json!(99)),
        ("templateId", json!("gold")),
        ("expiresOnDay", json!("2027-03-01")),
        ("email", json!("nobody")),
    ] {
        let mut body = card(5_000, None);
        body[field] = value.clone();
        let refused = house.external_post("/gift-cards", &body).await;
        let pointer = refused.json["errors"][0]["pointer"].as_str().unwrap_or_default();
        assert_eq!((refused.status, pointer), (422, &*format!("/{field}")), "{value}");
    }
    let card = created(&house, 5_000).await;
    for (status, amount, pointer) in
        [("deleted", 5, "/status"), ("pending", 0, "/amount"), ("successful", i64::MAX, "/amount")]
    {
        let refused = transact(&house, &card, status, amount).await;
        assert_eq!((refused.status, &refused.json["errors"][0]["pointer"]), (422, &json!(pointer)));
    }
    assert_eq!(house.external("/gift-cards/NOSUCHCODE123456").await.code(), "gift_card_not_found");
}
