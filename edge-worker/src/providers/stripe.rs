//! Stripe: PaymentIntents for deposits, SetupIntents for guarantees, off-session PaymentIntents for fees, and
//! refunds.
//!
//! Facts that this relies on (docs.stripe.com): a POST under a known Idempotency-Key returns the first answer for at
//! least a day, so anything older is looked up by its metadata before it is repeated (api/idempotent_requests); a
//! payment is captured once, and a partial capture voids the rest (payments/place-a-hold-on-a-payment-method); events
//! come twice and in any order, and only trigger a fetch (webhooks).

use api::configuration::payment_terms::PaymentType;
use api::{Code, FieldError};
use async_trait::async_trait;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::form_urlencoded::Serializer;

use crate::platform::context::Context;
use crate::platform::environment::StripeAccount;
use crate::platform::failure::Failure;
use crate::platform::outbound::Message;
use crate::platform::payment_provider::{
    Callback, Intent, Movement, MovementKind, Opened, Order, OrderKind, Page, Provider, ProviderError,
    ProviderPayment,
};
use crate::providers::signature;

/// Its name in our ledger.
pub const NAME: &str = "stripe";
/// The API version that this was written for. It is pinned, since an account's default must not change what we read.
const VERSION: &str = "2024-06-20";

/// The API of Stripe, for one account.
#[derive(Clone, Debug)]
pub struct Stripe {
    /// The account.
    pub account: StripeAccount,
}

#[derive(Debug, Deserialize)]
struct PaymentIntent {
    id: String,
    status: String,
    amount: i64,
    client_secret: Option<String>,
    #[serde(default)]
    amount_received: i64,
    #[serde(default)]
    currency: String,
    /// Set if it was expanded; otherwise it is only an id, which is ignored.
    #[serde(default, deserialize_with = "in_full")]
    latest_charge: Option<Charge>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Debug, Deserialize)]
struct Charge {
    #[serde(default)]
    status: String,
}

fn in_full<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Charge>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}

#[derive(Debug, Deserialize)]
struct SetupIntent {
    id: String,
    status: String,
    client_secret: Option<String>,
    customer: Option<String>,
    payment_method: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Metadata {
    order_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Refund {
    id: String,
    amount: i64,
    #[serde(default)]
    currency: String,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Debug, Deserialize)]
struct Customer {
    id: String,
}

#[derive(Debug, Deserialize)]
struct List<T> {
    data: Vec<T>,
}

#[derive(Debug, Default, Deserialize)]
struct Fault {
    #[serde(default)]
    error: FaultBody,
}

#[derive(Debug, Default, Deserialize)]
struct FaultBody {
    code: Option<String>,
    message: Option<String>,
}

impl Stripe {
    async fn ask<T: DeserializeOwned>(
        &self,
        context: &Context,
        message: Message,
    ) -> Result<T, ProviderError> {
        let reply = context.outbound.send(&message).await.map_err(ProviderError::Unknown)?;
        if (200..300).contains(&reply.status) {
            return serde_json::from_str(&reply.body)
                .map_err(|error| ProviderError::Unknown(error.to_string()));
        }
        let FaultBody { code, message } =
            serde_json::from_str::<Fault>(&reply.body).unwrap_or_default().error;
        let why = code.or(message).unwrap_or_else(|| format!("status {}", reply.status));
        Err(match reply.status {
            402 => ProviderError::Declined(why),
            // Other errors (a wrong or limited key, a conflict, a rate limit) say nothing about the payment.
            400 | 404 => ProviderError::Refused(why),
            _ => ProviderError::Unknown(why),
        })
    }

    async fn get<T: DeserializeOwned>(&self, context: &Context, path: &str) -> Result<T, ProviderError> {
        let url = format!("{}/v1/{path}", self.account.api);
        self.ask(context, Message { method: "GET", url, headers: self.headers(None), body: String::new() })
            .await
    }

    async fn post<T: DeserializeOwned>(
        &self,
        context: &Context,
        path: &str,
        key: &str,
        fields: &[(&str, &str)],
    ) -> Result<T, ProviderError> {
        let url = format!("{}/v1/{path}", self.account.api);
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        self.ask(context, Message { method: "POST", url, headers: self.headers(Some(key)), body }).await
    }

