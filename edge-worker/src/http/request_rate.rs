//! Rate limits, by client address and by API key.

use api::Code;
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::house::visitor::Prefixes;
use crate::http::visitor::client;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::{secret, send};

/// The period of the limits in `wrangler.toml`.
const PERIOD_SECONDS: i64 = 60;

/// Answers 429 above the limit of a client address, or of a key from any address.
#[send]
pub(crate) async fn limit(app: App, request: Request, next: Next) -> Response {
    let headers = request.headers();
    // Only digests are passed on. Invented keys do not evade the limit, since the address is counted as well.
    let address = secret::fingerprint(&[b"address", Prefixes::of(client(headers)).address.as_bytes()]);
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
