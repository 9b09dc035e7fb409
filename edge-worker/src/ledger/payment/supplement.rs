//! Supplements: additional payments for bookings that became more expensive after they were paid.

use api::basics::status::Status;
use api::configuration::payment_terms::PaymentSettings;
use serde::{Deserialize, Serialize};

use crate::house::stay_row::StayRow;

/// What is to be paid for a booking that became more expensive.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Supplement {
    pub(crate) id: String,
    /// Minor units to be paid by card.
    pub(crate) amount: i64,
    /// Agreed once it is paid.
    pub(crate) policy: PaymentSettings,
    pub(crate) terms: String,
    /// The seat that the party gets back if it is not paid.
    pub(crate) undo: Undo,
    /// The number of the reservation's last log line when the supplement was made.
    pub(crate) sequence: i64,
    /// The provider's reference.
    pub(crate) reference: Option<String>,
    /// The payment deadline, and when it was extended, in milliseconds since the epoch.
    pub(crate) due_at: i64,
    pub(crate) extended_at: Option<i64>,
    pub(crate) closed_at: Option<i64>,
    /// Minor units that were paid; `None` while it is unpaid, or if it expired.
    pub(crate) brought: Option<i64>,
}

/// A party's former seat, and what is held for it meanwhile.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Undo {
    pub(crate) stay: StayRow,
    /// Ids of the holds.
    pub(crate) held: Vec<String>,
}

impl Supplement {
    /// Whether it can still be paid, given the reservation's status.
    pub(crate) fn is_payable(&self, status: Status) -> bool {
        self.closed_at.is_none() && engine::Status::from(status).keeps_tables()
    }
}
