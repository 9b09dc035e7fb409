//! Webhooks: what a restaurant's systems hear, signed, and again until they take it.

use std::cell::RefCell;
use std::sync::Arc;

use api::booking::webhook_event::{CallChanged, GiftCardChanged, ReservationChanged};
use async_trait::async_trait;
use edge_worker::platform::outbound::{Message, Outbound, Reply};
use serde_json::{Value, json};

use crate::house::{House, dinner};

/// The other side: it answers with the status it is told, and remembers what it got.
#[derive(Default)]
struct Receiver {
    status: RefCell<u16>,
    got: RefCell<Vec<Message>>,
}

// The tests have one thread.
#[expect(unsafe_code, reason = "a port must be Send and Sync; nothing here changes threads")]
unsafe impl Send for Receiver {}
#[expect(unsafe_code, reason = "a port must be Send and Sync; nothing here changes threads")]
unsafe impl Sync for Receiver {}

#[async_trait(?Send)]
impl Outbound for Receiver {
    async fn send(&self, message: &Message) -> Result<Reply, String> {
        self.got.borrow_mut().push(message.clone());
        Ok(Reply { status: *self.status.borrow(), body: String::new() })
    }
}

impl Receiver {
    fn took(&self) -> Vec<Message> {
        std::mem::take(&mut self.got.borrow_mut())
    }
}

async fn house(status: u16) -> (House, Arc<Receiver>, Value) {
    let receiver = Arc::new(Receiver { status: RefCell::new(status), ..Receiver::default() });
    let house = House::new().await.sending_to(receiver.clone());
    let body =
        json!({ "url": "https://pos.example.com/couvert", "events": ["reservation", "call", "gift_card"] });
    let webhook = house.external_post("/webhooks", &body).await;
    assert_eq!(webhook.status, 201, "{}", webhook.text);
    (house, receiver, webhook.json)
}

fn header<'a>(message: &'a Message, name: &str) -> &'a str {
    message.headers.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
}

#[tokio::test]
async fn a_new_secret_signs_beside_the_one_before_for_a_day() {
    let (house, receiver, webhook) = house(200).await;
    let path = format!("/webhooks/{}/secret", webhook["id"].as_str().expect("an id"));
    let nothing = json!({});
    let roll = || house.external_post_as("roll-0001", &path, &nothing);
    let rolled = roll().await;
    assert_eq!(rolled.status, 200, "{}", rolled.text);
    assert_ne!(rolled.json["secret"], webhook["secret"]);
    assert_eq!(roll().await.json, rolled.json, "the same request gives the same secret");

    let signed_by = |message: &Message, webhook: &Value| {
        let secret = webhook["secret"].as_str().expect("a secret");
        let signer = standardwebhooks::Webhook::new(secret).expect("a key");
        let at = header(message, "webhook-timestamp").parse().expect("seconds");
        let signature = signer.sign(header(message, "webhook-id"), at, message.body.as_bytes());
        let signature = signature.expect("a signature");
        header(message, "webhook-signature").split(' ').any(|known| known == signature)
    };
    house.post("/reservations", &dinner(2)).await;
    let took = receiver.took();
    assert!(signed_by(&took[0], &rolled.json) && signed_by(&took[0], &webhook), "{:?}", took[0].headers);

    house.minutes_pass(24 * 60);
    house.post("/reservations", &dinner(2)).await;
    let took = receiver.took();
    assert!(signed_by(&took[0], &rolled.json) && !signed_by(&took[0], &webhook), "{:?}", took[0].headers);
    assert_eq!(house.external_post("/webhooks/none/secret", &json!({})).await.status, 404);
}

#[tokio::test]
async fn a_change_is_told_signed_by_the_standard() {
    let (house, receiver, webhook) = house(200).await;
    let booked = house.post("/reservations", &dinner(2)).await;
    assert_eq!(booked.status, 201, "{}", booked.text);
    let took = receiver.took();
    assert_eq!(took.len(), 1);
    let body: Value = serde_json::from_str(&took[0].body).expect("json");
    assert_eq!((&body["type"], &body["data"]["status"]), (&json!("reservation.created"), &json!("booked")));
    assert_eq!(body["timestamp"], "2027-03-02T11:00:00Z");
    let signer =
        standardwebhooks::Webhook::new(webhook["secret"].as_str().expect("a secret")).expect("a key");
    let (id, at) = (header(&took[0], "webhook-id"), header(&took[0], "webhook-timestamp"));
    let signature =
        signer.sign(id, at.parse().expect("seconds"), took[0].body.as_bytes()).expect("a signature");
    assert_eq!(header(&took[0], "webhook-signature"), signature);
    let listed = house.external("/webhooks").await;
    assert_eq!(listed.json[0]["secret"], Value::Null, "the secret is shown once");
    let call = json!({ "id": "call-0000001", "phoneNumber": "+436605512234", "status": "ringing" });
    house.external_post("/phone-numbers/main/calls", &call).await;
    house.external_post("/phone-numbers/main/calls", &call).await;
    let took = receiver.took();
    assert_eq!(took.len(), 1, "what says nothing new is not told");
    assert!(took[0].body.contains("call.changed"));
}

