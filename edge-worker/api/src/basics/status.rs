//! The status of a reservation.

use serde::{Deserialize, Serialize};

/// Status of a reservation:
///
/// - `requested`: a guest asked, and the restaurant has yet to answer
/// - `unconfirmed`: the restaurant has said yes, perhaps to another time or size; the guest has yet to accept
/// - `payment_pending`: its tables are kept until it is paid or the time to pay is over
/// - `booked`: agreed
/// - `reconfirmed`: agreed, and the guest has confirmed again that they will come
/// - `arrived`: the guests are in the house, not yet at their table
/// - `seated`: at their table
/// - `ordered`: their order is taken
/// - `paid`: their bill is paid
/// - `declined`: the restaurant refused the request; final
/// - `finished`: they have left, and the table is free; final
/// - `cancelled`: cancelled by the guest or the restaurant; final
/// - `no_show`: nobody came; final, but a late guest may still arrive
/// - `voided`: made by mistake, or never paid; final
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "documented on engine::Status")]
pub enum Status {
    Requested,
    Unconfirmed,
    PaymentPending,
    Booked,
    Reconfirmed,
    Arrived,
    Seated,
    Ordered,
    Paid,
    Declined,
    Finished,
    Cancelled,
    NoShow,
    Voided,
}

impl Status {
    /// Every status with its engine twin and its name, in the order of a visit.
    const TWINS: [(Self, engine::Status, &'static str); 14] = [
        (Self::Requested, engine::Status::Requested, "requested"),
        (Self::Unconfirmed, engine::Status::Unconfirmed, "unconfirmed"),
        (Self::PaymentPending, engine::Status::PaymentPending, "payment_pending"),
        (Self::Booked, engine::Status::Booked, "booked"),
        (Self::Reconfirmed, engine::Status::Reconfirmed, "reconfirmed"),
        (Self::Arrived, engine::Status::Arrived, "arrived"),
        (Self::Seated, engine::Status::Seated, "seated"),
        (Self::Ordered, engine::Status::Ordered, "ordered"),
        (Self::Paid, engine::Status::Paid, "paid"),
        (Self::Declined, engine::Status::Declined, "declined"),
        (Self::Finished, engine::Status::Finished, "finished"),
        (Self::Cancelled, engine::Status::Cancelled, "cancelled"),
        (Self::NoShow, engine::Status::NoShow, "no_show"),
        (Self::Voided, engine::Status::Voided, "voided"),
    ];

    /// The status of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::TWINS.iter().find(|twin| twin.2 == name).map(|twin| twin.0)
    }

    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::TWINS[self as usize].2
    }
}

impl From<Status> for engine::Status {
    fn from(status: Status) -> Self {
        Status::TWINS[status as usize].1
    }
}

impl From<engine::Status> for Status {
    fn from(status: engine::Status) -> Self {
        Status::TWINS[status as usize].0
    }
}
