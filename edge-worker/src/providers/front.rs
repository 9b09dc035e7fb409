//! Front Payment's *FPGO Connect*. Its reservation record is the document that our own payment record follows.
//!
//! Facts that this relies on (docs.frontpayment.no/books/fpgo-connect): money is authorized first, and captured by a
//! separate request; a capture voids the rest automatically; a card that was authorized once can be charged for the
//! number of days that was requested; 200 and 202 are success, 400, 404 and 417 a refusal, 510 a fault of Front's.
//!
//! There are no idempotency keys. What has happened is therefore looked up before it is requested (again): captures
//! and charges by the order's id in `additionalText`; refunds, which have no text, by how much of the same money was
//! refunded. Sums are derived from the history alone, because the record's own totals contradict it.

use api::basics::currency::{major, minor, minor_digits};
use api::configuration::payment_terms::PaymentType;
use api::{Code, FieldError};
use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Value as Json, json};
use url::form_urlencoded::byte_serialize;

use crate::platform::context::Context;
use crate::platform::environment::FrontAccount;
use crate::platform::failure::Failure;
use crate::platform::outbound::Message;
use crate::platform::payment_provider::{
    Callback, Intent, Movement, MovementKind, Opened, Order, OrderKind, Page, Provider, ProviderError,
    ProviderPayment,
};
use crate::platform::phone;

mod checksum;

/// Its name in our ledger.
pub const NAME: &str = "front";
/// The prefix of our references to payments that only put a card on file.
const KEPT: &str = "kept:";
/// Days for which a card can be charged; the maximum without a special agreement.
const CHARGE_DAYS: &str = "90";
/// How far back changes are requested every hour: a day, in case some runs were missed.
const HISTORY_SECONDS: i64 = 25 * 60 * 60;

/// The API of Front, for one account.
#[derive(Clone, Debug)]
pub struct Front {
    /// The account.
    pub account: FrontAccount,
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    message: String,
    #[serde(default)]
    data: Json,
}

/// The different names that the documentation uses for the same fields.
#[derive(Deserialize)]
struct Submitted {
    #[serde(alias = "reservationUuid", alias = "orderUuid")]
    uuid: String,
    #[serde(alias = "paymentUrl", alias = "checkoutUrl", alias = "paymentLink")]
    url: String,
}

/// The response to a capture or a charge.
#[derive(Deserialize)]
struct Taken {
    uuid: String,
}

#[derive(Deserialize)]
struct HistoryEvent {
    uuid: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    status: String,
    #[serde(default)]
    product_list: Vec<Product>,
    payment_history: History,
}

#[derive(Deserialize)]
struct Product {
    id: i64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct History {
    reserved: Vec<Line>,
    captured: Vec<Line>,
    charged: Vec<Line>,
    refunded: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    /// Seconds since the epoch, as a number or as text.
    #[serde(deserialize_with = "seconds")]
    at: i64,
    amount: f64,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    additional_text: Option<String>,
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let at = Json::deserialize(deserializer)?;
    Ok(at.as_i64().or_else(|| at.as_str()?.parse().ok()).unwrap_or(0))
}

/// Front's id for our reference to a payment.
fn uuid(reference: &str) -> &str {
    reference.strip_prefix(KEPT).unwrap_or(reference)
}

impl Details {
    /// What has happened, by the history.
    fn remote(&self, reference: &str, currency: &str) -> ProviderPayment {
        let History { reserved, captured, charged, refunded } = &self.payment_history;
        let own = uuid(reference);
        let movement = |kind, amount, reference: &str, order: Option<&String>| Movement {
            kind,
            amount,
            reference: reference.to_owned(),
            order_id: order.filter(|text| !text.is_empty()).cloned(),
        };
        let sum = |lines: &[Line]| lines.iter().map(|line| minor(line.amount, currency)).sum::<i64>();
        let took = |lines: &[Line], kind: MovementKind| -> Vec<Movement> {
            let one = |line: &Line| {
                let amount = minor(line.amount, currency);
                movement(kind.clone(), amount, &line.reference, line.additional_text.as_ref())
            };
            lines.iter().map(one).collect()
        };
        let mut movements = Vec::new();
        if !reserved.is_empty() && reference.starts_with(KEPT) {
            movements.push(movement(MovementKind::CardOnFile, 0, own, None));
        } else if !reserved.is_empty() {
            let (aside, taken) = (sum(reserved), sum(captured));
            movements.push(movement(MovementKind::Authorized, aside, own, None));
            movements.extend(took(captured, MovementKind::Captured));
            // Front voids what a capture leaves within days; it is no longer available.
            if taken < aside && (0 < taken || self.is_over()) {
                movements.push(movement(MovementKind::Voided, aside - taken, own, None));
            }
        }
        movements.extend(took(charged, MovementKind::Charged));
        let mut back: Vec<&Line> = refunded.iter().collect();
        back.sort_by_key(|line| line.at);
        for (index, line) in back.iter().enumerate() {
            let earlier = back.iter().take(index).filter(|other| other.reference == line.reference).count();
            let kind = MovementKind::Refunded(line.reference.clone());
            let name = format!("{}-{}", line.reference, earlier + 1);
            movements.push(movement(kind, minor(line.amount, currency), &name, None));
        }
        ProviderPayment { is_over: self.is_over(), movements }
    }

