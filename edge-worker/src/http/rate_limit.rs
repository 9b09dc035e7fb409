//! Refuses callers that ask too much.

use api::Code;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::{secret, send};

/// The period of the limits in `wrangler.toml`.
const PERIOD_SECONDS: i64 = 60;

/// Who calls, as the platform says; nobody can choose it.
pub(crate) fn client(headers: &HeaderMap) -> &str {
    headers.get("cf-connecting-ip").and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Refuses a caller that asks too much: an address, or a key from wherever.
#[send]
pub(crate) async fn limit(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    // Only digests leave this place. Whoever makes up keys is still at one address.
    let address = secret::fingerprint(&[b"address", client(headers).as_bytes()]);
    let key =
        headers.get(header::AUTHORIZATION).map(|bearer| secret::fingerprint(&[b"key", bearer.as_bytes()]));
    let is_key_admitted = match &key {
        Some(key) => app.limiter.admits(key).await,
        None => true,
    };
    if is_key_admitted && app.limiter.admits(&address).await {
        return next.run(request).await;
    }
    let failure = Failure::new(Code::TooManyRequests, "too many requests within a minute");
    failure.retry_after(PERIOD_SECONDS).into_response()
}
