//! Use cases shared by several audiences, so that no handler imports another.

pub(crate) mod gift_card_shop;
pub(crate) mod guest_booking;
pub(crate) mod guest_change;
pub(crate) mod handle_callback;
pub(crate) mod payment_change;
pub(crate) mod payment_lookup;
pub(crate) mod payment_page;
pub(crate) mod restaurant_booking;
