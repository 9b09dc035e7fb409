//! Money: what was agreed for a booking, what happened to it, and what is still to be asked of the provider.
//!
//! - [`books`]: a payment with its log; [`posting`]: how lines are added to it.
//! - [`provider`]: the port to whoever moves the money; [`sandbox`] is the one that is built in, [`stripe`] and [`front`] are
//!   others'.
//! - [`subject`]: what a payment is for; [`due`]: what a page to pay asks for.
//! - [`opening`]: from an accepted quote to a payment that waits for its guest.
//! - [`settle`]: from what the provider says to our books, and to the reservation.
//! - [`change`]: what a change of a booking costs or brings back; [`raise`]: a booking that became dearer by one.
//! - [`called_off`]: what comes back when a booking is called off.
//! - [`giving_up`]: payments that nobody waits for any more.
//! - [`record`]: a payment in the envelope of the payment provider's seed document.
//! - [`orders`]: what we ask of the provider, until it answers.
//!
//! What goes out is written before it is asked, and asked under a key that makes asking again harmless. What comes in is
//! never believed from a callback or a redirect: both only say that it is time to read the payment at the provider.

pub(crate) mod books;
pub(crate) mod called_off;
pub(crate) mod change;
pub(crate) mod due;
pub mod front;
pub(crate) mod giving_up;
pub(crate) mod opening;
pub(crate) mod orders;
pub(crate) mod posting;
pub mod provider;
pub(crate) mod raise;
pub(crate) mod record;
pub mod sandbox;
pub(crate) mod settle;
pub(crate) mod signature;
pub mod stripe;
pub(crate) mod subject;
