//! The least that is charged to a card.

/// The minimum charge to a card, in minor units (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).
pub(crate) const CARD_MIN: i64 = 50;
