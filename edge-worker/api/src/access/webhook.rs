//! Webhooks: how a restaurant's systems are notified of changes.

use serde::{Deserialize, Serialize};

use crate::basics::date::Timestamp;

/// A kind of change that a webhook is notified of: `reservation` (message types `reservation.created` and
/// `reservation.changed`), `gift_card` (`gift_card.changed`) or `call` (`call.changed`).
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

/// A webhook to create.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookRequest {
    /// Where messages are posted to: an https URL with a public host name and no port, at most 2000 characters.
    pub url: String,
    /// The kinds of changes it is notified of; at least one.
    pub events: Vec<Topic>,
}

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Webhook {
    /// Id of the webhook.
    pub id: String,
    /// Where messages are posted to.
    pub url: String,
    /// The kinds of changes it is notified of.
    pub events: Vec<Topic>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When its URL answered 410, after which nothing is sent any more; `null` if it did not.
    pub gone_at: Option<Timestamp>,
    /// The secret that signs its messages by the Standard Webhooks scheme: `whsec_...`. Shown only when it is created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// A message to a webhook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookMessage {
    /// The value of its `webhook-id` header, the same for every attempt.
    pub id: String,
    /// The type of the message, such as `reservation.changed`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What changed: ids and, by type, a few fields; not the object itself.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub data: serde_json::Value,
    /// When the change happened.
    pub timestamp: Timestamp,
    /// Number of attempts so far.
    pub attempts: u16,
    /// When it was answered with 2xx; `null` if it was not.
    pub delivered_at: Option<Timestamp>,
    /// When it is sent next; `null` if it is not sent any more.
    pub next_attempt_at: Option<Timestamp>,
    /// Why the last failed attempt failed.
    pub last_error: Option<String>,
}

/// Which messages to send again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Replay {
    /// Messages of changes at or after this time are sent again.
    pub since: Timestamp,
}

/// The number of messages that are sent again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Replayed {
    /// Number of messages.
    pub messages: u32,
}
