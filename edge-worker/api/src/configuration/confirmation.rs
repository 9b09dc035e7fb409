//! Whether bookings are confirmed at once or requested, and by when requests are answered.

use serde::{Deserialize, Serialize};

use crate::basics::season::{SeasonBounds, SeasonDay};
use crate::configuration::schedule::Weekday;

/// Whether a booking is confirmed at once (`instant`), or requested and answered by the restaurant (`request`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConfirmationMode {
    /// Confirmed at once.
    #[default]
    Instant,
    /// Requested; the restaurant answers.
    Request,
}

impl From<ConfirmationMode> for engine::Confirmation {
    fn from(mode: ConfirmationMode) -> Self {
        match mode {
            ConfirmationMode::Instant => Self::Instant,
            ConfirmationMode::Request => Self::Request,
        }
    }
}

impl From<engine::Confirmation> for ConfirmationMode {
    fn from(confirmation: engine::Confirmation) -> Self {
        match confirmation {
            engine::Confirmation::Instant => Self::Instant,
            engine::Confirmation::Request => Self::Request,
        }
    }
}

/// How bookings of some sizes, experiences, services or days are confirmed. A condition that is left out always matches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmationRule {
    /// Number of guests of the smallest party that it matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_party_size: Option<u16>,
    /// Number of guests of the largest party that it matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_party_size: Option<u16>,
    /// Ids of the experiences that it matches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub experience_ids: Vec<String>,
    /// Ids of the services that it matches, which may be services of an exception.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_ids: Vec<String>,
    /// The weekdays that it matches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<Weekday>,
    /// The first opening day that it matches: a calendar day, or with `MM-DD` one of every year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_day: Option<SeasonDay>,
    /// The last opening day that it matches, in the same form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<SeasonDay>,
    /// How they are confirmed.
    pub confirmation_mode: ConfirmationMode,
}

impl ConfirmationRule {
    /// When it applies at all.
    #[must_use]
    pub fn season_bounds(&self) -> SeasonBounds {
        SeasonBounds { first: self.first_day, last: self.last_day }
    }
}

/// By when a request is answered: at `at` on the day that is `daysAfter` that of the request, and before the stay starts in
/// any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerBy {
    /// Number of days after that of the request, at most 30. With 0, a request that comes later than `at` has until the next day.
    pub days_after: u16,
    /// Time on that day, in minutes since it began: 720 is noon.
    pub at: u16,
}

impl From<AnswerBy> for engine::AnswerBy {
    fn from(by: AnswerBy) -> Self {
        Self { days: by.days_after, minutes: by.at }
    }
}
