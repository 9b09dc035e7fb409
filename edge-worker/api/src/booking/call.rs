//! Phone calls, in the words of the restaurant API's seed document.

use serde::{Deserialize, Serialize};

use crate::basics::date::Timestamp;
use crate::booking::reservation::{Guest, Reservation};

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CallStatus {
    /// It rings.
    Ringing,
    /// Somebody took it.
    PickedUp,
    /// It is over.
    HungUp,
    /// The caller gave up before anybody took it.
    Abandoned,
}

/// What the phone system reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallReport {
    /// The phone system's id of the call, 10 to 100 characters.
    pub id: String,
    /// The caller, in E.164.
    pub phone_number: String,
    /// Where the call stands.
    pub status: CallStatus,
}

/// A call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Call {
    /// The phone system's id of the call.
    pub id: String,
    /// The line that was called.
    pub phone_number_id: String,
    /// The caller, in E.164.
    pub phone_number: String,
    /// What all reports so far come to, in whatever order they came.
    pub status: CallStatus,
    /// When it was first heard of.
    pub timestamp: Timestamp,
    /// Rises with each report.
    pub cursor: i64,
    /// Who calls, if the guestbook knows the number.
    pub guest: Option<Guest>,
    /// When they come next.
    pub next_reservation: Option<Reservation>,
    /// When they came before, or meant to; the latest first, at most five.
    pub history: Vec<Reservation>,
}

/// Calls, for who follows them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Calls {
    /// By rising cursor.
    pub calls: Vec<Call>,
    /// Send it as `after` with the next request, to see only what has changed.
    pub cursor: i64,
}
