//! What payment providers call.

pub mod sandbox;
pub mod stripe;
