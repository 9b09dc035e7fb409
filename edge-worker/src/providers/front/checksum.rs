//! The checksum of Front's callbacks: the hexadecimal SHA-256 of the query's values, in their order and without the
//! checksum itself, followed by a secret (docs.frontpayment.no, *Notifications via Callback URL*).
//!
//! It is not a MAC, and the boundaries between values are not covered: a callback's status and amount are never
//! trusted. It names a payment, which is then fetched.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use url::form_urlencoded;

use crate::platform::secret::hex;

/// Callbacks that were sent longer ago, or further ahead, are rejected, since they may be replayed.
const TOLERANCE_SECONDS: i64 = 300;

/// Why a callback is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChecksumFault {
    /// A part is missing, or present twice.
    Malformed,
    /// It was made with another secret, or for other values.
    Forged,
    /// It was sent too long ago, or too far ahead.
    Stale,
}

/// A query with a valid checksum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignedQuery {
    /// The id of the reservation at Front.
    pub(crate) uuid: String,
    /// The same for each copy.
    pub(crate) checksum: String,
}

/// Verifies the query of a callback that was sent around `now_seconds`.
pub(crate) fn verify(secret: &str, query: &str, now_seconds: i64) -> Result<SignedQuery, ChecksumFault> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let one = |name: &str| -> Result<&str, ChecksumFault> {
        let mut values = pairs.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let value = values.next().filter(|value| !value.is_empty()).ok_or(ChecksumFault::Malformed)?;
        values.next().map_or(Ok(value), |_| Err(ChecksumFault::Malformed))
    };
    let (uuid, checksum) = (one("orderUuid")?, one("checksum")?);
    let timestamp: i64 = one("timestamp")?.parse().map_err(|_| ChecksumFault::Malformed)?;
    let values = pairs.iter().filter(|(name, _)| name != "checksum").map(|(_, value)| value.as_str());
    if !bool::from(of(values, secret).as_bytes().ct_eq(checksum.to_ascii_lowercase().as_bytes())) {
        return Err(ChecksumFault::Forged);
    }
    let is_fresh = now_seconds.saturating_sub(timestamp).saturating_abs() <= TOLERANCE_SECONDS;
    let callback = || SignedQuery { uuid: uuid.to_owned(), checksum: checksum.to_ascii_lowercase() };
    is_fresh.then(callback).ok_or(ChecksumFault::Stale)
}

fn of<'a>(values: impl Iterator<Item = &'a str>, secret: &'a str) -> String {
    let text: String = values.chain([secret]).collect();
    hex(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECRET: &str = "front-secret";
    const NOW: i64 = 1_803_985_200;

    fn signed(pairs: &[(&str, &str)], secret: &str) -> String {
        let checksum = of(pairs.iter().map(|(_, value)| *value), secret);
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .append_pair("checksum", &checksum)
            .finish()
    }

    fn callback(timestamp: &str) -> [(&str, &str); 6] {
        [
            ("orderUuid", "RES3633019929"),
            ("status", "RESERVED"),
            ("createdAt", "1803985000"),
            ("paymentMethod", "Visa"),
            ("amount", "100.5"),
            ("timestamp", timestamp),
        ]
    }

    #[test]
    fn what_was_sent_is_believed_for_five_minutes() {
        let query = signed(&callback("1803985200"), SECRET);
        let believed = verify(SECRET, &query, NOW).expect("a callback");
        assert_eq!(believed.uuid, "RES3633019929");
        for (now, verdict) in [(NOW + 300, None), (NOW - 300, None), (NOW + 301, Some(ChecksumFault::Stale))]
        {
            assert_eq!(verify(SECRET, &query, now).err(), verdict);
        }
        assert_eq!(verify("another", &query, NOW), Err(ChecksumFault::Forged));
        assert_eq!(verify(SECRET, &query.replace("100.5", "1"), NOW), Err(ChecksumFault::Forged));
        let mut reordered = callback("1803985200");
        reordered.swap(0, 4);
        let other = signed(&reordered, SECRET);
        assert!(verify(SECRET, &other, NOW).is_ok(), "in whatever order they were sent");
        assert_ne!(other, query);
    }

    #[test]
    fn a_vector_that_was_computed_elsewhere() {
        // printf 'ODR123success1755764131100Visa1755764131front-secret' | sha256sum
        let query = "orderUuid=ODR123&status=success&createdAt=1755764131&amount=100&paymentMethod=Visa\
                     &timestamp=1755764131&checksum=d756e39b28d8900e93fc05c9ab49fd3d8c6a06502f44375a24c8991d691aa30a";
        assert!(verify(SECRET, query, 1_755_764_131).is_ok());
    }

    #[test]
    fn what_is_missing_or_there_twice_is_malformed() {
        let query = signed(&callback("1803985200"), SECRET);
        for part in ["orderUuid=RES3633019929", "timestamp=1803985200"] {
            let without = query.replace(part, "");
            assert_eq!(verify(SECRET, &without, NOW), Err(ChecksumFault::Malformed), "{without}");
            let twice = format!("{query}&{part}");
            assert_eq!(verify(SECRET, &twice, NOW), Err(ChecksumFault::Malformed), "{twice}");
        }
        for query in ["", "checksum=", "orderUuid=1&timestamp=x&checksum=y", "&&&===", "%ff%00"] {
            assert!(verify(SECRET, query, NOW).is_err(), "{query}");
        }
    }

    proptest! {
        #[test]
        fn no_query_is_believed_that_was_not_made_with_the_secret(query in ".{0,120}") {
            prop_assert!(verify(SECRET, &query, NOW).is_err());
        }

        #[test]
        fn a_checksum_that_differs_in_a_symbol_is_forged(at in 0usize..64, symbol in "[0-9a-f]") {
            let query = signed(&callback("1803985200"), SECRET);
            let start = query.find("checksum=").expect("a checksum") + 9 + at;
            let mut other = query.clone();
            other.replace_range(start..=start, &symbol);
            prop_assert_eq!(verify(SECRET, &other, NOW).is_ok(), other == query);
        }
    }
}
