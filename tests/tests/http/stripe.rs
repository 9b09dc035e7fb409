//! The adapter for Stripe against a fake that keeps a ledger as Stripe does, loses answers, fails and repeats itself;
//! and events, signed as Stripe signs them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use api::configuration::payment_terms::{PaymentSettings, PaymentTerms, PaymentType, Pricing, PricingType};
use async_trait::async_trait;
use edge_worker::platform::environment::StripeAccount;
use edge_worker::platform::outbound::{Message, Outbound, Reply};
use hmac::{Hmac, KeyInit, Mac};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::house::{Answer, House, configuration, tasting_booking};

const WEBHOOK_SECRET: &str = "whsec_fake";
const NOON_SECONDS: i64 = 1_803_985_200;

/// What the network does with a call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// Status 500, and nothing happened.
    Fails,
    /// It happens, and the answer is lost.
    Forgets,
}

#[derive(Default)]
struct Books {
    intents: BTreeMap<String, Value>,
    refunds: Vec<Value>,
    /// The answer under each idempotency key, and the request it answered.
    keys: BTreeMap<String, (String, Reply)>,
    next: u64,
    posts: u64,
}

/// The part of Stripe that is used.
struct FakeStripe {
    books: RefCell<Books>,
    faults: RefCell<Option<ChaCha8Rng>>,
    declines_fees: Cell<bool>,
}

// The tests are single-threaded.
#[expect(unsafe_code, reason = "a port must be Send and Sync; nothing here changes threads")]
unsafe impl Send for FakeStripe {}
#[expect(unsafe_code, reason = "a port must be Send and Sync; nothing here changes threads")]
unsafe impl Sync for FakeStripe {}

fn reply(status: u16, body: &Value) -> Reply {
    Reply { status, body: body.to_string() }
}

fn refused(message: &str) -> Reply {
    reply(400, &json!({ "error": { "code": "payment_intent_unexpected_state", "message": message } }))
}

#[async_trait(?Send)]
impl Outbound for FakeStripe {
    async fn send(&self, message: &Message) -> Result<Reply, String> {
        let header =
            |name: &str| message.headers.iter().find(|(known, _)| *known == name).map(|(_, v)| v.clone());
        assert_eq!(header("authorization").as_deref(), Some("Bearer rk_fake"));
        assert!(header("stripe-version").is_some(), "the version is pinned");
        let path = message.url.strip_prefix("https://stripe.example/v1/").expect("the API");
        let fault = self.fault();
        if fault == Fault::Fails {
            return Ok(reply(500, &json!({ "error": {} })));
        }
        let answer = if message.method == "GET" {
            self.read(path)
        } else {
            let key = header("idempotency-key").expect("every POST has a key");
            let request = format!("{path} {}", message.body);
            self.books.borrow_mut().posts += 1;
            let known = self.books.borrow().keys.get(&key).cloned();
            match known {
                Some((before, answer)) => {
                    assert_eq!(before, request, "one key, one request");
                    answer
                }
                None => {
                    let fields: BTreeMap<String, String> = url_decoded(&message.body).into_iter().collect();
                    let answer = self.write(path, &fields);
                    self.books.borrow_mut().keys.insert(key, (request, answer.clone()));
                    answer
                }
            }
        };
        if fault == Fault::Forgets { Err("no answer".to_owned()) } else { Ok(answer) }
    }
}

fn url_decoded(body: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| text.replace("%5B", "[").replace("%5D", "]").replace('+', " ");
    body.split('&').filter_map(|pair| pair.split_once('=')).map(|(k, v)| (decoded(k), decoded(v))).collect()
}

impl FakeStripe {
    fn new() -> Arc<Self> {
        let (books, faults, declines_fees) = (RefCell::default(), RefCell::new(None), Cell::new(false));
        Arc::new(Self { books, faults, declines_fees })
    }

    fn fault(&self) -> Fault {
        match self.faults.borrow_mut().as_mut().map(|random| random.random_range(0..6)) {
            Some(0) => Fault::Fails,
            Some(1) => Fault::Forgets,
            _ => Fault::None,
        }
    }

