//! `/external`: the API for a restaurant's own systems, with the names of the restaurant API's seed document.

pub(crate) mod alternatives;
pub(crate) mod calls;
pub(crate) mod check_in;
pub(crate) mod check_out;
pub(crate) mod configuration;
pub(crate) mod confirmation;
pub(crate) mod days;
pub(crate) mod envelope;
pub(crate) mod experiences;
pub(crate) mod floor_plan_change;
pub(crate) mod floor_plans;
pub(crate) mod gift_card_create;
pub(crate) mod gift_card_purchases;
pub(crate) mod gift_card_read;
pub(crate) mod guests;
pub(crate) mod payment_change;
pub(crate) mod payment_record;
pub(crate) mod reservation_change;
pub(crate) mod reservation_create;
pub(crate) mod reservation_read;
pub(crate) mod reservations_list;
pub(crate) mod slots;
pub(crate) mod transaction_change;
pub(crate) mod transaction_create;
pub(crate) mod webhooks;
