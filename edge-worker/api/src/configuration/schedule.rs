//! When the house is open, for what, and how long guests stay.

use serde::{Deserialize, Serialize};

use crate::basics::date::Date;
use crate::basics::text::Texts;

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
