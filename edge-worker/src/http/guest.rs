//! What guests ask, mostly through the widget. No cookies, no keys: a guest's token opens their own booking.

pub(crate) mod booking;
pub(crate) mod booking_calendar;
pub(crate) mod booking_change;
pub(crate) mod gift_card_balance;
pub(crate) mod gift_card_purchase;
pub(crate) mod gift_card_shop;
pub(crate) mod hold_create;
pub(crate) mod hold_extend;
pub(crate) mod hold_release;
pub(crate) mod payment;
pub(crate) mod reservation_create;
pub(crate) mod restaurant;
pub(crate) mod snapshot;
