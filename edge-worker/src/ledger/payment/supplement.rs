//! What a booking became dearer by, after it was paid.

use api::basics::status::Status;
use api::configuration::payment_terms::PaymentSettings;
use serde::{Deserialize, Serialize};

use crate::house::stay_row::StayRow;

/// What a booking became dearer by, after it was paid.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Supplement {
    pub(crate) id: String,
    /// Minor units that a card is to bring.
    pub(crate) amount: i64,
    /// What is agreed once it is paid.
    pub(crate) policy: PaymentSettings,
    pub(crate) terms: String,
    /// Where the party goes back to if it is not.
    pub(crate) undo: Undo,
    /// The number of the reservation's last line when it became dearer.
    pub(crate) sequence: i64,
    /// The provider's name for it.
    pub(crate) reference: Option<String>,
    /// Until when it is to be paid, in milliseconds; when that was put off.
    pub(crate) due_at: i64,
    pub(crate) extended_at: Option<i64>,
    pub(crate) closed_at: Option<i64>,
    /// Minor units that it brought; nothing where it was given up.
    pub(crate) brought: Option<i64>,
}

/// Where a party goes back to, and what is held for it meanwhile.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Undo {
    pub(crate) stay: StayRow,
    /// Ids of the holds.
    pub(crate) held: Vec<String>,
}

impl Supplement {
    /// Whether it can still be paid, where its reservation stands so.
    pub(crate) fn is_payable(&self, status: Status) -> bool {
        self.closed_at.is_none() && engine::Status::from(status).keeps_tables()
    }
}
