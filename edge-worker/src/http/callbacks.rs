//! Callbacks from payment providers.

pub(crate) mod front;
pub(crate) mod sandbox;
pub(crate) mod stripe;
