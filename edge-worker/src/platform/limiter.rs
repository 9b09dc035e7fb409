//! How much one caller may ask: the platform's limiter, at each of its places by itself.

use async_trait::async_trait;

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
