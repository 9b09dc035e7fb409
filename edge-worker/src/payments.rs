//! Payments in motion: from an accepted quote to settled money, and back.
//!
//! - [`opening`]: from an accepted quote to a payment that waits for its guest.
//! - [`settle`]: from what the provider reports to our ledger, and to the reservation.
//! - [`change`]: what a change of a booking costs or brings back; [`supplement`]: the payment of what became dearer.
//! - [`expire`]: payments that nobody waits for any more.
//! - [`orders`]: what we ask of the provider, until it answers.
//! - [`subject`]: what a payment is for; [`record`]: a payment in the envelope of the payment reservation API.
//!
//! What goes out is written before it is asked, and asked under a key that makes asking again harmless. What comes in is
//! never believed from a callback or a redirect: both only say that it is time to read the payment at the provider.

pub(crate) mod change;
pub(crate) mod expire;
pub(crate) mod opening;
pub(crate) mod orders;
pub(crate) mod record;
pub(crate) mod settle;
pub(crate) mod subject;
pub(crate) mod supplement;
