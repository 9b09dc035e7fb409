//! `/admin`: the operator's calls, which set up restaurants.

pub(crate) mod backlog;
pub(crate) mod keys;
pub(crate) mod reservations_import;
pub(crate) mod restaurant_create;