    fn is_over(&self) -> bool {
        ["CANCELLED", "EXPIRED", "COMPLETED"].contains(&self.status.to_ascii_uppercase().as_str())
    }

    /// The id of the only product that we submit.
    fn product(&self) -> Result<i64, ProviderError> {
        let first = self.product_list.first().map(|product| product.id);
        first.ok_or_else(|| ProviderError::Refused("the reservation has no product".to_owned()))
    }
}

impl Front {
    async fn ask<T: DeserializeOwned>(
        &self,
        context: &Context,
        method: &'static str,
        path: &str,
        body: Option<&Json>,
    ) -> Result<T, ProviderError> {
        let headers = vec![
            ("authorization", format!("Bearer {}", self.account.token)),
            ("accept", "application/json".to_owned()),
            ("content-type", "application/json".to_owned()),
        ];
        let url = format!("{}/api/v1/connect/reservations/{path}", self.account.api);
        let body = body.map(Json::to_string).unwrap_or_default();
        let message = Message { method, url, headers, body };
        let reply = context.outbound.send(&message).await.map_err(ProviderError::Unknown)?;
        let envelope: Result<Envelope, _> = serde_json::from_str(&reply.body);
        match (reply.status, envelope) {
            (200 | 202, Ok(envelope)) => serde_json::from_value(envelope.data)
                .map_err(|error| ProviderError::Unknown(format!("{path}: {error}"))),
            (400 | 404 | 417, Ok(envelope)) => Err(ProviderError::Refused(envelope.message)),
            (status, _) => Err(ProviderError::Unknown(format!("status {status}"))),
        }
    }

    async fn details(&self, context: &Context, reference: &str) -> Result<Details, ProviderError> {
        self.ask(context, "GET", &format!("details/{}", uuid(reference)), None).await
    }

    /// Front cancels by a GET with a body, which a Worker cannot send: the note is in the query instead.
    async fn cancel_with_note(
        &self,
        context: &Context,
        reference: &str,
        note: &str,
    ) -> Result<(), ProviderError> {
        let note: String = byte_serialize(note.as_bytes()).collect();
        let path = format!("cancel/{}?note={note}", uuid(reference));
        self.ask::<Json>(context, "GET", &path, None).await.map(drop)
    }

    fn request(&self, context: &Context, intent: &Intent) -> Json {
        let Intent { kind, amount, description, customer, due_at, .. } = intent;
        // A card is put on file by authorizing one major unit, which is voided automatically.
        let amount = if *kind == PaymentType::Guarantee {
            10i64.pow(minor_digits(&self.account.currency))
        } else {
            *amount
        };
        let amount = self.major(amount);
        let (country_code, msisdn) = phone::parts(&customer.phone);
        json!({
            "customerDetails": {
                "type": "private", "countryCode": country_code, "msisdn": msisdn, "email": customer.email,
                "name": customer.name, "preferredLanguage": customer.locale,
                // An address is required, and guests give none: the restaurant's is used.
                "address": { "street": customer.address, "zip": "-", "city": "-", "country": customer.country },
            },
            "orderDate": context.now_ms.div_euclid(1000).to_string(),
            "dueDateForPaymentLink": due_at.div_euclid(1000).to_string(),
            // The guest gets the link from us.
            "sendOrderBy": { "sms": false, "email": false },
            "products": { "0": self.product(description, amount) },
            "orderSummary": { "subTotal": amount, "totalTax": 0, "grandTotal": amount },
            "chargeValidity": CHARGE_DAYS,
            "settings": { "secureDetails": true, "isChargePartiallyRefundable": true },
            "callback": { "callbackUrl": format!("{}/webhooks/front", context.environment.public_url) },
        })
    }

