//! Holds: tables kept for a guest who is filling in the form.

use serde::{Deserialize, Serialize};

use crate::basics::date::{Date, Timestamp};

/// A request to keep tables for one slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HoldRequest {
    /// Number of guests.
    pub attendees: u16,
    /// The opening day.
    pub day: Date,
    /// Start, in minutes since the opening day began: 1140 is 19:00.
    pub minutes: u16,
    /// Id of the experience.
    pub experience_id: String,
    /// Id of the only floor plan to consider; any if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_plan_id: Option<String>,
    /// Length of stay in minutes that the party agrees to, if shorter than usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u16>,
    /// Id of the guest's earlier hold, which is released in the same step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
}

/// Tables that are kept for a guest until the hold expires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hold {
    /// Id of the hold. It is a secret of the guest's.
    pub id: String,
    /// When it expires.
    pub expires_at: Timestamp,
    /// Seconds from now until it expires, for devices whose clock is wrong.
    pub expires_in_seconds: i64,
    /// How many times it can still be extended.
    pub extensions_left: u16,
    /// Number of guests.
    pub attendees: u16,
    /// The opening day.
    pub day: Date,
    /// Start, in minutes since the opening day began: 1140 is 19:00.
    pub minutes: u16,
    /// Length of stay in minutes.
    pub duration: u16,
    /// Id of the experience.
    pub experience_id: String,
    /// Id of the floor plan of the tables.
    pub floor_plan_id: String,
}
