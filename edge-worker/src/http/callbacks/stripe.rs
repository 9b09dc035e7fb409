//! POST /webhooks/stripe: handles Stripe's callbacks, which say that a payment may have changed.

use api::Code;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};

use crate::operations::handle_callback::handle_callback;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;
use crate::providers::stripe;

const SIGNATURE: &str = "stripe-signature";

/// Answers 204 whether or not the callback was new. After any other answer Stripe calls again, for three days.
#[send]
pub(crate) async fn handle(app: App, headers: HeaderMap, body: Bytes) -> Result<StatusCode, Failure> {
    let account = app.environment.stripe.as_ref();
    let account = account.ok_or_else(|| Failure::new(Code::NotFound, "there is nothing at this address"))?;
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let callback = stripe::verify_callback(&account.webhook_secret, signature, &body, app.now_ms)?;
    handle_callback(&app, stripe::NAME, &callback).await?;
    Ok(StatusCode::NO_CONTENT)
}
