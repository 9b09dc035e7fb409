//! How much one caller may ask of the Worker: the platform's limiter, at each of its places by itself.

use std::sync::Arc;

use api::Code;
use async_trait::async_trait;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::problem::Failure;
use crate::secret;

/// The period of the limits in `wrangler.toml`.
const PERIOD_SECONDS: i64 = 60;

/// Counts requests by key.
#[async_trait(?Send)]
pub trait Limiter: Send + Sync {
    /// Whether one more is within the limit.
    async fn admits(&self, key: &str) -> bool;
}

/// No limit.
pub struct Unlimited;

#[async_trait(?Send)]
impl Limiter for Unlimited {
    async fn admits(&self, _: &str) -> bool {
        true
    }
}

/// The platform's.
#[cfg(target_arch = "wasm32")]
pub(crate) struct Platform(pub(crate) worker::RateLimiter);

#[cfg(target_arch = "wasm32")]
#[async_trait(?Send)]
impl Limiter for Platform {
    async fn admits(&self, key: &str) -> bool {
        // A limiter that fails must not stop the restaurant.
        self.0.limit(key.to_owned()).await.map_or(true, |outcome| outcome.success)
    }
}

/// The limiter of requests, as [`App`] has it.
pub(crate) type SharedLimiter = Arc<dyn Limiter>;

/// Who calls, as the platform says; nobody can choose it.
pub(crate) fn client(headers: &HeaderMap) -> &str {
    headers.get("cf-connecting-ip").and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Refuses a caller that asks too much: an address, or a key from wherever.
#[worker::send]
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
