//! A restaurant's whole configuration: one document, checked and published as a whole.

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::reservation::Label;
use crate::slot::PaymentSettings;
use crate::{Experience, FloorPlan, GiftCardTemplate, Texts};

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
    #[serde(default, skip_serializing_if = "crate::is_default")]
    pub visits: Visits,
    /// The kinds of gift cards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gift_card_templates: Vec<GiftCardTemplate>,
    /// Marks for guests and reservations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
    /// How long guests are remembered.
    #[serde(default, skip_serializing_if = "crate::is_default")]
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
    #[serde(default, skip_serializing_if = "crate::is_default")]
    pub reseating: Reseating,
    /// By how many minutes a party may agree to stay shorter than usual; a multiple of 15.
    #[serde(default, skip_serializing_if = "crate::is_default")]
    pub shorten_minutes: u16,
    /// What makes one assignment better than another.
    #[serde(default, skip_serializing_if = "crate::is_default")]
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
    /// Guests who may come to it who booked online; no limit where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_limit: Option<u32>,
    /// Until when it can be booked, where not as the house says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<Lead>,
    /// The experiences that can be booked for it; all where left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub experience_ids: Vec<String>,
    /// Tables that nobody is given for it. In a snapshot a table's id is its index.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed_table_ids: Vec<String>,
}

/// The service that has a start at `minutes` of a day, an exception's in place of the weekday's.
#[must_use]
pub fn service_at<'a>(
    services: &'a [Service],
    exceptions: &'a [Exception],
    day: engine::Day,
    minutes: u16,
) -> Option<&'a Service> {
    let is_open = |service: &&Service| (service.first_start..=service.last_start).contains(&minutes);
    match exceptions.iter().find(|exception| exception.day.0 == day) {
        Some(exception) => exception.services.iter().find(is_open),
        None => {
            let is_weekday = |service: &&Service| {
                service.weekdays.is_empty()
                    || service.weekdays.iter().any(|weekday| engine::Weekday::from(*weekday) == day.weekday())
            };
            services.iter().filter(is_weekday).find(is_open)
        }
    }
}

/// Until when a service can be booked: `minutes` before the start, or until the clock shows `at`, `daysBefore` the
/// opening day. One of the two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lead {
    /// Minutes that must lie between booking and start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// How many days before the opening day; 0 where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_before: Option<u16>,
    /// Minutes since that day began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u16>,
}

/// Starts of one day that are closed although their service is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Closure {
    /// The opening day.
    pub day: Date,
    /// The first closed start, in minutes since the day began.
    pub first_start: u16,
    /// The last one.
    pub last_start: u16,
    /// Why, for the hosts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Tables that nobody can have for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Block {
    /// The tables.
    pub table_ids: Vec<String>,
    /// When it begins.
    pub from: WallTime,
    /// When it ends; a party may sit down in that minute.
    pub to: WallTime,
    /// Why, for the hosts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// A time on the restaurant's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WallTime {
    /// The day.
    pub day: Date,
    /// Minutes since it began.
    pub minutes: u16,
}

/// Days that open for booking at an instant of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Release {
    /// The first of the days.
    pub first_day: Date,
    /// The last one.
    pub last_day: Date,
    /// The day on which they open.
    pub open_day: Date,
    /// When on that day, in minutes since it began.
    pub open_minutes: u16,
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
