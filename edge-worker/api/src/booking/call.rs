//! Phone calls, with the names of the restaurant API's seed document.

use serde::{Deserialize, Serialize};

use crate::basics::date::Timestamp;
use crate::booking::reservation::{Guest, Reservation};

/// Status of a call: `ringing`, `picked_up` (somebody took it), `hung_up` (it is over after being picked up) or
/// `abandoned` (the caller gave up before anybody took it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CallStatus {
    /// It is ringing.
    Ringing,
    /// Somebody took it.
    PickedUp,
    /// It is over.
    HungUp,
    /// The caller gave up before anybody took it.
    Abandoned,
}

/// A report of the phone system on a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallReport {
    /// The phone system's id of the call, 10 to 100 characters. Reports with the same id are of the same call.
    pub id: String,
    /// The caller's phone number, in E.164: `+436601123345`.
    pub phone_number: String,
    /// The status that is reported.
    pub status: CallStatus,
}

/// A call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Call {
    /// The phone system's id of the call.
    pub id: String,
    /// Id of the line that was called.
    pub phone_number_id: String,
    /// The caller's phone number, in E.164.
    pub phone_number: String,
    /// Its status by all reports so far, in whatever order they arrived.
    pub status: CallStatus,
    /// When it was first reported.
    pub timestamp: Timestamp,
    /// Rises with each report that changes the call.
    pub cursor: i64,
    /// The caller, if the guestbook has the number; otherwise `null`.
    pub guest: Option<Guest>,
    /// The caller's next reservation, or the one they are here for; `null` if there is none.
    pub next_reservation: Option<Reservation>,
    /// The caller's earlier reservations, whether they came or not; latest first, at most five.
    pub history: Vec<Reservation>,
}

/// Calls of a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Calls {
    /// By rising cursor.
    pub calls: Vec<Call>,
    /// Send it as `after` with the next request, to get only calls that have changed since.
    pub cursor: i64,
}
