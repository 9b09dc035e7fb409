//! The signature of a callback: `t=<seconds>,v1=<hex of HMAC-SHA256 of "<seconds>.<raw body>">`, with several `v1`
//! while a secret is rotated. The scheme is Stripe's (docs.stripe.com/webhooks#verify-manually), and the sandbox's.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::platform::secret::hex;

/// Callbacks that were signed longer ago, or further ahead, are rejected, since they may be replayed.
const TOLERANCE_SECONDS: i64 = 300;

/// Why a callback is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignatureFault {
    /// The header is malformed.
    Malformed,
    /// No signature matches.
    Forged,
    /// It was signed too long ago, or too far ahead.
    Stale,
}

/// Verifies that this body was signed with the secret around `now_seconds`.
pub(crate) fn verify(
    secret: &str,
    header: &str,
    body: &[u8],
    now_seconds: i64,
) -> Result<(), SignatureFault> {
    let mut timestamp = None;
    let mut signatures = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", seconds)) => timestamp = seconds.parse::<i64>().ok(),
            Some(("v1", signature)) => signatures.push(signature),
            // Signatures of older schemes are ignored.
            Some(_) => {}
            None => return Err(SignatureFault::Malformed),
        }
    }
    let timestamp = timestamp.filter(|_| !signatures.is_empty()).ok_or(SignatureFault::Malformed)?;
    let expected = signature(secret, timestamp, body).ok_or(SignatureFault::Malformed)?;
    let is_ours = |given: &&str| bool::from(given.as_bytes().ct_eq(expected.as_bytes()));
    if !signatures.iter().any(is_ours) {
        return Err(SignatureFault::Forged);
    }
    let is_fresh = now_seconds.saturating_sub(timestamp).saturating_abs() <= TOLERANCE_SECONDS;
    is_fresh.then_some(()).ok_or(SignatureFault::Stale)
}

/// The header for a body that is signed now.
pub(crate) fn sign(secret: &str, body: &[u8], now_seconds: i64) -> Option<String> {
    Some(format!("t={now_seconds},v1={}", signature(secret, now_seconds, body)?))
}

fn signature(secret: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(timestamp.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(hex(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_test_secret";
    const BODY: &[u8] = br#"{"id":"evt_1"}"#;
    const NOW: i64 = 1_803_985_200;

    fn verdict(header: &str, body: &[u8], now: i64) -> Result<(), SignatureFault> {
        verify(SECRET, header, body, now)
    }

    #[test]
    fn what_was_signed_is_believed_for_five_minutes() {
        let header = sign(SECRET, BODY, NOW).expect("a header");
        assert_eq!(verdict(&header, BODY, NOW), Ok(()));
        assert_eq!(verdict(&header, BODY, NOW + 300), Ok(()));
        assert_eq!(verdict(&header, BODY, NOW - 300), Ok(()));
        assert_eq!(verdict(&header, BODY, NOW + 301), Err(SignatureFault::Stale));
        assert_eq!(verdict(&header, BODY, NOW - 301), Err(SignatureFault::Stale));
        assert_eq!(verify("whsec_other", &header, BODY, NOW), Err(SignatureFault::Forged));
        for i in 0..BODY.len() {
            let mut tampered = BODY.to_vec();
            tampered[i] ^= 1;
            assert_eq!(verdict(&header, &tampered, NOW), Err(SignatureFault::Forged), "byte {i}");
        }
    }

    #[test]
    fn one_of_several_signatures_is_enough_and_other_schemes_stand_beside_it() {
        let ours = sign(SECRET, BODY, NOW).expect("a header");
        let own = ours.split_once(",v1=").expect("a signature").1;
        let other = sign("whsec_old", BODY, NOW).expect("a header");
        assert_eq!(verdict(&format!("{other},v1={own},v0=abc"), BODY, NOW), Ok(()));
        assert_eq!(verdict(&format!("t={NOW},v0={own}"), BODY, NOW), Err(SignatureFault::Malformed));
    }

    #[test]
    fn a_vector_that_was_computed_elsewhere() {
        // printf '1492774577.{"id":"evt_test"}' | openssl dgst -sha256 -hmac whsec_test_secret
        let header = "t=1492774577,v1=22f7d74836ddad3284a2b80853dd2fe731655c1bfddcff3c3666a500cf3abd80";
        let verdict = verify(SECRET, header, br#"{"id":"evt_test"}"#, 1_492_774_577);
        assert_eq!(verdict, Ok(()));
    }

    #[test]
    fn nonsense_is_malformed_and_never_a_panic() {
        for header in
            ["", ",", "t=", "t=x,v1=", "v1=abc", "t=1", "t=9223372036854775807,v1=00", "🙂", "t=1,v1"]
        {
            assert!(verdict(header, BODY, NOW).is_err(), "{header}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_header_and_no_body_is_believed_that_was_not_signed(
            header in ".{0,80}", body in proptest::collection::vec(proptest::num::u8::ANY, 0..80),
        ) {
            proptest::prop_assert!(verdict(&header, &body, NOW).is_err());
        }

        #[test]
        fn a_signature_that_differs_in_a_symbol_is_forged(at in 0usize..64, symbol in "[0-9a-f]") {
            let header = sign(SECRET, BODY, NOW).expect("a header");
            let start = header.find("v1=").expect("a signature") + 3 + at;
            let mut other = header.clone();
            other.replace_range(start..=start, &symbol);
            proptest::prop_assert_eq!(verdict(&other, BODY, NOW).is_ok(), other == header);
        }
    }
}
