//! Deposits, guarantees and gift cards as money: what the guest is told, what our ledger says, and what the provider
//! has.

use api::configuration::payment_rule::PaymentRule;
use api::configuration::payment_terms::{
    PaymentSettings, PaymentTerms, PaymentType, Pricing, PricingType, RefundStep,
};
use api::money::payment::PaymentState;
use serde_json::{Value, json};

use crate::house::{Answer, House, SLUG, configuration, tasting_booking};

/// Twenty euros for each guest, from two guests on; refunded in full until a day before, and by half until two hours
/// before.
pub(crate) fn deposit() -> PaymentSettings {
    PaymentSettings {
        payment: PaymentTerms {
            pricing: Pricing {
                price_per_pax: 2_000,
                display_price_per_pax: 8_900,
                kind: PricingType::PerPax,
            },
            required_from_pax: 2,
        },
        pending_minutes: 10,
        refund_minutes: 1440,
        refund_steps: vec![RefundStep { minutes_before: 120, percent: 50 }],
        kind: PaymentType::Payment,
        ..PaymentSettings::default()
    }
}

fn guarantee() -> PaymentSettings {
    PaymentSettings { kind: PaymentType::Guarantee, ..deposit() }
}

/// Minutes from Tuesday noon to Thursday 19:00.
const TO_THE_START: i64 = 2 * 1440 + 7 * 60;

pub(crate) async fn house(settings: PaymentSettings) -> House {
    let mut configuration = configuration();
    for experience in &mut configuration.experiences {
        if experience.id == "aurora-menu" {
            experience.payment_settings = settings.clone();
        }
    }
    House::of(&configuration).await
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A booking with its tokens.
pub(crate) struct Booked {
    pub(crate) json: Value,
    pub(crate) pay: String,
    pub(crate) manage: String,
}

impl Booked {
    fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 201, "{}", answer.text);
        let pay_url = text(&answer.json["booking"]["payment"]["payUrl"]);
        Self {
            pay: pay_url.rsplit('/').next().unwrap_or_default().to_owned(),
            manage: text(&answer.json["manageToken"]),
            json: answer.json.clone(),
        }
    }
}

pub(crate) async fn book(house: &House) -> Booked {
    Booked::of(&house.post("/reservations", &tasting_booking(None)).await)
}

/// A booking of anything for which something is due.
pub(crate) async fn book_from(house: &House, body: Value) -> Booked {
    Booked::of(&house.post("/reservations", &body).await)
}

pub(crate) async fn try_card(house: &House, token: &str, card: &str) -> String {
    try_card_confirmed(house, token, card, false).await
}

