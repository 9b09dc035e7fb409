//! Append-only logs of payments and gift cards, and the statements that append to them.

pub(crate) mod amount_due;
pub(crate) mod cause;
pub(crate) mod code_attempts;
pub(crate) mod gift_card;
pub(crate) mod gift_card_delivery;
pub(crate) mod gift_card_limits;
pub(crate) mod payment;
pub(crate) mod posting;
pub(crate) mod purchase;
pub(crate) mod refund;
