//! How much a gift card can be worth, and for how long.

/// The largest amount of a card or of a transaction on it, in minor units.
pub(crate) const AMOUNT_MAX: i64 = 100_000_000;

/// Years for which a gift card bought online can be valid.
pub(crate) const VALID_YEARS: std::ops::RangeInclusive<u8> = 1..=50;