async fn try_card_confirmed(house: &House, token: &str, card: &str, is_confirmed: bool) -> String {
    let body = json!({ "card": card, "isConfirmed": is_confirmed });
    let answer = house.send("POST", &format!("/pay/{token}/card"), &[], &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    text(&answer.json["outcome"])
}

/// Opens the payment page and pays.
pub(crate) async fn pay(house: &House, booked: &Booked) {
    let page = house.get(&format!("/pay/{}", booked.pay)).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(try_card(house, &booked.pay, "good").await, "paid");
}

pub(crate) async fn booking(house: &House, booked: &Booked) -> Value {
    let answer = house.get(&format!("/v1/bookings/{}", booked.manage)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json
}

pub(crate) async fn state(house: &House, booked: &Booked) -> (String, String) {
    let booking = booking(house, booked).await;
    (text(&booking["status"]), text(&booking["payment"]["state"]))
}

pub(crate) async fn reservation_id(house: &House, booked: &Booked) -> String {
    let number = &booked.json["booking"]["number"];
    let all = house.external("/reservations?from=2027-03-01&to=2027-03-31").await.json;
    let all = all.as_array().expect("a list").clone();
    text(&all.iter().find(|one| one["number"] == *number).expect("the reservation")["id"])
}

pub(crate) async fn record(house: &House, booked: &Booked) -> Value {
    let id = reservation_id(house, booked).await;
    let answer = house.external(&format!("/payments/reservations/{id}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["data"].clone()
}

pub(crate) async fn act(house: &House, booked: &Booked, what: &str, body: Value) -> Answer {
    let id = reservation_id(house, booked).await;
    house.external_post(&format!("/payments/reservations/{id}/{what}"), &body).await
}

pub(crate) async fn cancel(house: &House, booked: &Booked) -> Value {
    let answer = house.delete(&format!("/v1/bookings/{}", booked.manage)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json
}

/// The lines of the ledger: kind, tender, amount.
pub(crate) fn ledger(house: &House) -> Vec<(String, String, i64)> {
    house.sqlite.inspect(|database| {
        let mut select = database
            .prepare("SELECT kind, tender, amount FROM payment_log ORDER BY at, payment_id, sequence")
            .expect("a ledger");
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("lines");
        rows.collect::<Result<_, _>>().expect("lines")
    })
}

pub(crate) fn line(kind: &str, tender: &str, amount: i64) -> (String, String, i64) {
    (kind.to_owned(), tender.to_owned(), amount)
}

pub(crate) fn mails(house: &House) -> Vec<String> {
    house.sqlite.inspect(|database| {
        let mut select =
            database.prepare("SELECT kind FROM outbox ORDER BY created_at, rowid").expect("mails");
        let rows = select.query_map([], |row| row.get(0)).expect("mails");
        rows.collect::<Result<_, _>>().expect("mails")
    })
}

pub(crate) async fn gift_card(house: &House, amount: i64) -> String {
    let body = json!({ "amount": amount, "templateId": "aurora", "expiresOnDay": "2028-01-01" });
    let templates = house.external("/gift-card-templates").await.json;
    let id = templates[0]["id"].clone();
    let mut body = body;
    body["templateId"] = id;
    let answer = house.external_post("/gift-cards", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    text(&answer.json["id"])
}

pub(crate) async fn balance(house: &House, code: &str) -> i64 {
    house.external(&format!("/gift-cards/{code}")).await.json["remainingAmount"].as_i64().expect("a balance")
}

pub(crate) async fn book_with(house: &House, code: &str) -> Booked {
    let mut body = tasting_booking(None);
    body["giftCardCode"] = code.into();
    Booked::of(&house.post("/reservations", &body).await)
}

#[tokio::test]
async fn a_deposit_by_card_confirms_the_booking() {
    let house = house(deposit()).await;
    let mut body = tasting_booking(None);
    body["acceptedAmount"] = 4_000.into();
    let booked = Booked::of(&house.post("/reservations", &body).await);
    let payment = &booked.json["booking"]["payment"];
    assert_eq!(booked.json["booking"]["status"], "payment_pending");
    assert_eq!((&payment["amount"], &payment["state"]), (&json!(4_000), &json!("pending")));
    assert_eq!(payment["dueAt"], "2027-03-02T11:10:00Z");
    assert!(
        text(&payment["terms"])
            .starts_with("Bei der Reservierung zu zahlen: 40 €. Kostenlos stornieren können Sie bis ")
    );
    assert_eq!(record(&house, &booked).await["status"], "SENT");
    pay(&house, &booked).await;
    assert_eq!(state(&house, &booked).await, ("booked".to_owned(), "paid".to_owned()));
    assert_eq!(ledger(&house), [line("reserved", "card", 4_000), line("captured", "card", 4_000)]);
    assert_eq!(mails(&house), ["to_pay", "confirmation"]);
    let record = record(&house, &booked).await;
    assert_eq!(
        (&record["status"], &record["isPaid"], &record["grandTotal"]),
        (&json!("CAPTURED"), &json!(true), &json!(40.0))
    );
    assert_eq!(record["paymentDetails"]["capturedAmount"], 40.0);
    assert_eq!(record["reservationDate"], "04.03.2027");
    assert_eq!(record["paymentLinkDueDate"], "12:10, 02.03.2027");
    let again = house.get(&format!("/pay/{}", booked.pay)).await;
    assert!(again.text.contains("Bezahlt. Ihr Tisch ist reserviert."), "{}", again.text);
    let reservation =
        house.external(&format!("/reservations/{}", reservation_id(&house, &booked).await)).await.json;
    assert_eq!(
        (&reservation["payment"]["type"], &reservation["payment"]["state"]),
        (&json!("payment"), &json!("paid"))
    );
}

#[tokio::test]
async fn whoever_accepted_another_sum_books_nothing() {
    let house = house(deposit()).await;
    let mut body = tasting_booking(None);
    body["acceptedAmount"] = 3_000.into();
    let answer = house.post("/reservations", &body).await;
    assert_eq!((answer.status, answer.code()), (409, "quote_changed"));
    assert_eq!(house.count("reservations"), 0);
}

#[tokio::test]
async fn a_party_below_the_size_pays_nothing() {
    let mut settings = deposit();
    settings.payment.required_from_pax = 3;
    let house = house(settings).await;
    let mut body = tasting_booking(None);
    body["acceptedAmount"] = 0.into();
    let small = house.post("/reservations", &body).await;
    assert_eq!((small.status, &small.json["booking"]["status"]), (201, &json!("booked")), "{}", small.text);
    assert!(small.json["booking"]["payment"].is_null());
}

#[tokio::test]
async fn no_token_is_stored() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    assert_eq!(booked.pay.len(), 26);
    house.get(&format!("/pay/{}", booked.pay)).await;
    for token in [&booked.pay, &booked.manage] {
        let found: Vec<_> = house
            .rows()
            .into_iter()
            .filter(|(table, row)| table != "mailbox" && row.contains(token))
            .collect();
        assert!(found.is_empty(), "{found:?}");
    }
}

#[tokio::test]
async fn a_gift_card_pays_alone_and_gets_its_money_back() {
    let house = house(deposit()).await;
    let code = gift_card(&house, 10_000).await;
    let booked = book_with(&house, &code).await;
    assert_eq!(state(&house, &booked).await, ("booked".to_owned(), "paid".to_owned()));
    assert_eq!(balance(&house, &code).await, 6_000);
    assert_eq!(ledger(&house), [line("reserved", "gift_card", 4_000), line("captured", "gift_card", 4_000)]);
    cancel(&house, &booked).await;
    assert_eq!(balance(&house, &code).await, 10_000);
    assert_eq!(state(&house, &booked).await.1, "refunded");
}

#[tokio::test]
async fn a_gift_card_and_a_card_share_and_each_gets_its_own_back() {
    let house = house(deposit()).await;
    let code = gift_card(&house, 2_500).await;
    let booked = book_with(&house, &code).await;
    assert_eq!(booked.json["booking"]["payment"]["giftCardAmount"], 2_500);
    assert_eq!(balance(&house, &code).await, 0, "set aside");
    pay(&house, &booked).await;
    assert_eq!(
        ledger(&house),
        [
            line("reserved", "gift_card", 2_500),
            line("reserved", "card", 1_500),
            line("captured", "card", 1_500),
            line("captured", "gift_card", 2_500),
        ]
    );
    // Half of it is refunded: 20 of 40 euros, to the gift card first.
    house.minutes_pass(TO_THE_START - 600);
    assert_eq!(booking(&house, &booked).await["payment"]["feeNow"], 2_000);
    cancel(&house, &booked).await;
    assert_eq!(balance(&house, &code).await, 2_000);
    assert_eq!(state(&house, &booked).await.1, "partially_refunded");
}

#[tokio::test]
async fn a_gift_card_that_cannot_be_redeemed_books_nothing() {
    let house = house(deposit()).await;
    let mut body = tasting_booking(None);
    body["giftCardCode"] = "NOSUCHCODE123456".into();
    let answer = house.post("/reservations", &body).await;
    assert_eq!((answer.status, answer.code()), (404, "gift_card_not_usable"));
    for i in 0..20 {
        house.post_from("192.0.2.1", &format!("guess-{i}"), "/reservations", &body).await;
    }
    let answer = house.post_from("192.0.2.1", "last-guess", "/reservations", &body).await;
    assert_eq!(
        (answer.status, answer.code()),
        (429, "too_many_requests"),
        "codes cannot be guessed here either"
    );
    assert_eq!(house.count("reservations"), 0);
}

#[tokio::test]
async fn a_declined_card_can_be_followed_by_another() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    house.get(&format!("/pay/{}", booked.pay)).await;
    assert_eq!(try_card(&house, &booked.pay, "declined").await, "card_declined");
    assert_eq!(try_card(&house, &booked.pay, "empty").await, "insufficient_funds");
    assert_eq!(state(&house, &booked).await, ("payment_pending".to_owned(), "pending".to_owned()));
    assert_eq!(try_card(&house, &booked.pay, "second_factor").await, "second_factor");
    assert_eq!(state(&house, &booked).await.0, "payment_pending");
    assert_eq!(try_card_confirmed(&house, &booked.pay, "second_factor", true).await, "paid");
    assert_eq!(state(&house, &booked).await, ("booked".to_owned(), "paid".to_owned()));
    assert_eq!(try_card(&house, &booked.pay, "good").await, "paid", "whoever pays twice pays once");
    assert_eq!(ledger(&house).len(), 2);
}

#[tokio::test]
async fn an_abandoned_payment_frees_the_table_and_the_gift_card() {
    let house = house(deposit()).await;
    house.leave_one_counter_table_unpaid().await;
    let code = gift_card(&house, 1_000).await;
    let booked = book_with(&house, &code).await;
    house.get(&format!("/pay/{}", booked.pay)).await;
    let full = house.post("/reservations", &tasting_booking(None)).await;
    assert_eq!(full.code(), "slot_not_bookable", "the table is kept while somebody pays");
    house.minutes_pass(9);
    house.run_jobs().await;
    assert_eq!(state(&house, &booked).await.0, "payment_pending");
    house.minutes_pass(1);
    house.run_jobs().await;
    assert_eq!(state(&house, &booked).await, ("voided".to_owned(), "expired".to_owned()));
    assert_eq!(balance(&house, &code).await, 1_000);
    assert_eq!(
        try_card(&house, &booked.pay, "good").await,
        "too_late",
        "the provider takes nothing any more"
    );
    assert_eq!(record(&house, &booked).await["status"], "EXPIRED");
    let next = house.post("/reservations", &tasting_booking(None)).await;
    assert_eq!(next.status, 201, "{}", next.text);
}

#[tokio::test]
async fn money_that_comes_too_late_comes_back_by_itself() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    house.get(&format!("/pay/{}", booked.pay)).await;
    house.minutes_pass(10);
    assert_eq!(try_card(&house, &booked.pay, "slow").await, "processing");
    house.run_jobs().await;
    assert_eq!(
        state(&house, &booked).await,
        ("voided".to_owned(), "expired".to_owned()),
        "the table is free"
    );
    house.minutes_pass(1);
    house.run_jobs().await;
    house.run_jobs().await;
    assert_eq!(
        ledger(&house),
        [
            line("expired", "card", 0),
            line("reserved", "card", 4_000),
            line("captured", "card", 4_000),
            line("refunded", "card", 4_000),
        ]
    );
    assert_eq!(state(&house, &booked).await, ("voided".to_owned(), "refunded".to_owned()));
    assert_eq!(mails(&house), ["to_pay", "payment_expired", "money_returned"]);
}

#[tokio::test]
async fn calling_off_brings_back_what_was_agreed_by_then() {
    for (minutes_before, back) in [(1_440, 4_000), (1_439, 2_000), (120, 2_000), (119, 0)] {
        let house = house(deposit()).await;
        let booked = book(&house).await;
        pay(&house, &booked).await;
        house.minutes_pass(TO_THE_START - minutes_before);
        let told = 4_000 - booking(&house, &booked).await["payment"]["feeNow"].as_i64().expect("a fee");
        let page = house.get(&format!("/manage/{}", booked.manage)).await.text;
        assert_eq!(page.contains("Die Stornierung ist jetzt kostenlos."), back == 4_000, "{page}");
        cancel(&house, &booked).await;
        house.run_jobs().await;
        let seen = booking(&house, &booked).await;
        let refunded = seen["payment"]["refunded"].as_i64().expect("a sum");
        assert_eq!((told, refunded), (back, back), "what is shown is what happens, {minutes_before} before");
        let details = record(&house, &booked).await["paymentDetails"].clone();
        assert_eq!(details["amountRefunded"]["fromCaptured"].as_f64(), Some(back as f64 / 100.0));
    }
}

#[tokio::test]
async fn what_the_restaurant_calls_off_it_pays_back_in_full() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    house.minutes_pass(TO_THE_START - 30);
    let id = reservation_id(&house, &booked).await;
    let answer =
        house.external_patch(&format!("/reservations/{id}"), &json!({ "status": "cancelled" })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(booking(&house, &booked).await["payment"]["refunded"], 4_000);
}

#[tokio::test]
async fn a_guarantee_takes_nothing_until_somebody_does_not_come() {
    let house = house(guarantee()).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    assert_eq!(state(&house, &booked).await, ("booked".to_owned(), "guaranteed".to_owned()));
    assert_eq!(ledger(&house), [line("card_kept", "card", 0)]);
    let early = act(&house, &booked, "charge", json!({ "amount": 100 })).await;
    assert_eq!((early.status, early.code()), (409, "payment_not_allowed"), "they may still come");
    house.minutes_pass(TO_THE_START + 60);
    let id = reservation_id(&house, &booked).await;
    house.external_patch(&format!("/reservations/{id}"), &json!({ "status": "no_show" })).await;
    assert_eq!(ledger(&house).len(), 1, "nothing is taken by itself");
    let too_much = act(&house, &booked, "charge", json!({ "amount": 4_001 })).await;
    assert_eq!((too_much.status, too_much.code()), (409, "payment_not_allowed"));
    let some = act(&house, &booked, "charge", json!({ "amount": 1_500, "note": "no show" })).await;
    assert_eq!(some.status, 200, "{}", some.text);
    assert_eq!(some.json["data"]["paymentHistory"]["charged"][0]["additionalText"], "no show");
    let rest = act(&house, &booked, "charge", json!({})).await;
    assert_eq!(rest.json["data"]["paymentDetails"]["chargedAmount"], 40.0, "{}", rest.text);
    assert_eq!(act(&house, &booked, "charge", json!({})).await.code(), "payment_not_allowed");
    let reference = text(&rest.json["data"]["paymentHistory"]["charged"][0]["reference"]);
    let back = act(&house, &booked, "refund", json!({ "amount": 500, "reference": reference })).await;
    assert_eq!(back.json["data"]["paymentDetails"]["amountRefunded"]["fromCharge"], 5.0, "{}", back.text);
    assert_eq!(mails(&house).iter().filter(|kind| *kind == "receipt").count(), 2);
}

#[tokio::test]
async fn a_late_cancellation_costs_what_it_cost_by_then_and_a_declined_fee_is_said() {
    let house = house(guarantee()).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    let other = book(&house).await;
    house.get(&format!("/pay/{}", other.pay)).await;
    assert_eq!(try_card(&house, &other.pay, "fee_declined").await, "paid");
    house.minutes_pass(TO_THE_START - 600);
    assert_eq!(cancel(&house, &booked).await["status"], "cancelled");
    house.minutes_pass(600);
    let too_much = act(&house, &booked, "charge", json!({ "amount": 2_001 })).await;
    assert_eq!(too_much.code(), "payment_not_allowed", "half of it was free by then");
    assert_eq!(act(&house, &booked, "charge", json!({})).await.status, 200);

    house.minutes_pass(60);
    let id = reservation_id(&house, &other).await;
    house.external_patch(&format!("/reservations/{id}"), &json!({ "status": "no_show" })).await;
    let declined = act(&house, &other, "charge", json!({})).await;
    assert_eq!((declined.status, declined.code()), (409, "card_declined"), "{}", declined.text);
}

#[tokio::test]
async fn money_that_is_set_aside_is_taken_in_parts_and_the_rest_goes_free() {
    let house = house(PaymentSettings { capture_later: true, ..deposit() }).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    assert_eq!(state(&house, &booked).await, ("booked".to_owned(), "reserved".to_owned()));
    assert_eq!(record(&house, &booked).await["status"], "RESERVED");
    assert_eq!(act(&house, &booked, "complete", json!({})).await.code(), "payment_not_allowed");
    assert_eq!(
        act(&house, &booked, "capture", json!({ "amount": 4_001 })).await.code(),
        "payment_not_allowed"
    );
    let some = act(&house, &booked, "capture", json!({ "amount": 1_000 })).await;
    assert_eq!(some.json["data"]["productList"][0]["reserved"], 30.0, "{}", some.text);
    assert_eq!(act(&house, &booked, "cancel", json!({})).await.code(), "payment_not_allowed");
    let done = act(&house, &booked, "complete", json!({})).await;
    assert_eq!((&done.json["data"]["status"], done.status), (&json!("COMPLETED"), 200), "{}", done.text);
    assert_eq!(
        ledger(&house),
        [line("reserved", "card", 4_000), line("captured", "card", 1_000), line("released", "card", 3_000)]
    );
}

#[tokio::test]
async fn a_late_cancellation_takes_its_fee_of_what_is_set_aside() {
    let house = house(PaymentSettings { capture_later: true, ..deposit() }).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    house.minutes_pass(TO_THE_START - 600);
    cancel(&house, &booked).await;
    house.run_jobs().await;
    assert_eq!(
        ledger(&house),
        [line("reserved", "card", 4_000), line("captured", "card", 2_000), line("released", "card", 2_000)]
    );
}

#[tokio::test]
async fn a_payment_that_is_still_open_is_called_off_with_its_booking() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    house.get(&format!("/pay/{}", booked.pay)).await;
    let answer = act(&house, &booked, "cancel", json!({ "note": "guest rang" })).await;
    assert_eq!((answer.status, &answer.json["data"]["status"]), (200, &json!("EXPIRED")), "{}", answer.text);
    assert_eq!(state(&house, &booked).await.0, "voided");
    let guest = book(&house).await;
    house.get(&format!("/pay/{}", guest.pay)).await;
    cancel(&house, &guest).await;
    house.run_jobs().await;
    assert_eq!(state(&house, &guest).await, ("cancelled".to_owned(), "cancelled".to_owned()));
    assert_eq!(try_card(&house, &guest.pay, "good").await, "too_late");
}

#[tokio::test]
async fn the_time_to_pay_is_put_off_once() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    house.minutes_pass(8);
    let path = format!("/pay/{}/extend", booked.pay);
    let extend = async || house.send("POST", &path, &[], &Value::Null).await.status;
    let due = async || booking(&house, &booked).await["payment"]["dueAt"].clone();
    assert_eq!((extend().await, due().await), (303, json!("2027-03-02T11:18:00Z")));
    house.minutes_pass(1);
    assert_eq!((extend().await, due().await), (303, json!("2027-03-02T11:18:00Z")), "once");
    assert_eq!(house.send("POST", "/pay/x/extend", &[], &Value::Null).await.status, 404);
    house.minutes_pass(8);
    house.run_jobs().await;
    assert_eq!(state(&house, &booked).await.0, "payment_pending");
    let seen = house.get(&format!("/v1/restaurants/{SLUG}/payments/{}", booked.pay)).await;
    assert_eq!(seen.json["state"], json!(PaymentState::Pending));
}

#[tokio::test]
async fn a_callback_is_believed_when_it_is_signed_and_heard_once() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    house.get(&format!("/pay/{}", booked.pay)).await;
    let body = json!({ "id": "evt", "reference": "sbx_x" });
    let forged = house.send("POST", "/webhooks/sandbox", &[("sandbox-signature", "t=1,v1=00")], &body).await;
    assert_eq!((forged.status, forged.code()), (401, "unauthorized"));
    pay(&house, &booked).await;
    house.run_jobs().await;
    house.run_jobs().await;
    assert_eq!(house.count("sandbox_callbacks"), 0, "delivered");
    assert_eq!(house.count("provider_events"), 1);
    assert_eq!(ledger(&house).len(), 2);
}