    fn headers(&self, key: Option<&str>) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("authorization", format!("Bearer {}", self.account.secret_key)),
            ("stripe-version", VERSION.to_owned()),
        ];
        if let Some(key) = key {
            headers.push(("idempotency-key", key.to_owned()));
            headers.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
        }
        headers
    }

    fn opened(&self, reference: String, client_secret: Option<String>) -> Opened {
        let (client_secret, publishable_key) =
            (client_secret.unwrap_or_default(), self.account.publishable_key.clone());
        Opened { reference, page: Page::Stripe { client_secret, publishable_key } }
    }

    /// Fetches a payment that was opened before. Its idempotency key may have expired, so repeating the POST could
    /// create another.
    async fn reopen(&self, context: &Context, reference: &str) -> Result<Opened, ProviderError> {
        if is_guarantee(reference) {
            let intent: SetupIntent = self.get(context, &format!("setup_intents/{reference}")).await?;
            return Ok(self.opened(intent.id, intent.client_secret));
        }
        let intent: PaymentIntent = self.get(context, &format!("payment_intents/{reference}")).await?;
        Ok(self.opened(intent.id, intent.client_secret))
    }

    /// The card on file, and the fees that were charged to it.
    async fn guarantee(&self, context: &Context, reference: &str) -> Result<ProviderPayment, ProviderError> {
        let intent: SetupIntent = self.get(context, &format!("setup_intents/{reference}")).await?;
        let mut remote = ProviderPayment { is_over: intent.status == "canceled", movements: Vec::new() };
        if intent.status != "succeeded" {
            return Ok(remote);
        }
        remote.movements.push(movement(MovementKind::CardOnFile, 0, &intent.id, None));
        let Some(customer) = intent.customer else { return Ok(remote) };
        // The customer is used for this payment only.
        let fees: List<PaymentIntent> = self
            .get(
                context,
                &format!("payment_intents?customer={customer}&limit=100&expand[]=data.latest_charge"),
            )
            .await?;
        for fee in fees.data.into_iter().rev().filter(|fee| fee.status == "succeeded") {
            remote.movements.push(movement(
                MovementKind::Charged,
                fee.amount_received / factor(&fee.currency),
                &fee.id,
                fee.metadata.order_id.clone(),
            ));
            remote.movements.extend(self.refunds(context, &fee.id).await?);
        }
        Ok(remote)
    }

    async fn deposit(&self, context: &Context, reference: &str) -> Result<ProviderPayment, ProviderError> {
        let intent: PaymentIntent =
            self.get(context, &format!("payment_intents/{reference}?expand[]=latest_charge")).await?;
        let mut remote = ProviderPayment { is_over: intent.status == "canceled", movements: taken(&intent) };
        if intent.status == "succeeded" {
            remote.movements.extend(self.refunds(context, reference).await?);
        }
        Ok(remote)
    }

    async fn refunds(&self, context: &Context, intent: &str) -> Result<Vec<Movement>, ProviderError> {
        let refunds: List<Refund> =
            self.get(context, &format!("refunds?payment_intent={intent}&limit=100")).await?;
        let has_failed =
            |refund: &Refund| refund.status.as_deref().is_some_and(|s| s == "failed" || s == "canceled");
        let refunds = refunds.data.into_iter().rev().filter(|refund| !has_failed(refund));
        let of = || MovementKind::Refunded(intent.to_owned());
        Ok(refunds
            .map(|refund| {
                movement(of(), refund.amount / factor(&refund.currency), &refund.id, refund.metadata.order_id)
            })
            .collect())
    }

    /// Captures what was authorized. Possible once, and voids the rest.
    async fn capture(&self, context: &Context, order: &Order) -> Result<Movement, ProviderError> {
        let path = format!("payment_intents/{}/capture", order.payment);
        let amount = (order.amount * factor(&order.currency)).to_string();
        let intent: PaymentIntent =
            self.post(context, &path, &order.id, &[("amount_to_capture", &amount)]).await?;
        Ok(movement(MovementKind::Captured, order.amount, &intent.id, Some(order.id.clone())))
    }

    /// Voids what was authorized. A capture voids the rest automatically, and a part cannot be voided before it.
    async fn release(
        &self,
        context: &Context,
        order: &Order,
        remote: &ProviderPayment,
    ) -> Result<Movement, ProviderError> {
        if let Some(done) = remote.released(order)? {
            return Ok(done.clone());
        }
        let path = format!("payment_intents/{}/cancel", order.payment);
        let intent: PaymentIntent = self.post(context, &path, &order.id, &[]).await?;
        Ok(movement(MovementKind::Voided, order.amount, &intent.id, Some(order.id.clone())))
    }

    async fn charge(&self, context: &Context, order: &Order) -> Result<Movement, ProviderError> {
        let intent: SetupIntent = self.get(context, &format!("setup_intents/{}", order.payment)).await?;
        let card = intent.customer.zip(intent.payment_method);
        let (customer, card) = card.ok_or_else(|| ProviderError::Refused("no card is kept".to_owned()))?;
        let (amount, currency) =
            ((order.amount * factor(&order.currency)).to_string(), order.currency.to_ascii_lowercase());
        let fields = [
            ("amount", amount.as_str()),
            ("currency", &currency),
            ("customer", &customer),
            ("payment_method", &card),
            ("payment_method_types[]", "card"),
            ("off_session", "true"),
            ("confirm", "true"),
            ("metadata[order_id]", &order.id),
        ];
        let intent: PaymentIntent = self.post(context, "payment_intents", &order.id, &fields).await?;
        match intent.status.as_str() {
            "succeeded" => {
                Ok(movement(MovementKind::Charged, order.amount, &intent.id, Some(order.id.clone())))
            }
            "processing" => Err(ProviderError::Unknown("the bank is at it".to_owned())),
            other => Err(ProviderError::Declined(other.to_owned())),
        }
    }
}

