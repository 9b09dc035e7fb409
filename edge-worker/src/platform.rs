//! Infrastructure: the database, the cache, the network, the time, secrets and texts. Business rules do not belong
//! here.

pub mod app;
pub mod cache;
pub mod context;
pub mod db;
pub(crate) mod delay;
pub mod environment;
pub(crate) mod failure;
pub mod limiter;
pub mod outbound;
pub mod payment_provider;
pub(crate) mod phone;
pub mod random;
#[cfg(any(test, target_arch = "wasm32"))]
pub(crate) mod root_key;
pub(crate) mod secret;
pub(crate) mod words;
pub(crate) mod zone;

/// For handlers: the HTTP framework requires `Send` futures, and JavaScript's are not `Send`. A Worker has one
/// thread.
pub(crate) use worker::send;