#[tokio::test]
async fn a_policy_that_contradicts_itself_is_not_published() {
    let house = house(deposit()).await;
    let mut experience = house.external("/availability/experiences").await.json[1].clone();
    experience.as_object_mut().expect("an experience").remove("restaurantId");
    let id = text(&experience["id"]);
    for (field, value, pointer) in [
        ("payment", json!({ "pricing": { "pricePerPax": 0 } }), "payment/pricing/pricePerPax"),
        ("refundSteps", json!([{ "minutesBefore": 2_000, "percent": 50 }]), "refundSteps"),
        ("refundPercent", json!(101), "refundPercent"),
        ("pendingMinutes", json!(1_441), "pendingMinutes"),
    ] {
        let mut wrong = experience.clone();
        wrong["paymentSettings"] = json!(deposit());
        wrong["paymentSettings"][field] = value;
        let answer = house.external_put(&format!("/experiences/{id}"), &wrong).await;
        assert_eq!(answer.status, 422, "{field}: {}", answer.text);
        assert_eq!(answer.json["errors"][0]["pointer"], format!("/paymentSettings/{pointer}"));
    }
}

#[tokio::test]
async fn a_service_and_a_date_have_their_own_price() {
    let mut configuration = configuration();
    let by = |price_per_pax: u32| {
        let mut settings = deposit();
        settings.payment.pricing.price_per_pax = price_per_pax;
        settings
    };
    let dinner = configuration.services.iter().find(|s| s.first_start <= 1140 && 1140 <= s.last_start);
    let service_ids = vec![dinner.expect("a dinner").id.clone()];
    let day = "2027-03-05".parse().ok();
    configuration.payment_rules = vec![
        PaymentRule { first_day: day, last_day: day, payment_settings: by(5_000), ..PaymentRule::default() },
        PaymentRule { service_ids, payment_settings: by(1_000), ..PaymentRule::default() },
    ];
    let house = House::of(&configuration).await;
    let price = async |day: &str| {
        let question = format!("/availability/slots?attendees=2&day={day}&experienceId=a-la-carte");
        let slots = house.external(&question).await.json;
        let slots = slots["slots"].as_array().expect("slots").clone();
        let slot = slots.iter().find(|slot| slot["minutes"] == 1140).expect("seven o'clock");
        slot["paymentSettings"]["payment"]["pricing"]["pricePerPax"].as_i64()
    };
    assert_eq!((price("2027-03-04").await, price("2027-03-05").await), (Some(1_000), Some(5_000)));
    let booked = book(&house).await;
    assert_eq!(booked.json["booking"]["payment"]["amount"], 2_000);
    let mut settings = house.external("/settings").await.json;
    settings["paymentRules"][1]["serviceIds"][0] = "brunch".into();
    let unknown = house.external_put("/settings", &settings).await;
    let pointer = "/paymentRules/1/serviceIds/0";
    assert_eq!(
        (unknown.status, &unknown.json["errors"][0]["pointer"]),
        (422, &json!(pointer)),
        "{}",
        unknown.text
    );
}

