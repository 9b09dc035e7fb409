//! What a restaurant's own systems ask, in the words of the restaurant API's seed document.

pub mod alternatives;
pub mod check_in;
pub mod check_out;
pub mod days;
pub mod experiences;
pub mod floor_plans;
pub mod reservation_change;
pub mod reservation_create;
pub mod reservation_read;
pub mod reservations_list;
pub mod slots;
