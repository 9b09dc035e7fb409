//! POST /webhooks/sandbox: the built-in provider says that something may have happened to a payment.

use api::Code;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

use crate::app::App;
use crate::payment::sandbox;
use crate::problem::Failure;

const SIGNATURE: &str = "sandbox-signature";

/// Heard, whether or not it was news; otherwise the provider calls again.
#[worker::send]
pub(crate) async fn hear(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Failure> {
    if !app.environment.is_development {
        return Err(Failure::new(Code::NotFound, "there is nothing at this address"));
    }
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    sandbox::hear(&app, signature, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}
