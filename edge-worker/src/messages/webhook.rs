//! Webhooks: where a restaurant's systems are notified of changes.
//!
//! The messages themselves are written by triggers (`migrations/0008_webhooks.sql`, `0020_webhook_currency.sql`), in the batch of the change.

use api::access::webhook::Topic;
use api::{Code, Timestamp, Webhook};
use serde::Deserialize;

use crate::platform::failure::Failure;

/// A webhook, as stored.
#[derive(Debug, Deserialize)]
pub(crate) struct WebhookRow {
    pub(crate) id: String,
    pub(crate) url: String,
    /// A JSON list.
    pub(crate) events: String,
    pub(crate) created_at: i64,
    pub(crate) gone_at: Option<i64>,
}

impl WebhookRow {
    /// The restaurant API's representation.
    pub(crate) fn webhook(self) -> Webhook {
        let events: Vec<Topic> = serde_json::from_str(&self.events).unwrap_or_default();
        Webhook {
            id: self.id,
            url: self.url,
            events,
            created_at: Timestamp::of_millis(self.created_at),
            gone_at: self.gone_at.map(Timestamp::of_millis),
            secret: None,
        }
    }
}

/// The `webhook_not_found` failure.
pub(crate) fn not_found() -> Failure {
    Failure::new(Code::WebhookNotFound, "the restaurant has no such webhook")
}
