//! What a restaurant's systems may do, and what they are told of.

pub mod scope;
pub mod webhook;
