//! Rate limits for each caller. The platform's limiter counts in each of its locations separately.

use async_trait::async_trait;

/// Counts requests by key.
#[async_trait(?Send)]
pub trait Limiter: Send + Sync {
    /// Whether one more request is within the limit.
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

/// The platform's limiter.
#[cfg(target_arch = "wasm32")]
pub(crate) struct Platform(pub(crate) worker::RateLimiter);

#[cfg(target_arch = "wasm32")]
#[async_trait(?Send)]
impl Limiter for Platform {
    async fn admits(&self, key: &str) -> bool {
        // A failing limiter must not block the restaurant.
        self.0.limit(key.to_owned()).await.map_or(true, |outcome| outcome.success)
    }
}
