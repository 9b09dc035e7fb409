//! A restaurant's whole configuration: one document, checked and published as a whole.

use serde::{Deserialize, Serialize};

use crate::basics::date::Date;
use crate::basics::text::Texts;
use crate::configuration::experience::Experience;
use crate::configuration::floor_plan::FloorPlan;
use crate::configuration::gift_card_template::GiftCardTemplate;
use crate::configuration::label::Label;
use crate::configuration::payment_terms::PaymentSettings;
use crate::configuration::schedule::{Block, Closure, Exception, Release, Service, Weekday};
use crate::configuration::settings::Settings;

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
    /// Starts that are closed although their service is open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closures: Vec<Closure>,
    /// Tables that nobody can have for a time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// Days that open for booking at an instant of their own, whatever `windowDays` says. Of several for one day the
    /// first counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub releases: Vec<Release>,
    /// What happens while guests are in the house.
    #[serde(default, skip_serializing_if = "crate::basics::text::is_default")]
    pub visits: Visits,
    /// The kinds of gift cards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gift_card_templates: Vec<GiftCardTemplate>,
    /// Marks for guests and reservations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
    /// How long guests are remembered.
    #[serde(default, skip_serializing_if = "crate::basics::text::is_default")]
    pub privacy: Privacy,
    /// What is paid where it is not what the experience says: the first that fits counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payment_rules: Vec<PaymentRule>,
}

/// What is paid for some experiences, services or days. What is left out is not restricted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentRule {
    /// For these experiences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub experience_ids: Vec<String>,
    /// In these services, an exception's among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_ids: Vec<String>,
    /// On these weekdays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<Weekday>,
    /// From this opening day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_day: Option<Date>,
    /// Up to this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Date>,
    /// What is paid.
    pub payment_settings: PaymentSettings,
}

/// How long guests are remembered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Privacy {
    /// Days after the last booked day on which a guest's details are erased; never where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forget_after_days: Option<u16>,
}

/// What happens while guests are in the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Visits {
    /// Minutes after the bill is paid at which the guests are taken to have left.
    pub finish_minutes: u16,
}

impl Default for Visits {
    fn default() -> Self {
        Self { finish_minutes: 10 }
    }
}

/// A configuration with its version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Published {
    /// Rises with each change that is published.
    pub version: i64,
    /// Everything that the restaurant decides about its house.
    pub configuration: Configuration,
}

/// What holds for the whole house: the part of the configuration that has a call of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HouseSettings {
    /// Who the restaurant is. Its slug stays.
    pub restaurant: RestaurantProfile,
    /// Rules.
    pub settings: Settings,
    /// Kinds of tables.
    #[serde(default)]
    pub table_categories: Vec<TableCategory>,
    /// What happens while guests are in the house.
    #[serde(default)]
    pub visits: Visits,
    /// Marks for guests and reservations.
    #[serde(default)]
    pub labels: Vec<Label>,
    /// How long guests are remembered.
    #[serde(default)]
    pub privacy: Privacy,
    /// What is paid where it is not what the experience says: the first that fits counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payment_rules: Vec<PaymentRule>,
}

impl Configuration {
    /// Puts the floor plans into the order in which they are shown, which is that of the engine's indexes.
    pub fn sort_floor_plans(&mut self) {
        self.floor_plans.sort_by(|a, b| (a.sort_index, &a.id).cmp(&(b.sort_index, &b.id)));
    }

    /// The part that holds for the whole house.
    #[must_use]
    pub fn house_settings(&self) -> HouseSettings {
        HouseSettings {
            restaurant: self.restaurant.clone(),
            settings: self.settings.clone(),
            table_categories: self.table_categories.clone(),
            visits: self.visits,
            labels: self.labels.clone(),
            privacy: self.privacy,
            payment_rules: self.payment_rules.clone(),
        }
    }

    /// Puts another such part in its place.
    pub fn set_house_settings(&mut self, new: HouseSettings) {
        let HouseSettings { restaurant, settings, table_categories, visits, labels, privacy, payment_rules } =
            new;
        (self.restaurant, self.settings, self.table_categories) = (restaurant, settings, table_categories);
        (self.visits, self.labels, self.privacy) = (visits, labels, privacy);
        self.payment_rules = payment_rules;
    }
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
