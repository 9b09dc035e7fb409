//! How long a booking waits for its payment.

use super::payment_terms::PaymentSettings;

/// Minutes until an unpaid booking expires, if the restaurant does not say.
const PENDING_MINUTES: u32 = 15;

/// The longest time, in minutes, that tables are kept for a booking that is not paid: a day.
pub const PENDING_MINUTES_MAX: u32 = 1440;

impl PaymentSettings {
    /// Minutes until an unpaid booking expires.
    #[must_use]
    pub fn minutes_to_pay(&self) -> u32 {
        if self.pending_minutes == 0 { PENDING_MINUTES } else { self.pending_minutes }
    }
}
