//! Who the restaurant is, and by which clock, currency and languages it goes.

use serde::{Deserialize, Serialize};

/// A restaurant's public profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RestaurantProfile {
    /// Its name in URLs: lower-case letters, digits and hyphens.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// IANA time zone: `Europe/Vienna`.
    pub time_zone: String,
    /// Currency of all its amounts, ISO 4217: `EUR`.
    pub currency: String,
    /// Country of phone numbers without a country code, ISO 3166-1 alpha-2: `AT`.
    pub country: String,
    /// Codes of the languages it uses with guests, its main one first: `["de", "en"]`.
    pub locales: Vec<String>,
    /// Phone number for guests.
    #[serde(default)]
    pub phone: String,
    /// E-mail address for guests.
    #[serde(default)]
    pub email: String,
    /// Postal address on one line.
    #[serde(default)]
    pub address: String,
    /// URL of its privacy notice.
    #[serde(default)]
    pub privacy_url: String,
    /// Origins of the web pages that may embed the widget: `https://www.example.com`.
    #[serde(default)]
    pub allowed_origins: Vec<String>,
}
