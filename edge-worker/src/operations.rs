//! Use cases shared by several audiences, so that no handler imports another.

pub(crate) mod accept_offer;
pub(crate) mod book_for_guest;
pub(crate) mod book_for_restaurant;
pub(crate) mod cancel_booking;
pub(crate) mod change_booking;
pub(crate) mod change_payment;
pub(crate) mod confirm_address;
pub(crate) mod find_payment;
pub(crate) mod gift_card_shop;
pub(crate) mod handle_callback;
pub(crate) mod manage_booking;
pub(crate) mod open_payment;
