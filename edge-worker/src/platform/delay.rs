//! Random delays.

use crate::platform::random;

/// Waits for a random time of less than `limit_ms` milliseconds.
pub(crate) async fn up_to(limit_ms: u32) {
    // Without randomness there is no delay, which only costs another try.
    let random = random::bytes().unwrap_or_default();
    let millis = u32::from_le_bytes(random) % limit_ms;
    #[cfg(target_arch = "wasm32")]
    worker::Delay::from(std::time::Duration::from_millis(millis.into())).await;
    // Native tests have one thread, so there is nothing to wait for.
    #[cfg(not(target_arch = "wasm32"))]
    let _ = millis;
}