#[tokio::test]
async fn what_a_guest_pays_with_is_not_taken_back_by_a_till() {
    let house = house(deposit()).await;
    let code = gift_card(&house, 2_500).await;
    let booked = book_with(&house, &code).await;
    let path = format!("/gift-cards/{code}/transactions");
    let transactions = house.external(&path).await.json;
    let pending = transactions.as_array().expect("a list").iter().find(|t| t["status"] == "pending");
    let id = text(&pending.expect("what is set aside")["id"]);
    let taken_back = house.external_delete(&format!("{path}/{id}")).await;
    assert_eq!((taken_back.status, taken_back.code()), (409, "transition_not_allowed"));
    pay(&house, &booked).await;
    assert_eq!(state(&house, &booked).await.1, "paid");
}

#[tokio::test]
async fn a_card_is_not_asked_for_a_few_cents() {
    let house = house(deposit()).await;
    let code = gift_card(&house, 3_990).await;
    book_with(&house, &code).await;
    assert_eq!(balance(&house, &code).await, 40, "so the gift card pays 39.50 of 40");
}

#[tokio::test]
async fn what_is_kept_after_a_refund_is_told_as_it_is() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    assert_eq!(act(&house, &booked, "refund", json!({ "amount": 1_000 })).await.status, 200);
    house.minutes_pass(TO_THE_START - 30);
    assert_eq!(booking(&house, &booked).await["payment"]["feeNow"], 3_000);
    let page = house.get(&format!("/manage/{}", booked.manage)).await.text;
    assert!(page.contains("Die Stornierung kostet jetzt 30 €.") && !page.contains("sofort zurück"), "{page}");
    cancel(&house, &booked).await;
    house.run_jobs().await;
    assert_eq!(booking(&house, &booked).await["payment"]["refunded"], 1_000);
    let page = house.get(&format!("/pay/{}", booked.pay)).await.text;
    assert!(page.contains("Hier ist nichts mehr zu bezahlen."), "{page}");
}

#[tokio::test]
async fn who_asks_for_a_table_pays_and_is_answered_then() {
    let mut configuration = configuration();
    configuration.settings.confirmation_mode = api::configuration::confirmation::ConfirmationMode::Request;
    for experience in &mut configuration.experiences {
        experience.payment_settings = deposit();
    }
    let house = House::of(&configuration).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    assert_eq!(state(&house, &booked).await, ("requested".to_owned(), "paid".to_owned()));
    let id = reservation_id(&house, &booked).await;
    house.external_patch(&format!("/reservations/{id}"), &json!({ "status": "declined" })).await;
    assert_eq!(booking(&house, &booked).await["payment"]["refunded"], 4_000);
}

#[tokio::test]
async fn whoever_is_marked_days_before_has_called_off_in_time() {
    let house = house(guarantee()).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    let id = reservation_id(&house, &booked).await;
    house.external_patch(&format!("/reservations/{id}"), &json!({ "status": "no_show" })).await;
    assert_eq!(act(&house, &booked, "charge", json!({})).await.code(), "payment_not_allowed");
}
