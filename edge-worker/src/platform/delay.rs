//! Waiting.

use crate::platform::random;

/// Waits a random time of at most so many milliseconds.
pub(crate) async fn up_to(limit_ms: u32) {
    // Without randomness there is no delay, which only costs another try.
    let random = random::bytes().unwrap_or_default();
    let millis = u32::from_le_bytes(random) % limit_ms;
    #[cfg(target_arch = "wasm32")]
    worker::Delay::from(std::time::Duration::from_millis(millis.into())).await;
    // Natively nobody else runs in the meantime: there is one thread and no waiting.
    #[cfg(not(target_arch = "wasm32"))]
    let _ = millis;
}