#[tokio::test]
async fn messages_are_those_of_the_openapi_document() {
    let (house, receiver, _) = house(200).await;
    house.post("/reservations", &dinner(2)).await;
    let card = json!({ "amount": 5000, "templateId": "classic", "expiresOnDay": "2050-12-31" });
    let card = house.external_post("/gift-cards", &card).await.json;
    let call = json!({ "id": "call-0000001", "phoneNumber": "+436605512234", "status": "ringing" });
    house.external_post("/phone-numbers/main/calls", &call).await;
    let [reservation, gift_card, call] = &receiver.took()[..] else { panic!("not three messages") };
    let webhooks = house.get("/openapi.json").await.json["webhooks"].take();
    let data = |message: &Message| {
        let mut body: Value = serde_json::from_str(&message.body).expect("json");
        let item = &webhooks[body["type"].as_str().expect("a type")];
        let schema = &item["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"];
        let schema = schema["data"]["$ref"].as_str().expect("a schema").to_owned();
        (schema.rsplit('/').next().expect("a name").to_owned(), body["data"].take())
    };
    let (schema, it) = data(reservation);
    let told: ReservationChanged = serde_json::from_value(it).expect("a change of a reservation");
    assert_eq!((&*schema, told.sequence), ("ReservationChanged", 1));
    let (schema, it) = data(gift_card);
    let told: GiftCardChanged = serde_json::from_value(it).expect("a change of a gift card");
    assert_eq!((&*schema, told.amount, &*told.currency), ("GiftCardChanged", 5000, "EUR"));
    assert_eq!(card["cardId"], told.card_id.as_str());
    let (schema, it) = data(call);
    let told: CallChanged = serde_json::from_value(it).expect("a change of a call");
    assert_eq!((&*schema, &*told.call_id), ("CallChanged", "call-0000001"));
}

#[tokio::test]
async fn what_is_not_taken_is_told_again_under_the_same_id_and_can_be_replayed() {
    let (house, receiver, webhook) = house(500).await;
    house.post("/reservations", &dinner(2)).await;
    let first = receiver.took();
    assert_eq!(first.len(), 1);
    house.run_jobs().await;
    assert_eq!(receiver.took().len(), 0, "not before it is due");
    let mut attempts = 1;
    for _ in 0..(6 * 1440) {
        house.minutes_pass(1);
        house.run_jobs().await;
        let took = receiver.took();
        assert!(took.iter().all(|message| header(message, "webhook-id") == header(&first[0], "webhook-id")));
        attempts += took.len();
    }
    assert_eq!(attempts, 14, "later and later, and then no more");
    *receiver.status.borrow_mut() = 204;
    let at = format!("/webhooks/{}", webhook["id"].as_str().expect("an id"));
    let replayed =
        house.external_post(&format!("{at}/replay"), &json!({ "since": "2027-03-01T00:00:00Z" })).await;
    assert_eq!(replayed.json["messages"], 1, "{}", replayed.text);
    assert_eq!(receiver.took().len(), 1);
    let messages = house.external(&format!("{at}/messages")).await.json;
    assert!(messages[0]["deliveredAt"].is_string(), "{messages}");
    assert_eq!(house.external_delete(&at).await.status, 204);
    house.post("/reservations", &dinner(2)).await;
    assert_eq!(receiver.took().len(), 0);
    assert_eq!(house.external_delete(&at).await.code(), "webhook_not_found");
}

#[tokio::test]
async fn who_says_gone_hears_no_more() {
    let (house, receiver, _) = house(410).await;
    house.post("/reservations", &dinner(2)).await;
    assert_eq!(receiver.took().len(), 1);
    house.post("/reservations", &dinner(2)).await;
    house.minutes_pass(60);
    house.run_jobs().await;
    assert_eq!(receiver.took().len(), 0);
    assert!(house.external("/webhooks").await.json[0]["goneAt"].is_string());
}

#[tokio::test]
async fn nothing_is_sent_where_the_public_does_not_look() {
    let (house, ..) = house(200).await;
    for url in [
        "http://pos.example.com/",
        "https://10.0.0.8/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "https://pos.internal/",
        "https://printer.local/",
        "https://intranet/",
        "https://user:secret@pos.example.com/",
        "https://pos.example.com:8443/",
        "https://167772168/",
        "ftp://pos.example.com/",
        "",
    ] {
        let refused = house.external_post("/webhooks", &json!({ "url": url, "events": ["call"] })).await;
        assert_eq!((refused.status, &refused.json["errors"][0]["pointer"]), (422, &json!("/url")), "{url}");
    }
}
