//! Keys that nobody else has.

/// 128 random bits. Not `randomUUID`: host pages without TLS, as in development, do not have it.
pub(crate) fn random_key() -> String {
    let mut bytes = [0u8; 16];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    if crypto.is_none_or(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_err()) {
        // Every browser that runs wasm has it; weaker randomness still makes keys that do not meet.
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
