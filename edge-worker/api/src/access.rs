//! What a restaurant's systems may do, and of which changes they are notified.

pub mod scope;
pub mod webhook;
