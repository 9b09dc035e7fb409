//! What the tests of the whole product share, and the demo restaurant.
//!
//! Read in this order: [`demand`], [`guests`], [`demo`].

pub mod demand;
pub mod demo;
pub mod guests;
