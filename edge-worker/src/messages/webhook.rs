//! Webhooks: where a restaurant's systems are notified of changes, and how messages are signed.
//!
//! The messages themselves are written by triggers (`migrations/0008_webhooks.sql`), in the batch of the change.

use api::access::webhook::Topic;
use api::{Timestamp, Webhook};
use serde::Deserialize;
use standardwebhooks::Webhook as Signer;

use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::secret;

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

/// The secret that signs a webhook's messages. It is derived from the webhook's id, and not stored.
pub(crate) fn signing_secret(app: &App, webhook_id: &str) -> Result<String, Failure> {
    use base64::Engine;
    let digest = secret::keyed_digest(&app.environment.token_secret, "webhook", &[webhook_id])?;
    Ok(format!("whsec_{}", base64::engine::general_purpose::STANDARD.encode(digest)))
}

/// The headers of a message by the Standard Webhooks scheme.
pub(crate) fn signed(
    app: &App,
    webhook_id: &str,
    message_id: &str,
    body: &str,
) -> Result<Vec<(&'static str, String)>, Failure> {
    let seconds = app.now_ms.div_euclid(1000);
    let signature = Signer::new(&signing_secret(app, webhook_id)?)
        .and_then(|signer| signer.sign(message_id, seconds, body.as_bytes()))
        .map_err(Failure::internal)?;
    Ok(vec![
        ("content-type", "application/json".to_owned()),
        (standardwebhooks::HEADER_WEBHOOK_ID, message_id.to_owned()),
        (standardwebhooks::HEADER_WEBHOOK_TIMESTAMP, seconds.to_string()),
        (standardwebhooks::HEADER_WEBHOOK_SIGNATURE, signature),
    ])
}
