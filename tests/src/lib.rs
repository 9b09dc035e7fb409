//! What the tests of the whole product share, and the demo restaurant.
//!
//! Read in this order: [`demand`], [`guests`], [`demo`]; then, for tests that race and crash the real Worker,
//! `bistro`, `server`, `client`, `crowd`, `auditor`.

#[cfg(feature = "support")]
pub mod auditor;
#[cfg(feature = "support")]
pub mod bistro;
#[cfg(feature = "support")]
pub mod client;
#[cfg(feature = "support")]
pub mod clock;
#[cfg(feature = "support")]
pub mod crowd;
pub mod demand;
pub mod demo;
#[cfg(feature = "support")]
mod guards;
pub mod guests;
#[cfg(feature = "support")]
pub mod server;
pub mod visitor;
