//! The addresses from which simulated guests come.

/// The address of the guest who sends a request under this key: each in a network of their own, so that nobody uses up
/// another one's budget.
#[must_use]
pub fn address(key: &str) -> String {
    let number = key.bytes().fold(17_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    let [a, b, c, _] = number.to_le_bytes();
    format!("{}.{b}.{c}.1", a % 200 + 1)
}
