//! What guests ask, mostly through the widget. No cookies, no keys: a guest's token opens their own booking.

pub mod booking;
pub mod booking_calendar;
pub mod booking_change;
pub mod gift_card_balance;
pub mod gift_card_purchase;
pub mod gift_card_shop;
pub mod hold_create;
pub mod hold_extend;
pub mod hold_release;
pub mod payment;
pub mod reservation_create;
pub mod restaurant;
pub mod snapshot;
