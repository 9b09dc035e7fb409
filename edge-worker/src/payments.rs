//! Payment workflows, from an accepted quote to settled money, and refunds.
//!
//! - [`opening`]: opens a payment for an accepted quote.
//! - [`settle`]: applies what the provider reports to our ledger and to the reservation.
//! - [`change`]: what a change of a booking costs or refunds; [`supplement`]: the additional payment for a booking
//!   that became more expensive.
//! - [`expire`]: expires payments that are overdue or whose booking is gone.
//! - [`orders`]: what we order from the provider, retried until it answers.
//! - [`terms`]: what was agreed, in the guest's language.
//! - [`subject`]: what a payment is for; [`record`]: a payment in the payment reservation API's envelope.
//!
//! Every order is stored before it is sent, and sent under an idempotency key, so repeating it is harmless. Callbacks
//! and redirects are never trusted: they only trigger reading the payment at the provider.

pub(crate) mod card_minimum;
pub(crate) mod change;
pub(crate) mod expire;
pub(crate) mod opening;
pub(crate) mod orders;
pub(crate) mod record;
pub(crate) mod settle;
pub(crate) mod subject;
pub(crate) mod supplement;
