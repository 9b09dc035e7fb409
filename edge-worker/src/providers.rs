//! Payment providers, each behind the port [`crate::platform::payment_provider`].

pub mod front;
pub mod sandbox;
pub(crate) mod signature;
pub mod stripe;
