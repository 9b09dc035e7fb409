//! What a restaurant's own systems ask, in the words of the restaurant API's seed document.

pub mod alternatives;
pub mod calls;
pub mod check_in;
pub mod check_out;
pub mod configuration;
pub mod days;
pub mod experiences;
pub mod floor_plan_change;
pub mod floor_plans;
pub mod gift_card_create;
pub mod gift_card_purchases;
pub mod gift_card_read;
pub mod guests;
pub mod payment_change;
pub mod payment_record;
pub mod reservation_change;
pub mod reservation_create;
pub mod reservation_read;
pub mod reservations_list;
pub mod slots;
pub mod transaction_change;
pub mod transaction_create;
pub mod webhooks;
