//! Payments and gift cards.

pub mod gift_card;
pub mod payment;
pub mod purchase;
pub mod record;
