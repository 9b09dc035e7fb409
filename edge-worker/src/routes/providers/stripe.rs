//! POST /webhooks/stripe: Stripe says that something may have happened to a payment.

use api::Code;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

use crate::app::App;
use crate::payment::stripe;
use crate::problem::Failure;

const SIGNATURE: &str = "stripe-signature";

/// Heard, whether or not it was news; otherwise Stripe calls again, for three days.
#[worker::send]
pub(crate) async fn hear(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Failure> {
    let account = app.environment.stripe.as_ref();
    let account = account.ok_or_else(|| Failure::new(Code::NotFound, "there is nothing at this address"))?;
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    stripe::hear(&app, &account.webhook_secret, signature, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}
