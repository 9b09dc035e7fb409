//! Rules and limits of the whole house, and how it assigns tables.

use serde::{Deserialize, Serialize};

use crate::configuration::confirmation::ConfirmationMode;
use crate::configuration::schedule::Duration;

/// Rules that apply to the whole house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Settings {
    /// Minutes from one slot to the next; a multiple of 15.
    pub slot_minutes: u16,
    /// Minutes that a table stays free after each stay; a multiple of 15.
    #[serde(default)]
    pub buffer_minutes: u16,
    /// Lengths of stay, ordered by party size.
    pub durations: Vec<Duration>,
    /// Number of guests of the smallest party that can book online.
    pub min_party_size: u16,
    /// Number of guests of the largest party that can book online.
    pub max_party_size: u16,
    /// Minutes of notice between booking and start.
    #[serde(default)]
    pub lead_minutes: u32,
    /// Number of days after today that can be booked.
    pub window_days: u16,
    /// Most guests who may start in one slot step; no limit if left out.
    #[serde(default)]
    pub starting_limit: Option<u32>,
    /// Most guests who may be in the house at once; no limit if left out.
    #[serde(default)]
    pub seated_limit: Option<u32>,
    /// Whether a booking is confirmed at once or requested, where none of the `confirmationRules` says otherwise.
    #[serde(default)]
    pub confirmation_mode: ConfirmationMode,
    /// Whether guests are told when their stay ends.
    #[serde(default)]
    pub show_end_time: bool,
    /// Whether online booking is paused for now.
    #[serde(default)]
    pub paused: bool,
    /// Whether and how far booked parties may be given other tables so that one more fits.
    #[serde(default, skip_serializing_if = "crate::basics::text::is_default")]
    pub reseating: Reseating,
    /// Most minutes by which a party may agree to stay shorter than usual; a multiple of 15.
    #[serde(default, skip_serializing_if = "crate::basics::text::is_default")]
    pub shorten_minutes: u16,
    /// How assignments of tables are ranked.
    #[serde(default, skip_serializing_if = "crate::basics::text::is_default")]
    pub weights: Weights,
}

/// Whether and how far booked parties may be given other tables so that one more fits. Only parties without pinned
/// tables are moved, and only to tables of the kind they were promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reseating {
    /// Whether parties are moved at all; `false` if left out.
    pub enabled: bool,
    /// Most parties that may be moved for a new one; 3 if left out.
    pub max_moves: u16,
    /// Parties whose stay starts in less than this many minutes keep their tables; 120 if left out.
    pub not_minutes_before: u32,
}

impl Default for Reseating {
    fn default() -> Self {
        Self { enabled: false, max_moves: 3, not_minutes_before: 120 }
    }
}

/// What each flaw of an assignment costs, in millionths of its score: 40000 lowers it by 0.04.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Weights {
    /// For each seat left empty.
    pub empty_seat: u32,
    /// For each step of `priorityIndex`.
    pub priority_step: u32,
    /// For using a combination of tables.
    pub combination: u32,
    /// For each table of a combination beyond the first.
    pub joined_table: u32,
    /// For free time before or after the stay that is too short for any party's stay; each counts.
    pub gap: u32,
    /// For each guest that the section has more than the emptiest section.
    pub imbalance: u32,
}

impl Default for Weights {
    fn default() -> Self {
        let engine::Weights { empty_seat, priority_step, combination, joined_table, gap, imbalance } =
            engine::Weights::default();
        Self { empty_seat, priority_step, combination, joined_table, gap, imbalance }
    }
}
