//! What the operator does: set up restaurants.

pub mod keys;
pub mod reservations_import;
pub mod restaurant_create;
