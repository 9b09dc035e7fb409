//! What everything stands on: the database, the cache, the network, the time, secrets and words. No rule of a
//! restaurant lives here.

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
pub(crate) mod secret;
pub(crate) mod words;
pub(crate) mod zone;

/// For handlers: axum wants futures that can change threads, and those of JavaScript cannot. A Worker has one thread.
pub(crate) use worker::send;
