//! How many random cases a property is tried on.

use proptest::prelude::ProptestConfig;

/// A night's share of one property; all of them together try more than ten million.
const NIGHTLY: u32 = 1_000_000;

/// So many as a rule; `PROPTEST_CASES` sets another number, and `COUVERT_NIGHTLY` (`cargo xtask test --nightly`) a
/// night's share.
pub(crate) fn cases(default: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let nightly = std::env::var_os("COUVERT_NIGHTLY").map(|_| NIGHTLY);
    let cases = asked.or(nightly).unwrap_or(default);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
