//! The adapter for Front against a fake that keeps a ledger as Front does, without idempotency keys: it loses
//! answers, fails, and sends callbacks twice.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use api::configuration::payment_terms::{PaymentSettings, PaymentType};
use async_trait::async_trait;
use edge_worker::platform::environment::FrontAccount;
use edge_worker::platform::outbound::{Message, Outbound, Reply};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::house::{Answer, House, configuration, tasting_booking};
use crate::payments::text;
use crate::stripe::settings;

const CALLBACK_SECRET: &str = "front-secret";
const NOON_SECONDS: i64 = 1_803_985_200;

/// The part of Front that is used.
#[derive(Default)]
struct FakeFront {
    reservations: RefCell<Vec<Value>>,
    faults: RefCell<Option<ChaCha8Rng>>,
    next: Cell<u32>,
    hides_refunds: Cell<bool>,
    submitted: RefCell<Value>,
}

// The tests are single-threaded.
#[expect(unsafe_code, reason = "a port must be Send and Sync; nothing here changes threads")]
unsafe impl Send for FakeFront {}
#[expect(unsafe_code, reason = "a port must be Send and Sync; nothing here changes threads")]
unsafe impl Sync for FakeFront {}

type Outcome = Result<Value, (u16, &'static str)>;

#[async_trait(?Send)]
impl Outbound for FakeFront {
    async fn send(&self, message: &Message) -> Result<Reply, String> {
        assert!(message.headers.contains(&("authorization", "Bearer front-token".to_owned())));
        assert!(message.method != "GET" || message.body.is_empty(), "a Worker's GET has no body");
        let path =
            message.url.strip_prefix("https://front.example/api/v1/connect/reservations/").expect("the API");
        let fault = self.faults.borrow_mut().as_mut().map_or(9, |random| random.random_range(0..7));
        if fault == 0 {
            return Ok(Reply { status: 510, body: json!({ "message": "Something Went Wrong" }).to_string() });
        }
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        let (status, answer) = match self.answer(path, &body) {
            Ok(data) => {
                let status = if message.method == "GET" { 200 } else { 202 };
                (status, json!({ "status_code": status, "message": "OK", "is_data": true, "data": data }))
            }
            Err((status, why)) => (status, json!({ "status_code": status, "message": why, "data": null })),
        };
        // It happened, and the answer is lost.
        if fault == 1 { Err("no answer".to_owned()) } else { Ok(Reply { status, body: answer.to_string() }) }
    }
}

fn sum(lines: &Value) -> f64 {
    lines.as_array().into_iter().flatten().filter_map(|line| line["amount"].as_f64()).sum()
}

impl FakeFront {
    fn number(&self, prefix: &str) -> String {
        self.next.set(self.next.get() + 1);
        format!("{prefix}{}", self.next.get())
    }

    fn answer(&self, path: &str, body: &Value) -> Outcome {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<&str> = path.split('/').collect();
        match parts[..] {
            ["submit"] => {
                let customer = &body["customerDetails"];
                let names = ["countryCode", "msisdn", "email", "name", "preferredLanguage"];
                let mut told =
                    names.iter().map(|name| &customer[name]).chain([&customer["address"]["street"]]);
                if told.any(|value| text(value).is_empty()) {
                    return Err((417, "payloadValidationErrors"));
                }
                *self.submitted.borrow_mut() = body.clone();
                let uuid = self.number("RES");
                self.reservations.borrow_mut().push(json!({
                    "reservationUuid": uuid, "status": "SENT", "isPaid": false, "grandTotal": body["orderSummary"]["grandTotal"],
                    "productList": [{ "id": 510, "amount": body["orderSummary"]["grandTotal"] }],
                    "paymentHistory": { "reserved": [], "captured": [], "charged": [], "refunded": [] },
                }));
                Ok(
                    json!({ "reservationUuid": uuid, "paymentUrl": format!("https://front.example/checkout/{uuid}") }),
                )
            }
            ["history", from, until] => {
                assert!(from < until);
                let all = self.reservations.borrow();
                Ok(all
                    .iter()
                    .map(|one| json!({ "uuid": one["reservationUuid"], "title": "amount-reserved" }))
                    .collect())
            }
            [call, uuid] => self.change(uuid, |one| self.call(call, one, body, query)),
            _ => Err((404, "orderNotFound")),
        }
    }

    fn change(&self, uuid: &str, change: impl FnOnce(&mut Value) -> Outcome) -> Outcome {
        let mut all = self.reservations.borrow_mut();
        let one =
            all.iter_mut().find(|one| one["reservationUuid"] == uuid).ok_or((404, "reservationNotFound"))?;
        change(one)
    }

    fn call(&self, call: &str, one: &mut Value, body: &Value, query: &str) -> Outcome {
        let amount = body["grandTotal"].as_f64().unwrap_or(0.0);
        let status = text(&one["status"]);
        let history = |name: &str| format!("/paymentHistory/{name}");
        let reserved = sum(&one["paymentHistory"]["reserved"]);
        let captured = sum(&one["paymentHistory"]["captured"]);
        let mut add = |name: &str, line: Value, status: &str| {
            one.pointer_mut(&history(name)).and_then(Value::as_array_mut).expect("a list").push(line);
            one["status"] = status.into();
        };
        match call {
            "details" => {
                let mut shown = one.clone();
                if self.hides_refunds.get() {
                    shown["paymentHistory"]["refunded"] = json!([]);
                }
                Ok(shown)
            }
            "cancel" if !query.starts_with("note=") => Err((417, "payloadValidationErrors")),
            "cancel" if !["SENT", "RESERVED"].contains(&status.as_str()) => {
                Err((400, "reservationStatusAlreadyCompleted"))
            }
            "cancel" => {
                one["status"] = "CANCELLED".into();
                Ok(Value::Null)
            }
            "capture" if status == "CANCELLED" || reserved < captured + amount => {
                Err((400, "requestedCaptureAmountExceedAvailableCaptureRunway"))
            }
            "capture" | "charge" if body["products"]["0"]["amount"] != body["grandTotal"] => {
                Err((417, "payloadValidationErrors"))
            }
            "charge" if reserved == 0.0 || status == "CANCELLED" => Err((400, "paymentCardNotFound")),
            "capture" | "charge" => {
                let (prefix, name, status) = if call == "capture" {
                    ("CAP", "captured", "CAPTURED")
                } else {
                    ("CHA", "charged", "CHARGED")
                };
                let uuid = self.number(prefix);
                let line = json!({ "at": "1803985300", "amount": amount, "reference": uuid,
                                   "additionalText": body["additionalText"], "isRefunded": false, "refunded": 0 });
                add(name, line, status);
                Ok(json!({ "uuid": uuid }))
            }
            "refund" => {
                let of = |list: &Value| -> f64 {
                    let lines = list.as_array().into_iter().flatten();
                    lines
                        .filter(|line| line["reference"] == body["reference"])
                        .filter_map(|l| l["amount"].as_f64())
                        .sum()
                };
                let taken = of(&one["paymentHistory"][text(&body["source"])]);
                let back = of(&one["paymentHistory"]["refunded"]);
                if body["products"][0]["id"] != 510 || taken < back + amount {
                    return Err((400, "refundRejectionForRefundedCancelledInvoicedOrderParamRefunded"));
                }
                let line = json!({ "at": 1_803_986_000 + self.next.get(), "amount": amount, "reference": body["reference"],
                                   "isRefunded": true, "isPartial": back + amount < taken });
                one["paymentHistory"]["refunded"].as_array_mut().expect("a list").push(line);
                Ok(Value::Null)
            }
            _ => Err((404, "orderNotFound")),
        }
    }

    /// The guest pays on Front's page; returns the reservation's id.
    fn guest_pays(&self) -> String {
        let mut all = self.reservations.borrow_mut();
        let one = all.iter_mut().rfind(|one| one["status"] == "SENT").expect("one that waits");
        let amount = one["grandTotal"].clone();
        one["paymentHistory"]["reserved"] = json!([{ "at": "1803985300", "amount": amount }]);
        one["status"] = "RESERVED".into();
        text(&one["reservationUuid"])
    }

    fn total(&self, of: &str) -> f64 {
        self.reservations.borrow().iter().map(|one| sum(&one["paymentHistory"][of])).sum()
    }

    fn statuses(&self) -> Vec<String> {
        self.reservations.borrow().iter().map(|one| text(&one["status"])).collect()
    }
}

async fn house(settings: PaymentSettings) -> (House, Arc<FakeFront>) {
    let mut configuration = configuration();
    for experience in &mut configuration.experiences {
        experience.payment_settings = settings.clone();
    }
    let front = Arc::new(FakeFront::default());
    let account = FrontAccount {
        api: "https://front.example".into(),
        token: "front-token".into(),
        callback_secret: CALLBACK_SECRET.into(),
        currency: "EUR".into(),
    };
    (House::of(&configuration).await.sending_to(front.clone()).paid_by_front(account), front)
}

struct Booked {
    pay: String,
    manage: String,
}

async fn book(house: &House, attendees: u16) -> Booked {
    let mut body = tasting_booking(None);
    body["phone"] = "0660 5512234".into();
    body["attendees"] = attendees.into();
    let answer = house.post("/reservations", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let pay = text(&answer.json["booking"]["payment"]["payUrl"]);
    Booked {
        pay: pay.trim_start_matches("https://couvert.example").to_owned(),
        manage: text(&answer.json["manageToken"]),
    }
}

async fn booking(house: &House, booked: &Booked) -> Value {
    house.get(&format!("/v1/bookings/{}", booked.manage)).await.json
}

async fn state(house: &House, booked: &Booked) -> (String, String) {
    let json = booking(house, booked).await;
    (text(&json["status"]), text(&json["payment"]["state"]))
}

async fn call_back(house: &House, uuid: &str, secret: &str, seconds: i64) -> Answer {
    let values = [uuid, "RESEVRED", "1803985000", "Visa", "40", &seconds.to_string()].map(str::to_owned);
    let digest = Sha256::digest(format!("{}{secret}", values.concat()).as_bytes());
    let checksum: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let names = ["orderUuid", "status", "createdAt", "paymentMethod", "amount", "timestamp"];
    let pairs: Vec<String> =
        names.iter().zip(&values).map(|(name, value)| format!("{name}={value}")).collect();
    house.get(&format!("/webhooks/front?{}&checksum={checksum}", pairs.join("&"))).await
}

async fn pay(house: &House, front: &FakeFront, booked: &Booked) {
    assert_eq!(house.get(&booked.pay).await.status, 200);
    let uuid = front.guest_pays();
    assert_eq!(call_back(house, &uuid, CALLBACK_SECRET, NOON_SECONDS).await.status, 204);
}

async fn hours_pass(house: &House) {
    for _ in 0..8 {
        house.minutes_pass(60);
        house.run_jobs().await;
    }
}

async fn record_path(house: &House) -> String {
    let all = house.external("/reservations?from=2027-03-01&to=2027-03-31").await.json;
    format!("/payments/reservations/{}", text(&all[0]["id"]))
}

#[tokio::test]
async fn what_is_set_aside_on_their_page_books_the_table_and_is_taken() {
    let (house, front) = house(settings(PaymentType::Payment, false)).await;
    let booked = book(&house, 2).await;
    for _ in 0..2 {
        let page = house.get(&booked.pay).await.text;
        assert!(page.contains("href=\"https://front.example/checkout/RES1\""), "{page}");
    }
    assert_eq!(front.statuses(), ["SENT"], "looking twice opens one reservation");
    let submitted = front.submitted.borrow().clone();
    let customer = &submitted["customerDetails"];
    assert_eq!((&customer["countryCode"], &customer["msisdn"]), (&json!("+43"), &json!("6605512234")));
    assert_eq!(
        (&submitted["orderSummary"]["grandTotal"], &submitted["chargeValidity"]),
        (&json!(40.0), &json!("90"))
    );
    let uuid = front.guest_pays();
    for (secret, seconds) in [("other", NOON_SECONDS), (CALLBACK_SECRET, NOON_SECONDS - 301)] {
        let forged = call_back(&house, &uuid, secret, seconds).await;
        assert_eq!((forged.status, forged.code()), (401, "unauthorized"));
    }
    assert_eq!(house.get("/webhooks/front?orderUuid=RES1").await.code(), "invalid_input");
    assert_eq!(state(&house, &booked).await.0, "payment_pending");
    for _ in 0..3 {
        assert_eq!(call_back(&house, &uuid, CALLBACK_SECRET, NOON_SECONDS).await.status, 204);
    }
    assert_eq!(call_back(&house, "RES_OF_SOMEBODY", CALLBACK_SECRET, NOON_SECONDS).await.status, 204);
    assert_eq!(state(&house, &booked).await, ("booked".to_owned(), "paid".to_owned()));
    assert_eq!(front.total("captured"), 40.0);
    assert_eq!(house.count("payment_log"), 2);
    // Our record agrees with Front's.
    let record = house.external(&record_path(&house).await).await.json["data"].clone();
    assert_eq!(
        (&record["status"], &record["paymentDetails"]["capturedAmount"]),
        (&json!("CAPTURED"), &json!(40.0))
    );
}

#[tokio::test]
async fn money_is_taken_once_and_gets_back_once_whatever_the_network_does() {
    for seed in 0..60 {
        let (house, front) = house(settings(PaymentType::Payment, false)).await;
        let booked = book(&house, 2).await;
        house.get(&booked.pay).await;
        front.guest_pays();
        *front.faults.borrow_mut() = Some(ChaCha8Rng::seed_from_u64(seed));
        for _ in 0..12 {
            call_back(&house, "RES1", CALLBACK_SECRET, NOON_SECONDS).await;
            house.minutes_pass(20);
            house.run_jobs().await;
        }
        assert_eq!(front.total("captured"), 40.0, "seed {seed}");
        house.delete(&format!("/v1/bookings/{}", booked.manage)).await;
        for _ in 0..20 {
            house.minutes_pass(20);
            house.run_jobs().await;
        }
        *front.faults.borrow_mut() = None;
        hours_pass(&house).await;
        assert_eq!((front.total("captured"), front.total("refunded")), (40.0, 40.0), "seed {seed}");
        assert_eq!(
            state(&house, &booked).await,
            ("cancelled".to_owned(), "refunded".to_owned()),
            "seed {seed}"
        );
        assert_eq!(house.count("payment_differences"), 0, "seed {seed}");
    }
}

/// Partial refunds, which Front would execute twice if asked twice.
#[tokio::test]
async fn a_fee_is_taken_once_and_its_parts_get_back_once_whatever_the_network_does() {
    for seed in 100..140 {
        let (house, front) = house(settings(PaymentType::Guarantee, false)).await;
        let booked = book(&house, 2).await;
        pay(&house, &front, &booked).await;
        house.minutes_pass(3 * 1440);
        let path = record_path(&house).await;
        let id = path.rsplit('/').next().unwrap_or_default();
        house.external_patch(&format!("/reservations/{id}"), &json!({ "status": "no_show" })).await;
        *front.faults.borrow_mut() = Some(ChaCha8Rng::seed_from_u64(seed));
        for (call, amount) in [("charge", 1_000), ("refund", 300), ("refund", 300), ("refund", 100)] {
            house.external_post(&format!("{path}/{call}"), &json!({ "amount": amount })).await;
            for _ in 0..12 {
                house.minutes_pass(20);
                house.run_jobs().await;
            }
        }
        *front.faults.borrow_mut() = None;
        hours_pass(&house).await;
        assert_eq!((front.total("charged"), front.total("refunded")), (10.0, 7.0), "seed {seed}");
        let details = house.external(&path).await.json["data"]["paymentDetails"].clone();
        let refunded = &details["amountRefunded"]["fromCharge"];
        assert_eq!((&details["chargedAmount"], refunded), (&json!(10.0), &json!(7.0)));
        assert_eq!(house.count("payment_differences"), 0, "seed {seed}");
    }
}

/// Front's record shows a refund later than Front accepts it.
#[tokio::test]
async fn refunds_that_are_accepted_and_not_shown_yet_are_told_apart() {
    let (house, front) = house(settings(PaymentType::Payment, false)).await;
    let booked = book(&house, 2).await;
    pay(&house, &front, &booked).await;
    let path = record_path(&house).await;
    front.hides_refunds.set(true);
    for _ in 0..2 {
        let back = house.external_post(&format!("{path}/refund"), &json!({ "amount": 500 })).await;
        assert_eq!(back.status, 200, "{}", back.text);
    }
    front.hides_refunds.set(false);
    hours_pass(&house).await;
    assert_eq!(front.total("refunded"), 10.0);
    let details = house.external(&path).await.json["data"]["paymentDetails"].clone();
    assert_eq!(details["amountRefunded"]["fromCaptured"], 10.0);
    // A refund is made at Front directly, and the guest cancels before our ledger knows of it.
    let of = front.reservations.borrow()[0]["paymentHistory"]["captured"][0]["reference"].clone();
    let products = json!([{ "id": 510, "amount": 7.0 }]);
    let body = json!({ "grandTotal": 7.0, "products": products, "source": "captured", "reference": of });
    front.answer("refund/RES1", &body).expect("a refund");
    house.delete(&format!("/v1/bookings/{}", booked.manage)).await;
    hours_pass(&house).await;
    assert_eq!(front.total("refunded"), 40.0);
    assert_eq!(state(&house, &booked).await.1, "refunded");
}

#[tokio::test]
async fn what_is_not_paid_is_called_off_there_and_what_came_late_is_not_taken() {
    let (house, front) = house(settings(PaymentType::Payment, false)).await;
    let booked = book(&house, 2).await;
    house.get(&booked.pay).await;
    house.minutes_pass(16);
    house.run_jobs().await;
    assert_eq!(front.statuses(), ["CANCELLED"]);
    assert_eq!(state(&house, &booked).await, ("voided".to_owned(), "expired".to_owned()));

    // No callback came in time: the fetch before the expiry finds the payment.
    let (house, front) = self::house(settings(PaymentType::Payment, false)).await;
    let booked = book(&house, 2).await;
    house.get(&booked.pay).await;
    front.guest_pays();
    house.minutes_pass(16);
    house.run_jobs().await;
    assert_eq!(state(&house, &booked).await.0, "booked");
    house.minutes_pass(1);
    house.run_jobs().await;
    assert_eq!(front.total("captured"), 40.0);
}

#[tokio::test]
async fn a_card_is_kept_by_the_least_amount_and_charged_a_fee() {
    let (house, front) = house(settings(PaymentType::Guarantee, false)).await;
    let booked = book(&house, 2).await;
    pay(&house, &front, &booked).await;
    assert_eq!(front.submitted.borrow()["orderSummary"]["grandTotal"], 1.0);
    assert_eq!(state(&house, &booked).await, ("booked".to_owned(), "guaranteed".to_owned()));
    house.minutes_pass(3 * 1440);
    let path = record_path(&house).await;
    let id = path.rsplit('/').next().unwrap_or_default();
    house.external_patch(&format!("/reservations/{id}"), &json!({ "status": "no_show" })).await;
    assert_eq!(front.total("charged"), 0.0, "a no-show charges nothing by itself");
    let charged = house.external_post(&format!("{path}/charge"), &json!({ "amount": 3_000 })).await;
    assert_eq!(charged.json["data"]["paymentDetails"]["chargedAmount"], 30.0, "{}", charged.text);
    for amount in [500, 700] {
        let back = house.external_post(&format!("{path}/refund"), &json!({ "amount": amount })).await;
        assert_eq!(back.status, 200, "{}", back.text);
    }
    let record = house.external(&path).await.json["data"].clone();
    assert_eq!(record["paymentDetails"]["amountRefunded"]["fromCharge"], 12.0);
    assert_eq!((front.total("charged"), front.total("refunded"), front.total("captured")), (30.0, 12.0, 0.0));
}

#[tokio::test]
async fn a_part_is_captured_and_the_rest_goes_free() {
    let (house, front) = house(settings(PaymentType::Payment, true)).await;
    let booked = book(&house, 2).await;
    pay(&house, &front, &booked).await;
    assert_eq!(state(&house, &booked).await, ("booked".to_owned(), "reserved".to_owned()));
    let path = record_path(&house).await;
    let some = house.external_post(&format!("{path}/capture"), &json!({ "amount": 1_500 })).await;
    assert_eq!(some.json["data"]["paymentDetails"]["capturedAmount"], 15.0, "{}", some.text);
    house.external_post(&format!("{path}/complete"), &json!({})).await;
    hours_pass(&house).await;
    let record = house.external(&path).await.json["data"].clone();
    assert_eq!(
        (&record["status"], &record["productList"][0]["reserved"]),
        (&json!("COMPLETED"), &json!(0.0))
    );

    // Cancelled while it is only authorized: nothing is captured.
    let (house, front) = self::house(settings(PaymentType::Payment, true)).await;
    let booked = book(&house, 2).await;
    pay(&house, &front, &booked).await;
    house.delete(&format!("/v1/bookings/{}", booked.manage)).await;
    hours_pass(&house).await;
    assert_eq!((front.statuses(), front.total("captured")), (vec!["CANCELLED".to_owned()], 0.0));
}

#[tokio::test]
async fn who_comes_with_fewer_gets_back_and_who_comes_with_more_calls() {
    let (house, front) = house(settings(PaymentType::Payment, false)).await;
    let booked = book(&house, 3).await;
    pay(&house, &front, &booked).await;
    let path = format!("/v1/bookings/{}", booked.manage);
    let more = house.send("PATCH", &path, &[("idempotency-key", "more")], &json!({ "attendees": 4 })).await;
    assert_eq!((more.status, more.code()), (409, "change_not_allowed"), "{}", more.text);
    let moved = json!({ "day": "2027-03-05" });
    let moved = house.send("PATCH", &path, &[("idempotency-key", "day")], &moved).await;
    assert_eq!((moved.status, front.total("refunded")), (200, 0.0), "{}", moved.text);
    let fewer = house.send("PATCH", &path, &[("idempotency-key", "fewer")], &json!({ "attendees": 2 })).await;
    assert_eq!((fewer.status, front.total("refunded")), (200, 20.0), "{}", fewer.text);
}

#[tokio::test]
async fn what_somebody_gave_back_on_their_own_page_is_found_by_the_sweep_of_the_history() {
    let (house, front) = house(settings(PaymentType::Payment, false)).await;
    let mut later = tasting_booking(None);
    (later["day"], later["phone"]) = ("2027-03-11".into(), "0660 5512234".into());
    let answer = house.post("/reservations", &later).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let pay_page = text(&answer.json["booking"]["payment"]["payUrl"]);
    let booked = Booked {
        pay: pay_page.trim_start_matches("https://couvert.example").to_owned(),
        manage: text(&answer.json["manageToken"]),
    };
    pay(&house, &front, &booked).await;
    // After four days the payment is too old for the sweep, unless Front's history names it.
    house.minutes_pass(4 * 1440);
    let of = front.reservations.borrow()[0]["paymentHistory"]["captured"][0]["reference"].clone();
    let body = json!({ "grandTotal": 10.0, "products": [{ "id": 510, "amount": 10.0 }], "source": "captured", "reference": of });
    front.answer("refund/RES1", &body).expect("a refund");
    house.run_jobs().await;
    assert_eq!(booking(&house, &booked).await["payment"]["refunded"], 1_000);
}
