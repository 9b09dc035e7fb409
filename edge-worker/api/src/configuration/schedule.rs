//! When the house is open, what is offered then, and how long guests stay.

use serde::{Deserialize, Serialize};

use crate::basics::date::Date;
use crate::basics::season::{SeasonBounds, SeasonDay};
use crate::basics::text::Texts;

/// Length of stay of parties up to a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Duration {
    /// Number of guests of the largest party it applies to.
    pub max_party_size: u16,
    /// Length of stay in minutes; a multiple of 15.
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
    /// Id of the service, chosen by the restaurant; it should never change.
    pub id: String,
    /// Its name, such as lunch or dinner, by language code.
    pub name: Texts,
    /// The weekdays on which it opens; all if left out. Not needed in an exception of one day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<Weekday>,
    /// The first opening day of its season: a calendar day, or with `MM-DD` one of every year. Not in an exception,
    /// which has days of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_day: Option<SeasonDay>,
    /// The last opening day of its season, in the same form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<SeasonDay>,
    /// Start of the first slot, in minutes since the opening day began: 1080 is 18:00.
    pub first_start: u16,
    /// Start of the last slot, in minutes since the opening day began; may pass 1440.
    pub last_start: u16,
    /// When guests have to have left, in minutes since the opening day began; a multiple of 15. Stays that would last longer
    /// end then. Never if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes: Option<u16>,
    /// Ids of the floor plans that are open; all if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub floor_plan_ids: Vec<String>,
    /// Most guests who may start in one slot step; the house's limit if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starting_limit: Option<u32>,
    /// Most guests who may be in the house at once; the house's limit if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seated_limit: Option<u32>,
    /// Most guests of the service who may book online; no limit if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_limit: Option<u32>,
    /// Until when it can be booked; by the house's `leadMinutes` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<Lead>,
    /// Ids of the experiences that can be booked for it; all if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub experience_ids: Vec<String>,
    /// Ids of the tables that are closed for it. In a snapshot these are the tables' indexes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed_table_ids: Vec<String>,
}

impl Service {
    /// When it opens at all.
    #[must_use]
    pub fn season_bounds(&self) -> SeasonBounds {
        SeasonBounds { first: self.first_day, last: self.last_day }
    }

    fn opens_on(&self, day: engine::Day) -> bool {
        let is_weekday = |weekday: &Weekday| engine::Weekday::from(*weekday) == day.weekday();
        (self.weekdays.is_empty() || self.weekdays.iter().any(is_weekday))
            && self.season_bounds().contains(day)
    }
}

/// The exception on a day: one of some days, or else one of every year.
#[must_use]
pub fn exception_on(exceptions: &[Exception], day: engine::Day) -> Option<&Exception> {
    let is_on = |exception: &&Exception| exception.season_bounds().contains(day);
    let is_yearly = |exception: &&Exception| matches!(exception.day, SeasonDay::Yearly(_));
    let once = exceptions.iter().filter(is_on).find(|exception| !is_yearly(exception));
    once.or_else(|| exceptions.iter().find(is_on))
}

/// The services that open on a day; those of an exception replace those of the weekday.
pub fn services_on<'a>(
    services: &'a [Service],
    exceptions: &'a [Exception],
    day: engine::Day,
) -> impl Iterator<Item = &'a Service> {
    let exception = exception_on(exceptions, day);
    let weekly = if exception.is_none() { services } else { &[] };
    let special = exception.map_or(&[][..], |exception| &exception.services);
    let is_one_day =
        exception.is_some_and(|exception| exception.last_day.is_none_or(|last| last == exception.day));
    let opens = move |service: &&Service| is_one_day || service.opens_on(day);
    weekly.iter().filter(move |service| service.opens_on(day)).chain(special.iter().filter(opens))
}

/// The service that has a start at `minutes` of a day.
#[must_use]
pub fn service_at<'a>(
    services: &'a [Service],
    exceptions: &'a [Exception],
    day: engine::Day,
    minutes: u16,
) -> Option<&'a Service> {
    let starts = |service: &&Service| (service.first_start..=service.last_start).contains(&minutes);
    services_on(services, exceptions, day).find(starts)
}

/// Until when a service can be booked: either `minutes` before the start, or until the time `at` on the day that is
/// `daysBefore` the opening day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lead {
    /// Minutes of notice between booking and start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Number of days before the opening day; 0 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_before: Option<u16>,
    /// Time on that day, in minutes since it began: 1080 is 18:00.
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
    /// The first closed start, in minutes since the opening day began: 1080 is 18:00.
    pub first_start: u16,
    /// The last closed start, in minutes since the opening day began.
    pub last_start: u16,
    /// The reason, for the hosts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Tables that cannot be used for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Block {
    /// Ids of the tables, at least one.
    pub table_ids: Vec<String>,
    /// When the block begins.
    pub from: WallTime,
    /// When the block ends; a stay may start in that minute.
    pub to: WallTime,
    /// The reason, for the hosts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// A time in the restaurant's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WallTime {
    /// The calendar day.
    pub day: Date,
    /// Minutes since that day began: 1080 is 18:00.
    pub minutes: u16,
}

/// Days that open for booking at a time of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Release {
    /// The first of the days.
    pub first_day: Date,
    /// The last of the days.
    pub last_day: Date,
    /// The day on which they open for booking.
    pub open_day: Date,
    /// The time on that day at which they open, in minutes since it began: 600 is 10:00.
    pub open_minutes: u16,
}

/// Days on which other services open than on their weekday, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Exception {
    /// The opening day, or the first of them: a calendar day, or with `MM-DD` one of every year. Where two meet, that of a
    /// calendar day applies.
    pub day: SeasonDay,
    /// The last opening day, in the same form; `day` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<SeasonDay>,
    /// The services that open instead; if empty, the house is closed.
    #[serde(default)]
    pub services: Vec<Service>,
    /// A note for guests, by language code.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub note: Texts,
}

impl Exception {
    /// Its days.
    #[must_use]
    pub fn season_bounds(&self) -> SeasonBounds {
        SeasonBounds::from_day(self.day, self.last_day)
    }

    /// Whether it has no day from this one on.
    #[must_use]
    pub fn is_over(&self, day: engine::Day) -> bool {
        let last = self.last_day.unwrap_or(self.day);
        matches!(last, SeasonDay::Date(last) if last.0 < day)
    }
}
