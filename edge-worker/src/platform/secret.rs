//! Random ids and keyed digests.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::platform::failure::Failure;
use crate::platform::random;

/// The SHA-256 digest as hexadecimal text. Sufficient for keys with 128 random bits.
pub(crate) fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// A fingerprint of several parts that depends on where each ends.
pub(crate) fn fingerprint(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize())
}

/// The token that opens a reservation for its guest: 132 bits that only the holder of the secret can derive, so the
/// token need not be stored.
pub(crate) fn manage_token(secret: &str, reservation_id: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(b"manage:");
    mac.update(reservation_id.as_bytes());
    let token = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    token.get(..22).map(str::to_owned)
}

/// A digest that only the holder of the secret can derive; `purpose` separates different uses.
pub(crate) fn keyed_digest(secret: &str, purpose: &str, parts: &[&str]) -> Result<[u8; 32], Failure> {
    let parts: Vec<&[u8]> =
        std::iter::once(purpose).chain(parts.iter().copied()).map(str::as_bytes).collect();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map_err(|_| Failure::internal("the secret cannot be used"))?;
    mac.update(fingerprint(&parts).as_bytes());
    Ok(mac.finalize().into_bytes().into())
}

/// Symbols without look-alikes, derived from a keyed digest.
pub(crate) fn symbols_of(digest: &[u8; 32], count: usize) -> String {
    digest.iter().take(count).map(|byte| symbol(*byte)).collect()
}

/// Compares two secrets in constant time.
pub(crate) fn is_same(a: &str, b: &str) -> bool {
    digest(a).as_bytes().ct_eq(digest(b).as_bytes()).into()
}

/// A new random id.
pub(crate) fn id() -> String {
    random::uuid().to_string()
}

/// A number to be quoted on the phone: six symbols without look-alikes.
pub(crate) fn reservation_number() -> Result<String, Failure> {
    symbols::<6>()
}

/// 32 letters and digits that are not confused with one another when read or heard.
const SYMBOLS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Random symbols without look-alikes, of five bits each.
pub(crate) fn symbols<const N: usize>() -> Result<String, Failure> {
    Ok(random::bytes::<N>()?.into_iter().map(symbol).collect())
}

fn symbol(byte: u8) -> char {
    SYMBOLS.get(usize::from(byte % 32)).copied().map_or('2', char::from)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