    /// The tax is left at 0: it is not ours to state.
    fn product(&self, name: &str, amount: f64) -> Json {
        json!({ "name": name, "productId": null, "rate": amount, "tax": "0", "amount": amount })
    }

    fn major(&self, minor: i64) -> f64 {
        major(minor, &self.account.currency)
    }

    async fn take(
        &self,
        context: &Context,
        order: &Order,
        call: &str,
        product: Json,
    ) -> Result<String, ProviderError> {
        let body = json!({
            "products": { "0": product }, "grandTotal": self.major(order.amount), "additionalText": order.id,
        });
        let path = format!("{call}/{}", uuid(&order.payment));
        Ok(self.ask::<Taken>(context, "POST", &path, Some(&body)).await?.uuid)
    }

    /// Refunds, unless that has happened already.
    async fn refund(
        &self,
        context: &Context,
        order: &Order,
        details: &Details,
        remote: &ProviderPayment,
        of: &str,
    ) -> Result<Movement, ProviderError> {
        let is_of = |movement: &&Movement| movement.kind == MovementKind::Refunded(of.to_owned());
        let back: Vec<&Movement> = remote.movements.iter().filter(is_of).collect();
        let (times, mut in_our_books) = order.given_back;
        for movement in &back {
            if 0 < in_our_books {
                in_our_books -= movement.amount;
            } else if movement.amount == order.amount {
                return Ok(Movement { order_id: Some(order.id.clone()), ..(*movement).clone() });
            } else {
                // A refund was made at Front directly. Our ledger records it, and what is left is ordered again.
                return Err(ProviderError::Refused("something else came back meanwhile".to_owned()));
            }
        }
        let is_captured = details.payment_history.captured.iter().any(|line| line.reference == of);
        let body = json!({
            "type": "reservation", "grandTotal": self.major(order.amount),
            "products": [{ "id": details.product()?, "amount": self.major(order.amount) }],
            "source": if is_captured { "captured" } else { "charged" }, "reference": of,
        });
        let path = format!("refund/{}", uuid(&order.payment));
        self.ask::<Json>(context, "POST", &path, Some(&body)).await?;
        Ok(Movement {
            kind: MovementKind::Refunded(of.to_owned()),
            amount: order.amount,
            // Front's record may not show accepted refunds yet.
            reference: format!("{of}-{}", back.len().max(times) + 1),
            order_id: Some(order.id.clone()),
        })
    }
}

#[async_trait(?Send)]
impl Provider for Front {
    fn name(&self) -> &'static str {
        NAME
    }

    fn supports(&self, currency: &str) -> bool {
        currency == self.account.currency
    }

    fn captures_at_once(&self) -> bool {
        false
    }

    fn echoes_order_ids(&self) -> bool {
        false
    }

    async fn open(&self, context: &Context, intent: &Intent) -> Result<Opened, ProviderError> {
        if let (Some(reference), Some(url)) = (&intent.reference, &intent.page_url) {
            return Ok(Opened { reference: reference.clone(), page: Page::External { url: url.clone() } });
        }
        let submitted: Submitted =
            self.ask(context, "POST", "submit", Some(&self.request(context, intent))).await?;
        let kept = if intent.kind == PaymentType::Guarantee { KEPT } else { "" };
        Ok(Opened {
            reference: format!("{kept}{}", submitted.uuid),
            page: Page::External { url: submitted.url },
        })
    }

    async fn fetch(&self, context: &Context, reference: &str) -> Result<ProviderPayment, ProviderError> {
        Ok(self.details(context, reference).await?.remote(reference, &self.account.currency))
    }

    async fn cancel(&self, context: &Context, reference: &str) -> Result<ProviderPayment, ProviderError> {
        let remote = self.fetch(context, reference).await?;
        if remote.is_over || !remote.movements.is_empty() {
            return Ok(remote);
        }
        let cancelled = self.cancel_with_note(context, reference, "not paid in time").await;
        let remote = self.fetch(context, reference).await?;
        match cancelled {
            Err(error) if !remote.is_over && remote.movements.is_empty() => Err(error),
            _ => Ok(remote),
        }
    }

