//! Webhooks: how a restaurant's systems hear of changes.

use serde::{Deserialize, Serialize};

use crate::basics::date::Timestamp;

/// What a webhook hears of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Topic {
    /// `reservation.created`, `reservation.changed`.
    Reservation,
    /// `gift_card.changed`.
    GiftCard,
    /// `call.changed`.
    Call,
}

/// A webhook to set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookRequest {
    /// Where messages are posted to: https, a public name.
    pub url: String,
    /// What it hears of; at least one.
    pub events: Vec<Topic>,
}

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Webhook {
    /// Its id.
    pub id: String,
    /// Where messages are posted to.
    pub url: String,
    /// What it hears of.
    pub events: Vec<Topic>,
    /// When it was set up.
    pub created_at: Timestamp,
    /// When the other side answered 410: nothing is sent any more.
    pub gone_at: Option<Timestamp>,
    /// What signs its messages by the Standard Webhooks scheme, `whsec_...`; shown when it is set up, and never again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// A message to a webhook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookMessage {
    /// The `webhook-id` that it is sent with, each time.
    pub id: String,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: String,
    /// To what.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub data: serde_json::Value,
    /// When.
    pub timestamp: Timestamp,
    /// How often it was sent.
    pub attempts: u16,
    /// When it was taken.
    pub delivered_at: Option<Timestamp>,
    /// When it is sent again.
    pub next_attempt_at: Option<Timestamp>,
    /// What came of the last attempt that failed.
    pub last_error: Option<String>,
}

/// Which messages to send again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Replay {
    /// All since then.
    pub since: Timestamp,
}

/// How many messages are sent again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Replayed {
    /// So many.
    pub messages: u32,
}
