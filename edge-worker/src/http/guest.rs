//! `/v1`: the guests' API, used mostly by the widget. No cookies and no API keys: a guest's token gives access to their
//! own booking only.

pub(crate) mod booking;
pub(crate) mod booking_acceptance;
pub(crate) mod booking_calendar;
pub(crate) mod booking_change;
pub(crate) mod booking_snapshot;
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