    async fn execute(&self, context: &Context, order: &Order) -> Result<Movement, ProviderError> {
        let details = self.details(context, &order.payment).await?;
        let remote = details.remote(&order.payment, &self.account.currency);
        if let Some(done) = remote.of_order(order) {
            return Ok(done.clone());
        }
        let done = |kind, reference: String| Movement {
            kind,
            amount: order.amount,
            reference,
            order_id: Some(order.id.clone()),
        };
        match &order.kind {
            OrderKind::Capture => {
                let product = json!({ "id": details.product()?, "amount": self.major(order.amount) });
                Ok(done(MovementKind::Captured, self.take(context, order, "capture", product).await?))
            }
            OrderKind::Charge => {
                let product = self.product("Fee", self.major(order.amount));
                Ok(done(MovementKind::Charged, self.take(context, order, "charge", product).await?))
            }
            OrderKind::Refund(of) => self.refund(context, order, &details, &remote, of).await,
            OrderKind::Void => {
                if let Some(movement) = remote.released(order)? {
                    return Ok(movement.clone());
                }
                self.cancel_with_note(context, &order.payment, "cancelled").await?;
                Ok(done(MovementKind::Voided, uuid(&order.payment).to_owned()))
            }
        }
    }

    async fn recently_changed(&self, context: &Context) -> Result<Vec<String>, ProviderError> {
        let until = context.now_ms.div_euclid(1000);
        let path = format!("history/{}/{until}", until - HISTORY_SECONDS);
        let events: Vec<HistoryEvent> = self.ask(context, "GET", &path, None).await?;
        let mut references: Vec<String> =
            events.into_iter().flat_map(|event| [format!("{KEPT}{}", event.uuid), event.uuid]).collect();
        references.sort();
        references.dedup();
        Ok(references)
    }
}

/// Verifies and reads the query of a callback.
///
/// # Errors
/// `unauthorized` if it is not from Front; `invalid_input` if something is missing.
pub(crate) fn verify_callback(secret: &str, query: &str, now_ms: i64) -> Result<Callback, Failure> {
    let callback = checksum::verify(secret, query, now_ms.div_euclid(1000)).map_err(|fault| match fault {
        checksum::ChecksumFault::Malformed => {
            Failure::invalid(vec![FieldError::new("", "orderUuid, timestamp and checksum, once each")])
        }
        checksum::ChecksumFault::Forged | checksum::ChecksumFault::Stale => {
            Failure::new(Code::Unauthorized, format!("the callback is not believed: {fault:?}"))
        }
    })?;
    let checksum::SignedQuery { uuid, checksum } = callback;
    Ok(Callback { event_id: checksum, references: vec![format!("{KEPT}{uuid}"), uuid], payment_id: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The amounts in the example of the document that our own record follows.
    #[test]
    fn the_documents_example_adds_up_by_its_history() {
        let example = json!({
            "status": "RESERVED", "productList": [{ "id": 33 }],
            "paymentDetails": { "capturedAmount": 0, "chargedAmount": 11500, "amountRefunded": { "fromCharge": 50 } },
            "paymentHistory": {
                "reserved": [{ "at": "1691392018", "amount": 4500 }],
                "captured": [{ "at": "1693151218", "amount": 2000, "reference": "CAP2042342470", "additionalText": "Note" }],
                "charged": [
                    { "at": "1693151218", "amount": 6000, "reference": "CHA2042342470", "additionalText": "Note" },
                    { "at": "1693282899", "amount": 1500, "reference": "CHA3690404059", "additionalText": "" },
                    { "at": "1693289587", "amount": 4000, "reference": "CHA1082664807", "additionalText": "" },
                ],
                "refunded": [{ "at": 1710737841, "amount": 2000, "reference": "CHA1082664807" }],
            },
        });
        let details: Details = serde_json::from_value(example).expect("details");
        let remote = details.remote("RES3633019929", "NOK");
        let of = |kind: fn(&MovementKind) -> bool| -> i64 {
            remote
                .movements
                .iter()
                .filter(|movement| kind(&movement.kind))
                .map(|movement| movement.amount)
                .sum()
        };
        assert_eq!(of(|kind| *kind == MovementKind::Authorized), 450_000);
        assert_eq!(of(|kind| *kind == MovementKind::Captured), 200_000, "and not 0");
        assert_eq!(of(|kind| *kind == MovementKind::Voided), 250_000);
        assert_eq!(of(|kind| *kind == MovementKind::Charged), 1_150_000);
        assert_eq!(of(|kind| matches!(kind, MovementKind::Refunded(_))), 200_000, "and not 5000");
        let last = remote.movements.last().expect("a refund");
        assert_eq!(last.reference, "CHA1082664807-1");
        assert!(!remote.is_over);
    }
}
