//! A restaurant's whole configuration: one document, checked and published as a whole.

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::{Experience, FloorPlan, Texts};

/// Everything that a restaurant decides about its house.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Configuration {
    /// Who the restaurant is.
    pub restaurant: RestaurantProfile,
    /// Rules that hold for the whole house.
    pub settings: Settings,
    /// Kinds of tables: window, counter, garden.
    #[serde(default)]
    pub table_categories: Vec<TableCategory>,
    /// The floor plans.
    pub floor_plans: Vec<FloorPlan>,
    /// The experiences.
    pub experiences: Vec<Experience>,
    /// The weekly opening windows.
    pub services: Vec<Service>,
    /// Dates on which other windows open.
    #[serde(default)]
    pub exceptions: Vec<Exception>,
}

/// Who the restaurant is, as guests may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RestaurantProfile {
    /// Its name in addresses: lower-case letters, digits and hyphens.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// IANA time zone, `Europe/Vienna`.
    pub time_zone: String,
    /// ISO 4217, `EUR`.
    pub currency: String,
    /// Two-letter country, for phone numbers.
    pub country: String,
    /// Languages it speaks with guests, its own first.
    pub locales: Vec<String>,
    /// For guests who would rather call.
    #[serde(default)]
    pub phone: String,
    /// For guests who would rather write.
    #[serde(default)]
    pub email: String,
    /// One line.
    #[serde(default)]
    pub address: String,
    /// Its privacy notice.
    #[serde(default)]
    pub privacy_url: String,
    /// Origins of the web pages that may embed the widget.
    #[serde(default)]
    pub allowed_origins: Vec<String>,
}

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

/// How long parties up to a size stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Duration {
    /// The largest party for which this holds.
    pub max_party_size: u16,
    /// Minutes; a multiple of 15.
    pub minutes: u16,
}

/// A kind of table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TableCategory {
    /// Stable id, chosen by the restaurant.
    pub id: String,
    /// Its name, by language.
    pub name: Texts,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl From<Weekday> for engine::Weekday {
    fn from(day: Weekday) -> Self {
        Self::ALL[day as usize]
    }
}

/// A weekly opening window in which slots start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Service {
    /// Stable id, chosen by the restaurant.
    pub id: String,
    /// Lunch, dinner; by language.
    pub name: Texts,
    /// The days on which it opens. Not needed in an exception.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<Weekday>,
    /// The first slot, in minutes since the opening day began.
    pub first_start: u16,
    /// The last slot; may pass 1440.
    pub last_start: u16,
    /// The floor plans that are open; all where left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub floor_plan_ids: Vec<String>,
    /// Guests who may start in one slot step, where not the house's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starting_limit: Option<u32>,
    /// Guests who may be in the house at once, where not the house's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seated_limit: Option<u32>,
}

/// A date on which other windows open than the weekday's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Exception {
    /// The date.
    pub day: Date,
    /// What opens instead; nothing means closed.
    #[serde(default)]
    pub services: Vec<Service>,
    /// What guests are told, by language.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub note: Texts,
}
