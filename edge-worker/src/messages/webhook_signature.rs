//! How the messages of webhooks are signed: by the Standard Webhooks scheme, with a secret for each webhook.

use serde::Deserialize;
use standardwebhooks::Webhook as Signer;

use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::secret;

/// How long the secret before a new one signs as well.
const OVERLAP_MS: i64 = 24 * 60 * 60 * 1000;

/// Which secret signs a webhook's messages.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct SecretVersion {
    /// Counts from 1.
    #[serde(rename = "secret_version")]
    pub(crate) number: u32,
    #[serde(rename = "secret_rolled_at")]
    pub(crate) rolled_at: Option<i64>,
}

impl SecretVersion {
    /// The numbers of the secrets that sign now, the newest first.
    fn signing(self, now_ms: i64) -> impl Iterator<Item = u32> {
        let is_overlap = self.rolled_at.is_some_and(|at| now_ms < at + OVERLAP_MS);
        std::iter::once(self.number).chain(is_overlap.then(|| self.number - 1))
    }
}

/// The secret of this version. It is derived from the webhook's id, and not stored.
pub(crate) fn signing_secret(app: &App, webhook_id: &str, version: u32) -> Result<String, Failure> {
    use base64::Engine;
    let version = version.to_string();
    let parts: &[&str] = if version == "1" { &[webhook_id] } else { &[webhook_id, &version] };
    let digest = secret::keyed_digest(&app.environment.root_key, "webhook", parts)?;
    Ok(format!("whsec_{}", base64::engine::general_purpose::STANDARD.encode(digest)))
}

/// The headers of a message by the Standard Webhooks scheme, which separates several signatures by blanks.
pub(crate) fn signed(
    app: &App,
    webhook_id: &str,
    version: SecretVersion,
    message_id: &str,
    body: &str,
) -> Result<Vec<(&'static str, String)>, Failure> {
    let seconds = app.now_ms.div_euclid(1000);
    let sign = |number: u32| {
        Signer::new(&signing_secret(app, webhook_id, number)?)
            .and_then(|signer| signer.sign(message_id, seconds, body.as_bytes()))
            .map_err(Failure::internal)
    };
    let signatures: Vec<String> = version.signing(app.now_ms).map(sign).collect::<Result<_, Failure>>()?;
    Ok(vec![
        ("content-type", "application/json".to_owned()),
        (standardwebhooks::HEADER_WEBHOOK_ID, message_id.to_owned()),
        (standardwebhooks::HEADER_WEBHOOK_TIMESTAMP, seconds.to_string()),
        (standardwebhooks::HEADER_WEBHOOK_SIGNATURE, signatures.join(" ")),
    ])
}
