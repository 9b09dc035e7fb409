//! Why something is in the ledger: for the restaurant's accountant.

/// The guest paid.
pub(crate) const GUEST: &str = "guest";
/// The booking was cancelled.
pub(crate) const CANCELLATION: &str = "called_off";
/// Fewer guests come, or the party comes on another day.
pub(crate) const CHANGED: &str = "changed";
/// Money arrived for a booking that was gone.
pub(crate) const LATE: &str = "late";
/// The payment deadline passed.
pub(crate) const EXPIRY: &str = "expiry";
/// The restaurant asked for it.
pub(crate) const RESTAURANT: &str = "restaurant";
/// It happened at the provider, without our order.
pub(crate) const PROVIDER: &str = "provider";
