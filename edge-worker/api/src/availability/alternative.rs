//! What can be booked instead, and which days have room.

use serde::{Deserialize, Serialize};

use crate::basics::date::Date;
use crate::compile::Compiled;

/// A slot that can be booked instead. Without `change` it can be sent as the fields of a new request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Alternative {
    /// What differs from the slot that was asked for, besides the time.
    pub change: Change,
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
    /// Length of stay in minutes, if shorter than usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u16>,
}

/// What a guest would have to change: nothing but the `time`, the `duration` of the stay, the `area` (floor plan), the
/// `experience`, the `party` (number of guests) or the `day`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Change {
    /// Nothing but the time.
    Time,
    /// The length of the stay.
    Duration,
    /// The floor plan.
    Area,
    /// The experience.
    Experience,
    /// The number of guests.
    Party,
    /// The day.
    Day,
}

impl From<engine::Change> for Change {
    fn from(change: engine::Change) -> Self {
        match change {
            engine::Change::Time => Self::Time,
            engine::Change::Duration => Self::Duration,
            engine::Change::Area => Self::Area,
            engine::Change::Experience => Self::Experience,
            engine::Change::Party => Self::Party,
            engine::Change::Day => Self::Day,
        }
    }
}

impl Alternative {
    /// The wire form of an engine's alternative.
    #[must_use]
    pub fn new(compiled: &Compiled, alternative: &engine::Alternative) -> Self {
        let engine::Question { attendees, day, experience, floor_plan, duration, .. } = alternative.question;
        let known = compiled.configuration.experiences.get(experience);
        Self {
            change: alternative.change.into(),
            attendees,
            day: Date(day),
            minutes: alternative.minutes,
            experience_id: known.map(|experience| experience.id.clone()).unwrap_or_default(),
            floor_plan_id: floor_plan.and_then(|plan| compiled.floor_plan_ids(1 << plan).pop()),
            duration,
        }
    }
}

/// The slots that can be booked around one start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Alternatives {
    /// Nearest first; each was found bookable.
    pub alternatives: Vec<Alternative>,
}

/// Which days have room for a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Days {
    /// By date.
    pub days: Vec<DayRoom>,
}

/// How much room a day has for a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DayRoom {
    /// The opening day.
    pub day: Date,
    /// Number of slots that can be booked by moving at most one booked party; 1 if all need more moves.
    pub bookable: u16,
    /// Number of slots at which the experience is offered.
    pub slots: u16,
}

impl From<engine::DayRoom> for DayRoom {
    fn from(room: engine::DayRoom) -> Self {
        Self { day: Date(room.day), bookable: room.bookable, slots: room.slots }
    }
}