    fn new_id(&self, prefix: &str) -> String {
        let mut books = self.books.borrow_mut();
        books.next += 1;
        format!("{prefix}_{}", books.next)
    }

    fn read(&self, path: &str) -> Reply {
        let books = self.books.borrow();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let wanted = query.split('&').next().and_then(|pair| pair.split_once('=')).unwrap_or_default();
        assert!(
            !path.starts_with("payment_intents/") || query.is_empty() || query == "expand[]=latest_charge"
        );
        // Newest first, as Stripe lists.
        let listed = |all: Vec<Value>| {
            let matching = all.into_iter().rev().filter(|one| one[wanted.0] == wanted.1).collect::<Vec<_>>();
            reply(200, &json!({ "data": matching }))
        };
        match path.split('/').collect::<Vec<_>>()[..] {
            ["refunds"] => listed(books.refunds.clone()),
            ["payment_intents"] => listed(books.intents.values().cloned().collect()),
            [_, id] => books.intents.get(id).map_or(reply(404, &json!({})), |intent| reply(200, intent)),
            _ => reply(404, &json!({})),
        }
    }

    fn write(&self, path: &str, fields: &BTreeMap<String, String>) -> Reply {
        let number = |name: &str| fields.get(name).and_then(|text| text.parse::<i64>().ok());
        match path.split('/').collect::<Vec<_>>()[..] {
            ["customers"] => reply(200, &json!({ "id": self.new_id("cus") })),
            ["setup_intents"] => self.create("seti", fields, "requires_payment_method"),
            ["payment_intents"] if fields.contains_key("off_session") => {
                if self.declines_fees.get() {
                    return reply(402, &json!({ "error": { "code": "card_declined" } }));
                }
                self.create("pi", fields, "succeeded")
            }
            ["payment_intents"] => self.create("pi", fields, "requires_payment_method"),
            [_, id, "cancel"] => self.change(id, |intent| {
                let status = intent["status"].as_str().unwrap_or_default();
                if !status.starts_with("requires_") {
                    return Err(refused(status));
                }
                intent["status"] = "canceled".into();
                Ok(())
            }),
            ["payment_intents", id, "capture"] => self.change(id, |intent| {
                let amount = number("amount_to_capture").unwrap_or(0);
                if intent["status"] != "requires_capture" || intent["amount"].as_i64() < Some(amount) {
                    return Err(refused("capture"));
                }
                intent["status"] = "succeeded".into();
                intent["amount_received"] = amount.into();
                Ok(())
            }),
            ["refunds"] => {
                let of = fields["payment_intent"].clone();
                let amount = number("amount").unwrap_or(0);
                let books = self.books.borrow();
                let taken = books.intents[&of]["amount_received"].as_i64().unwrap_or(0);
                let back: i64 = books
                    .refunds
                    .iter()
                    .filter(|r| r["payment_intent"] == of.as_str())
                    .filter_map(|r| r["amount"].as_i64())
                    .sum();
                drop(books);
                if taken < back + amount {
                    return refused("charge_already_refunded");
                }
                let refund = json!({ "id": self.new_id("re"), "amount": amount, "payment_intent": of,
                    "status": "succeeded", "metadata": { "order_id": fields.get("metadata[order_id]") } });
                self.books.borrow_mut().refunds.push(refund.clone());
                reply(200, &refund)
            }
            _ => reply(404, &json!({})),
        }
    }

