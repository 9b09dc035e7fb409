//! Experiences, with the names of the restaurant API's seed document, and what the engine needs beyond it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::basics::season::{SeasonBounds, SeasonDay};
use crate::basics::text::Texts;
use crate::configuration::payment_terms::PaymentSettings;
use crate::configuration::schedule::{Duration, Weekday};

/// What guests book: à la carte, or a tasting menu.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Experience {
    /// Id of the experience, chosen by the restaurant; it should never change.
    pub id: String,
    /// Its name, by language code: `{"de": "Menü", "en": "Menu"}`.
    pub name: Texts,
    /// Two or three letters for a host's screen.
    #[serde(default)]
    pub shorthand: String,
    /// A description of one line, by language code.
    #[serde(default)]
    pub short_description: Texts,
    /// The whole description as HTML, by language code. It is sanitized when it is published.
    #[serde(default)]
    pub description_html: Texts,
    /// A picture; `null` if there is none.
    #[serde(default)]
    pub image: Option<Image>,
    /// Settings for the ordering system. They are stored as they are given, and not used.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub order_settings: Map<String, Value>,
    /// Whether guests are offered it first.
    #[serde(default)]
    pub is_default: bool,
    /// Who may book it, where and when.
    #[serde(default)]
    pub availability: Availability,
    /// What is paid at booking.
    #[serde(default)]
    pub payment_settings: PaymentSettings,
}

/// A picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Image {
    /// Path in the restaurant's own storage.
    pub path: String,
    /// URL of the picture.
    pub url: String,
}

/// Who may book an experience, where and when. A restriction that is left out does not apply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Availability {
    /// Number of guests of the smallest party.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_party_size: Option<u16>,
    /// Number of guests of the largest party.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_party_size: Option<u16>,
    /// The weekdays on which it is offered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<Weekday>,
    /// The first opening day on which it is offered: a calendar day, or with `MM-DD` one of every year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_day: Option<SeasonDay>,
    /// The last opening day on which it is offered, in the same form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<SeasonDay>,
    /// The first start, in minutes since the opening day began: 1140 is 19:00.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_start: Option<u16>,
    /// The last start, in minutes since the opening day began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_start: Option<u16>,
    /// Its own lengths of stay, in place of the house's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub durations: Vec<Duration>,
    /// Ids of the table categories at which it is served; a table needs only one of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub table_category_ids: Vec<String>,
    /// Ids of the floor plans in which it is served.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub floor_plan_ids: Vec<String>,
    /// Minutes of notice between booking and start, if more than the house's `leadMinutes`.
    #[serde(skip_serializing_if = "crate::basics::text::is_default")]
    pub lead_minutes: u32,
}

impl Availability {
    /// When it is offered at all.
    #[must_use]
    pub fn season_bounds(&self) -> SeasonBounds {
        SeasonBounds { first: self.first_day, last: self.last_day }
    }
}
