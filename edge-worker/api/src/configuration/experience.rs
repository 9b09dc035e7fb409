//! Experiences, in the words of the restaurant API's seed document, with what the engine needs beside them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::basics::date::Date;
use crate::basics::text::Texts;
use crate::configuration::payment_terms::PaymentSettings;
use crate::configuration::schedule::{Duration, Weekday};

/// What is booked: à la carte, a tasting menu.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Experience {
    /// Stable id, chosen by the restaurant.
    pub id: String,
    /// Its name, by language.
    pub name: Texts,
    /// Two or three letters for a host's screen.
    #[serde(default)]
    pub shorthand: String,
    /// One line, by language.
    #[serde(default)]
    pub short_description: Texts,
    /// The whole text, by language; HTML, cleaned when it is published.
    #[serde(default)]
    pub description_html: Texts,
    /// A picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// Kept as given, for the ordering system.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub order_settings: Map<String, Value>,
    /// Whether it is the one that a guest is offered first.
    #[serde(default)]
    pub is_default: bool,
    /// Who may book it, where and when.
    #[serde(default)]
    pub availability: Availability,
    /// What is paid at booking.
    #[serde(default)]
    pub payment_settings: PaymentSettings,
}

/// Where a picture lies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Image {
    /// Path in the restaurant's own store.
    pub path: String,
    /// Where a browser finds it.
    pub url: String,
}

/// Who may book an experience, where and when. What is left out is not restricted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Availability {
    /// The smallest party.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_party_size: Option<u16>,
    /// The largest party.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_party_size: Option<u16>,
    /// The weekdays on which it is offered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<Weekday>,
    /// The first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_day: Option<Date>,
    /// The last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Date>,
    /// The first start, in minutes since the day began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_start: Option<u16>,
    /// The last start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_start: Option<u16>,
    /// Its own lengths of stay.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub durations: Vec<Duration>,
    /// The table categories it is served at: any of them will do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub table_category_ids: Vec<String>,
    /// The floor plans it is served in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub floor_plan_ids: Vec<String>,
    /// Minutes that must lie between booking and start, where more than the house's.
    #[serde(skip_serializing_if = "crate::basics::text::is_default")]
    pub lead_minutes: u32,
}