    fn create(&self, prefix: &str, fields: &BTreeMap<String, String>, status: &str) -> Reply {
        let id = self.new_id(prefix);
        let amount = fields.get("amount").and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
        let received = if status == "succeeded" { amount } else { 0 };
        let intent = json!({
            "id": id, "status": status, "amount": amount, "amount_received": received,
            "client_secret": format!("{id}_secret"), "customer": fields.get("customer"), "payment_method": null,
            "capture_method": fields.get("capture_method"), "latest_charge": null,
            "metadata": { "order_id": fields.get("metadata[order_id]"), "payment_id": fields.get("metadata[payment_id]") },
        });
        self.books.borrow_mut().intents.insert(id, intent.clone());
        reply(200, &intent)
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Value) -> Result<(), Reply>) -> Reply {
        let mut books = self.books.borrow_mut();
        let Some(intent) = books.intents.get_mut(id) else { return reply(404, &json!({})) };
        match change(intent) {
            Ok(()) => reply(200, intent),
            Err(refusal) => refusal,
        }
    }

    /// The guest pays on Stripe's own page; returns the intent's id.
    fn guest_pays(&self) -> String {
        let mut books = self.books.borrow_mut();
        let waits = |intent: &&mut Value| {
            ["requires_payment_method", "processing"].contains(&intent["status"].as_str().unwrap_or_default())
        };
        let intent = books.intents.values_mut().find(waits).expect("an intent that waits");
        let is_setup = intent["id"].as_str().is_some_and(|id| id.starts_with("seti_"));
        intent["latest_charge"] = json!({ "id": "ch_1", "status": "succeeded" });
        if is_setup {
            intent["status"] = "succeeded".into();
            intent["payment_method"] = "pm_1".into();
        } else if intent["capture_method"] == "manual" {
            intent["status"] = "requires_capture".into();
        } else {
            intent["status"] = "succeeded".into();
            intent["amount_received"] = intent["amount"].clone();
        }
        intent["id"].as_str().unwrap_or_default().to_owned()
    }

    /// The guest's bank declines.
    fn bank_declines(&self) {
        let mut books = self.books.borrow_mut();
        let intent = books.intents.values_mut().next().expect("an intent");
        intent["latest_charge"] = json!({ "id": "ch_0", "status": "failed" });
    }

    /// The guest's bank starts processing.
    fn bank_starts(&self) {
        let mut books = self.books.borrow_mut();
        let intent = books.intents.values_mut().next().expect("an intent");
        intent["status"] = "processing".into();
    }

    fn statuses(&self) -> Vec<String> {
        self.books
            .borrow()
            .intents
            .values()
            .map(|i| i["status"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    fn refunded(&self) -> i64 {
        self.books.borrow().refunds.iter().filter_map(|refund| refund["amount"].as_i64()).sum()
    }
}

pub(crate) fn settings(kind: PaymentType, capture_later: bool) -> PaymentSettings {
    PaymentSettings {
        payment: PaymentTerms {
            pricing: Pricing { price_per_pax: 2_000, display_price_per_pax: 0, kind: PricingType::PerPax },
            required_from_pax: 1,
        },
        refund_minutes: 60,
        kind,
        capture_later,
        ..PaymentSettings::default()
    }
}

async fn house(settings: PaymentSettings) -> (House, Arc<FakeStripe>) {
    let mut configuration = configuration();
    for experience in &mut configuration.experiences {
        experience.payment_settings = settings.clone();
    }
    let stripe = FakeStripe::new();
    let account = StripeAccount {
        api: "https://stripe.example".into(),
        secret_key: "rk_fake".into(),
        publishable_key: "pk_fake".into(),
        webhook_secret: WEBHOOK_SECRET.into(),
    };
    let house = House::of(&configuration).await.sending_to(stripe.clone()).paid_by(account);
    (house, stripe)
}

struct Booked {
    pay: String,
    manage: String,
}

async fn book(house: &House) -> Booked {
    let answer = house.post("/reservations", &tasting_booking(None)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let pay = text(&answer.json["booking"]["payment"]["payUrl"]);
    Booked {
        pay: pay.rsplit('/').next().unwrap_or_default().to_owned(),
        manage: text(&answer.json["manageToken"]),
    }
}

async fn state(house: &House, booked: &Booked) -> (String, String) {
    let json = house.get(&format!("/v1/bookings/{}", booked.manage)).await.json;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&json["status"]), text(&json["payment"]["state"]))
}

fn signature(secret: &str, seconds: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a secret");
    mac.update(format!("{seconds}.{body}").as_bytes());
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={seconds},v1={hex}")
}

fn event(id: &str, object: &Value) -> Value {
    json!({ "id": id, "object": "event", "type": "payment_intent.succeeded", "data": { "object": object } })
}

async fn call_back(house: &House, id: &str, intent: &str) -> Answer {
    let body = event(id, &json!({ "id": intent, "object": "payment_intent", "metadata": {} }));
    let header = signature(WEBHOOK_SECRET, NOON_SECONDS, &body.to_string());
    house.send("POST", "/webhooks/stripe", &[("stripe-signature", &header)], &body).await
}

async fn settled(house: &House) {
    for _ in 0..8 {
        house.minutes_pass(60);
        house.run_jobs().await;
    }
}

#[tokio::test]
async fn an_event_confirms_the_booking_once_and_only_if_it_is_signed() {
    let (house, stripe) = house(settings(PaymentType::Payment, false)).await;
    let booked = book(&house).await;
    let page = house.get(&format!("/pay/{}", booked.pay)).await;
    assert!(
        page.text.contains("data-key=\"pk_fake\"") && page.text.contains("js.stripe.com"),
        "{}",
        page.text
    );
    let policy = page.headers["content-security-policy"].to_str().expect("a policy").to_owned();
    assert!(policy.contains("script-src 'self' https://js.stripe.com"), "{policy}");
    assert!(policy.contains("connect-src 'self' https://api.stripe.com"), "{policy}");
    house.get(&format!("/pay/{}", booked.pay)).await;
    assert_eq!(stripe.books.borrow().intents.len(), 1, "looking twice opens one payment");
    let intent = stripe.guest_pays();
    let body = event("evt_1", &json!({ "id": intent }));
    for header in [
        "",
        "t=1,v1=00",
        &signature("whsec_other", NOON_SECONDS, &body.to_string()),
        &signature(WEBHOOK_SECRET, NOON_SECONDS - 301, &body.to_string()),
    ] {
        let forged = house.send("POST", "/webhooks/stripe", &[("stripe-signature", header)], &body).await;
        assert_eq!((forged.status, forged.code()), (401, "unauthorized"), "{header}");
    }
    assert_eq!(state(&house, &booked).await.0, "payment_pending");
    for _ in 0..3 {
        assert_eq!(call_back(&house, "evt_1", &intent).await.status, 204);
    }
    assert_eq!(call_back(&house, "evt_2", "pi_of_somebody_else").await.status, 204);
    assert_eq!(state(&house, &booked).await, ("booked".to_owned(), "paid".to_owned()));
    assert_eq!(house.count("payment_log"), 2);
    assert!(
        house.rows().iter().all(|(_, row)| !row.contains("_secret") || row.contains("client_secret")),
        "no secret is kept"
    );
}

#[tokio::test]
async fn a_refund_gets_back_once_whatever_the_network_does() {
    for seed in 0..40 {
        let (house, stripe) = house(settings(PaymentType::Payment, false)).await;
        let booked = book(&house).await;
        house.get(&format!("/pay/{}", booked.pay)).await;
        let intent = stripe.guest_pays();
        call_back(&house, "evt", &intent).await;
        *stripe.faults.borrow_mut() = Some(ChaCha8Rng::seed_from_u64(seed));
        house.delete(&format!("/v1/bookings/{}", booked.manage)).await;
        for _ in 0..30 {
            house.minutes_pass(20);
            house.run_jobs().await;
        }
        *stripe.faults.borrow_mut() = None;
        settled(&house).await;
        assert_eq!(stripe.refunded(), 4_000, "seed {seed}");
        assert_eq!(state(&house, &booked).await, ("cancelled".to_owned(), "refunded".to_owned()));
    }
}

#[tokio::test]
async fn what_is_not_paid_is_called_off_at_stripe_and_what_still_comes_goes_back() {
    let (house, stripe) = house(settings(PaymentType::Payment, false)).await;
    let booked = book(&house).await;
    house.get(&format!("/pay/{}", booked.pay)).await;
    house.minutes_pass(16);
    house.run_jobs().await;
    assert_eq!(stripe.statuses(), ["canceled"]);
    assert_eq!(state(&house, &booked).await, ("voided".to_owned(), "expired".to_owned()));

    let (house, stripe) = self::house(settings(PaymentType::Payment, false)).await;
    let booked = book(&house).await;
    house.get(&format!("/pay/{}", booked.pay)).await;
    stripe.bank_starts();
    house.minutes_pass(16);
    house.run_jobs().await;
    assert_eq!(state(&house, &booked).await.0, "voided", "the table is not kept for a bank");
    stripe.guest_pays();
    // No event comes at all: the hourly sweep finds the payment.
    house.minutes_pass(44);
    house.run_jobs().await;
    settled(&house).await;
    assert_eq!(stripe.refunded(), 4_000);
    assert_eq!(state(&house, &booked).await.1, "refunded");
}

async fn reservation_id(house: &House) -> String {
    let all = house.external("/reservations?from=2027-03-01&to=2027-03-31").await.json;
    all[0]["id"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_card_is_kept_and_a_fee_is_taken_and_given_back() {
    let (house, stripe) = house(settings(PaymentType::Guarantee, false)).await;
    let booked = book(&house).await;
    house.get(&format!("/pay/{}", booked.pay)).await;
    let intent = stripe.guest_pays();
    call_back(&house, "evt", &intent).await;
    assert_eq!(state(&house, &booked).await, ("booked".to_owned(), "guaranteed".to_owned()));
    let id = reservation_id(&house).await;
    house.minutes_pass(3 * 1440);
    house.external_patch(&format!("/reservations/{id}"), &json!({ "status": "no_show" })).await;
    let path = format!("/payments/reservations/{id}");
    stripe.declines_fees.set(true);
    let declined = house.external_post(&format!("{path}/charge"), &json!({ "amount": 1_000 })).await;
    assert_eq!((declined.status, declined.code()), (409, "card_declined"), "{}", declined.text);
    stripe.declines_fees.set(false);
    let charged = house.external_post(&format!("{path}/charge"), &json!({ "amount": 3_000 })).await;
    assert_eq!(charged.json["data"]["paymentDetails"]["chargedAmount"], 30.0, "{}", charged.text);
    let back = house.external_post(&format!("{path}/refund"), &json!({ "amount": 500 })).await;
    assert_eq!(back.json["data"]["paymentDetails"]["amountRefunded"]["fromCharge"], 5.0, "{}", back.text);
    assert_eq!(stripe.refunded(), 500);
}

#[tokio::test]
async fn what_is_set_aside_is_captured_once_and_the_rest_goes_free() {
    let (house, stripe) = house(settings(PaymentType::Payment, true)).await;
    let booked = book(&house).await;
    house.get(&format!("/pay/{}", booked.pay)).await;
    let intent = stripe.guest_pays();
    call_back(&house, "evt", &intent).await;
    assert_eq!(state(&house, &booked).await, ("booked".to_owned(), "reserved".to_owned()));
    let path = format!("/payments/reservations/{}", reservation_id(&house).await);
    let some = house.external_post(&format!("{path}/capture"), &json!({ "amount": 1_500 })).await;
    assert_eq!(some.json["data"]["paymentDetails"]["capturedAmount"], 15.0, "{}", some.text);
    let done = house.external_post(&format!("{path}/complete"), &json!({})).await;
    assert_eq!(done.status, 200, "{}", done.text);
    settled(&house).await;
    let record = house.external(&path).await.json["data"].clone();
    assert_eq!(
        (&record["status"], &record["productList"][0]["reserved"]),
        (&json!("COMPLETED"), &json!(0.0))
    );
}

#[tokio::test]
async fn a_declined_card_is_no_payment_and_a_hold_in_the_last_minute_is() {
    let (house, stripe) = house(settings(PaymentType::Payment, false)).await;
    let booked = book(&house).await;
    house.get(&format!("/pay/{}", booked.pay)).await;
    stripe.bank_declines();
    house.minutes_pass(16);
    house.run_jobs().await;
    assert_eq!(state(&house, &booked).await, ("voided".to_owned(), "expired".to_owned()));

    let (house, stripe) = self::house(settings(PaymentType::Payment, true)).await;
    let booked = book(&house).await;
    house.get(&format!("/pay/{}", booked.pay)).await;
    stripe.guest_pays();
    // No event comes, and the deadline passes.
    house.minutes_pass(16);
    house.run_jobs().await;
    assert_eq!(stripe.statuses(), ["requires_capture"], "what has come is not called off");
    assert_eq!(state(&house, &booked).await, ("booked".to_owned(), "reserved".to_owned()));
}
