//! A restaurant's whole configuration: one document, checked and published as a whole.

use serde::{Deserialize, Serialize};

use crate::basics::field_error::FieldError;
use crate::configuration::confirmation::{AnswerBy, ConfirmationRule};
use crate::configuration::experience::Experience;
use crate::configuration::floor_plan::{FloorPlan, TableCategory};
use crate::configuration::gift_card_template::GiftCardTemplate;
use crate::configuration::label::Label;
use crate::configuration::payment_rule::PaymentRule;
use crate::configuration::privacy::Privacy;
use crate::configuration::restaurant_profile::RestaurantProfile;
use crate::configuration::schedule::{Block, Closure, Exception, Release, Service};
use crate::configuration::settings::Settings;
use crate::configuration::visits::Visits;

/// The whole configuration of a restaurant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Configuration {
    /// The restaurant's public profile.
    pub restaurant: RestaurantProfile,
    /// Rules that apply to the whole house.
    pub settings: Settings,
    /// Table categories, such as window, counter or garden. At most 53.
    #[serde(default)]
    pub table_categories: Vec<TableCategory>,
    /// The floor plans, at most 32.
    pub floor_plans: Vec<FloorPlan>,
    /// The experiences, which are what guests book.
    pub experiences: Vec<Experience>,
    /// The weekly opening windows.
    pub services: Vec<Service>,
    /// Days on which other services open than on their weekday, or none.
    #[serde(default)]
    pub exceptions: Vec<Exception>,
    /// Starts that are closed although their service is open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closures: Vec<Closure>,
    /// Tables that cannot be used for a time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// Days that open for booking at a time of their own, whatever `windowDays` says. If several contain a day, the
    /// first one applies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub releases: Vec<Release>,
    /// What happens while guests are in the house.
    #[serde(default, skip_serializing_if = "crate::basics::text::is_default")]
    pub visits: Visits,
    /// The kinds of gift cards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gift_card_templates: Vec<GiftCardTemplate>,
    /// Labels for guests and reservations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
    /// How long guests' details are stored.
    #[serde(default, skip_serializing_if = "crate::basics::text::is_default")]
    pub privacy: Privacy,
    /// Payment settings that replace an experience's own. The first rule that matches applies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payment_rules: Vec<PaymentRule>,
    /// Bookings that are confirmed otherwise than `settings.confirmationMode` says. The first rule that matches applies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confirmation_rules: Vec<ConfirmationRule>,
    /// By when requests are answered. One that is not answered by then lapses, and its tables are free again. By the start
    /// of the stay if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<AnswerBy>,
}

/// A configuration with its version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Published {
    /// Rises with each change that is published.
    pub version: i64,
    /// The whole configuration.
    pub configuration: Configuration,
    /// What of it has no effect, or another one than it seems to have; left out if there is nothing to say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<FieldError>,
}

/// The settings as they were published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishedSettings {
    /// The settings.
    #[serde(flatten)]
    pub settings: HouseSettings,
    /// What of it has no effect, or another one than it seems to have; left out if there is nothing to say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<FieldError>,
}

/// The part of the configuration that applies to the whole house.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HouseSettings {
    /// The restaurant's public profile. Its slug cannot be changed.
    pub restaurant: RestaurantProfile,
    /// Rules that apply to the whole house.
    pub settings: Settings,
    /// Table categories, such as window, counter or garden. At most 53.
    #[serde(default)]
    pub table_categories: Vec<TableCategory>,
    /// What happens while guests are in the house.
    #[serde(default)]
    pub visits: Visits,
    /// Labels for guests and reservations.
    #[serde(default)]
    pub labels: Vec<Label>,
    /// How long guests' details are stored.
    #[serde(default)]
    pub privacy: Privacy,
    /// Payment settings that replace an experience's own. The first rule that matches applies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payment_rules: Vec<PaymentRule>,
    /// Bookings that are confirmed otherwise than `settings.confirmationMode` says. The first rule that matches applies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confirmation_rules: Vec<ConfirmationRule>,
    /// By when requests are answered. One that is not answered by then lapses, and its tables are free again. By the start
    /// of the stay if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<AnswerBy>,
}

impl Configuration {
    /// Sorts the floor plans into the order in which they are shown, which is also that of the engine's indexes.
    pub fn sort_floor_plans(&mut self) {
        self.floor_plans.sort_by(|a, b| (a.sort_index, &a.id).cmp(&(b.sort_index, &b.id)));
    }

    /// The part that applies to the whole house.
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
            confirmation_rules: self.confirmation_rules.clone(),
            answer_by: self.answer_by,
        }
    }

    /// Replaces that part.
    pub fn set_house_settings(&mut self, new: HouseSettings) {
        let HouseSettings { restaurant, settings, table_categories, visits, labels, privacy, .. } = new;
        (self.restaurant, self.settings, self.table_categories) = (restaurant, settings, table_categories);
        (self.visits, self.labels, self.privacy) = (visits, labels, privacy);
        (self.payment_rules, self.confirmation_rules) = (new.payment_rules, new.confirmation_rules);
        self.answer_by = new.answer_by;
    }
}
