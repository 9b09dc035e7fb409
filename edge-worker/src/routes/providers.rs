//! What payment providers call.

pub mod sandbox;