/// Stripe counts some currencies without a minor unit as if they had one (docs.stripe.com/currencies#special-cases).
fn factor(currency: &str) -> i64 {
    if ["isk", "ugx"].contains(&currency.to_ascii_lowercase().as_str()) { 100 } else { 1 }
}

fn movement(kind: MovementKind, amount: i64, reference: &str, order_id: Option<String>) -> Movement {
    Movement { kind, amount, reference: reference.to_owned(), order_id }
}

/// The movements of a PaymentIntent.
fn taken(intent: &PaymentIntent) -> Vec<Movement> {
    let of = |kind, amount| movement(kind, amount / factor(&intent.currency), &intent.id, None);
    let reserved = of(MovementKind::Authorized, intent.amount);
    match intent.status.as_str() {
        "requires_capture" => vec![reserved],
        "succeeded" => {
            let rest = intent.amount - intent.amount_received;
            let released = (0 < rest).then(|| of(MovementKind::Voided, rest));
            [reserved, of(MovementKind::Captured, intent.amount_received)]
                .into_iter()
                .chain(released)
                .collect()
        }
        // Cancelled by us, or expired after a week.
        "canceled" if intent.latest_charge.as_ref().is_some_and(|charge| charge.status == "succeeded") => {
            vec![reserved, of(MovementKind::Voided, intent.amount)]
        }
        _ => Vec::new(),
    }
}

fn is_guarantee(reference: &str) -> bool {
    reference.starts_with("seti_")
}

#[async_trait(?Send)]
impl Provider for Stripe {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn open(&self, context: &Context, intent: &Intent) -> Result<Opened, ProviderError> {
        let Intent { payment_id, kind, amount, currency, captures_later, reference, .. } = intent;
        if let Some(reference) = reference {
            return self.reopen(context, reference).await;
        }
        if *kind == PaymentType::Guarantee {
            let key = format!("{payment_id}-customer");
            let customer: Customer =
                self.post(context, "customers", &key, &[("metadata[payment_id]", payment_id)]).await?;
            let fields = [
                ("customer", customer.id.as_str()),
                ("usage", "off_session"),
                ("payment_method_types[]", "card"),
                ("metadata[payment_id]", payment_id),
            ];
            let setup: SetupIntent = self.post(context, "setup_intents", payment_id, &fields).await?;
            return Ok(self.opened(setup.id, setup.client_secret));
        }
        let amount = (amount * factor(currency)).to_string();
        let currency = currency.to_ascii_lowercase();
        let fields = [
            ("amount", amount.as_str()),
            ("currency", &currency),
            ("capture_method", if *captures_later { "manual" } else { "automatic" }),
            ("payment_method_types[]", "card"),
            ("metadata[payment_id]", payment_id),
        ];
        let intent: PaymentIntent = self.post(context, "payment_intents", payment_id, &fields).await?;
        Ok(self.opened(intent.id, intent.client_secret))
    }

