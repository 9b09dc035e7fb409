//! Append-only logs of money: what payments and gift cards hold, and the statements that add a line.

pub(crate) mod amount_due;
pub(crate) mod gift_card;
pub(crate) mod payment;
pub(crate) mod posting;
pub(crate) mod purchase;
pub(crate) mod refund;
