//! POST /webhooks/sandbox: handles the built-in provider's callbacks, which say that a payment may have changed.

use api::Code;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};

use crate::operations::handle_callback::handle_callback;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;
use crate::providers::sandbox;

const SIGNATURE: &str = "sandbox-signature";

/// Answers 204 whether or not the callback was new. After any other answer the provider calls again.
#[send]
pub(crate) async fn handle(app: App, headers: HeaderMap, body: Bytes) -> Result<StatusCode, Failure> {
    if !app.environment.is_development {
        return Err(Failure::new(Code::NotFound, "there is nothing at this address"));
    }
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let callback = sandbox::verify_callback(&app, signature, &body)?;
    handle_callback(&app, sandbox::NAME, &callback).await?;
    Ok(StatusCode::NO_CONTENT)
}
