//! Holds: tables kept for a guest who is filling in the form.

use serde::{Deserialize, Serialize};

use crate::basics::date::{Date, Timestamp};

/// A wish to keep tables for one slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HoldRequest {
    /// How many guests.
    pub attendees: u16,
    /// The opening day.
    pub day: Date,
    /// Minutes since the opening day began.
    pub minutes: u16,
    /// What is booked.
    pub experience_id: String,
    /// The one floor plan that will do; any where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_plan_id: Option<String>,
    /// Minutes that the party agrees to stay, where less than usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u16>,
    /// The guest's earlier hold, given up for this one in the same step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
}

/// Tables kept until a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hold {
    /// Opens this hold; known to its guest alone.
    pub id: String,
    /// When it runs out.
    pub expires_at: Timestamp,
    /// Seconds from now until then, for a guest whose clock is wrong.
    pub expires_in_seconds: i64,
    /// How often it can still be extended.
    pub extensions_left: u16,
    /// How many guests.
    pub attendees: u16,
    /// The opening day.
    pub day: Date,
    /// Minutes since the opening day began.
    pub minutes: u16,
    /// Minutes that the party stays.
    pub duration: u16,
    /// What is booked.
    pub experience_id: String,
    /// The floor plan in which the tables stand.
    pub floor_plan_id: String,
}
