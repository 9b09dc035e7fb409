//! A house's limits, and how it decides.

use serde::{Deserialize, Serialize};

use crate::configuration::schedule::Duration;

/// Rules that hold for the whole house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Settings {
    /// Minutes from one slot to the next; a multiple of 15.
    pub slot_minutes: u16,
    /// Idle minutes of a table after each stay; a multiple of 15.
    #[serde(default)]
    pub buffer_minutes: u16,
    /// Length of stay by party size, rising.
    pub durations: Vec<Duration>,
    /// The smallest party that books online.
    pub min_party_size: u16,
    /// The largest party that books online.
    pub max_party_size: u16,
    /// Minutes that must lie between booking and start.
    #[serde(default)]
    pub lead_minutes: u32,
    /// How many days after today can be booked.
    pub window_days: u16,
    /// Guests who may start in one slot step.
    #[serde(default)]
    pub starting_limit: Option<u32>,
    /// Guests who may be in the house at once.
    #[serde(default)]
    pub seated_limit: Option<u32>,
    /// Whether a booking is agreed at once or asked for.
    #[serde(default)]
    pub confirmation_mode: ConfirmationMode,
    /// Whether guests are told when their stay ends.
    #[serde(default)]
    pub show_end_time: bool,
    /// Whether online booking rests for now.
    #[serde(default)]
    pub paused: bool,
    /// Whether and how far booked parties may be given other tables so that one more fits.
    #[serde(default, skip_serializing_if = "crate::basics::text::is_default")]
    pub reseating: Reseating,
    /// By how many minutes a party may agree to stay shorter than usual; a multiple of 15.
    #[serde(default, skip_serializing_if = "crate::basics::text::is_default")]
    pub shorten_minutes: u16,
    /// What makes one assignment better than another.
    #[serde(default, skip_serializing_if = "crate::basics::text::is_default")]
    pub weights: Weights,
}

/// Whether and how far booked parties may be given other tables so that one more fits. Only parties that nobody
/// pinned are moved, and only to tables of the kind they were promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reseating {
    /// Whether parties are moved at all.
    pub enabled: bool,
    /// How many may be moved for one that is added.
    pub max_moves: u16,
    /// Parties whose stay starts in less than this many minutes keep their tables.
    pub not_minutes_before: u32,
}

impl Default for Reseating {
    fn default() -> Self {
        Self { enabled: false, max_moves: 3, not_minutes_before: 120 }
    }
}

/// What each flaw of an assignment costs, in millionths of a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Weights {
    /// Each seat left empty.
    pub empty_seat: u32,
    /// Each step of `priorityIndex`.
    pub priority_step: u32,
    /// Spending a combination.
    pub combination: u32,
    /// Each table of a combination beyond the first.
    pub joined_table: u32,
    /// Free time before or after the stay that is too short for anybody's.
    pub gap: u32,
    /// Each guest that the section has more than the emptiest one.
    pub imbalance: u32,
}

impl Default for Weights {
    fn default() -> Self {
        let engine::Weights { empty_seat, priority_step, combination, joined_table, gap, imbalance } =
            engine::Weights::default();
        Self { empty_seat, priority_step, combination, joined_table, gap, imbalance }
    }
}

/// Whether a booking is agreed at once or asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConfirmationMode {
    /// Agreed at once.
    #[default]
    Instant,
    /// The restaurant answers.
    Request,
}