    async fn fetch(&self, context: &Context, reference: &str) -> Result<ProviderPayment, ProviderError> {
        if is_guarantee(reference) {
            self.guarantee(context, reference).await
        } else {
            self.deposit(context, reference).await
        }
    }

    async fn cancel(&self, context: &Context, reference: &str) -> Result<ProviderPayment, ProviderError> {
        let remote = self.fetch(context, reference).await?;
        if remote.is_over || !remote.movements.is_empty() {
            return Ok(remote);
        }
        let what = if is_guarantee(reference) { "setup_intents" } else { "payment_intents" };
        // A new key each time: cancelling twice is harmless, and a failure must not be repeated for a day.
        let key = format!("{reference}-cancel-{}", context.now_ms);
        let answer =
            self.post::<serde_json::Value>(context, &format!("{what}/{reference}/cancel"), &key, &[]).await;
        let remote = self.fetch(context, reference).await?;
        match answer {
            Err(error) if !remote.is_over && remote.movements.is_empty() => Err(error),
            _ => Ok(remote),
        }
    }

    async fn execute(&self, context: &Context, order: &Order) -> Result<Movement, ProviderError> {
        // Keys expire after a day, and orders do not: check first what has happened.
        let remote = self.fetch(context, &order.payment).await?;
        if let Some(done) = remote.of_order(order) {
            return Ok(done.clone());
        }
        match &order.kind {
            OrderKind::Capture => self.capture(context, order).await,
            OrderKind::Void => self.release(context, order, &remote).await,
            OrderKind::Charge => self.charge(context, order).await,
            OrderKind::Refund(of) => {
                let amount = (order.amount * factor(&order.currency)).to_string();
                let fields =
                    [("payment_intent", of.as_str()), ("amount", &amount), ("metadata[order_id]", &order.id)];
                let refund: Refund = self.post(context, "refunds", &order.id, &fields).await?;
                let kind = MovementKind::Refunded(of.clone());
                Ok(movement(kind, order.amount, &refund.id, Some(order.id.clone())))
            }
        }
    }
}

#[derive(Deserialize)]
struct EventBody {
    id: String,
    data: EventData,
}

#[derive(Deserialize)]
struct EventData {
    object: EventObject,
}

/// What an event is about: an intent, or something that belongs to one.
#[derive(Deserialize)]
struct EventObject {
    id: String,
    payment_intent: Option<String>,
    #[serde(default)]
    metadata: EventMetadata,
}

#[derive(Default, Deserialize)]
struct EventMetadata {
    payment_id: Option<String>,
}

/// Verifies and reads an event that was signed with the webhook's secret.
///
/// # Errors
/// `unauthorized` if the signature is invalid; `invalid_input`.
pub(crate) fn verify_callback(
    webhook_secret: &str,
    header: &str,
    body: &[u8],
    now_ms: i64,
) -> Result<Callback, Failure> {
    signature::verify(webhook_secret, header, body, now_ms.div_euclid(1000))
        .map_err(|fault| Failure::new(Code::Unauthorized, format!("the event is not signed: {fault:?}")))?;
    let event: EventBody = serde_json::from_slice(body)
        .map_err(|error| Failure::invalid(vec![FieldError::new("", error.to_string())]))?;
    let EventObject { id, payment_intent, metadata } = event.data.object;
    let references = std::iter::once(id).chain(payment_intent).collect();
    Ok(Callback { event_id: event.id, references, payment_id: metadata.payment_id })
}
