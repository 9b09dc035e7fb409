//! What payment providers call.

pub mod front;
pub mod sandbox;
pub mod stripe;
