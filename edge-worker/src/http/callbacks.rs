//! What payment providers call.

pub(crate) mod front;
pub(crate) mod sandbox;
pub(crate) mod stripe;
