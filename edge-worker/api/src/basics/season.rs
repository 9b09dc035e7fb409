//! Seasons: a calendar day, or a day of every year, and the days from one to another.

use std::fmt;
use std::str::FromStr;

use engine::{Day, MonthDay, Season};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::basics::date::{Date, numbers};

/// A calendar day of the restaurant, `yyyy-mm-dd` on the wire, or a day of every year, `mm-dd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeasonDay {
    /// A calendar day.
    Date(Date),
    /// A day of every year.
    Yearly(MonthDay),
}

impl From<Date> for SeasonDay {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

/// Neither a day of the calendar in the form `yyyy-mm-dd` nor one of the year in the form `mm-dd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadSeasonDay;

impl fmt::Display for BadSeasonDay {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("expected a day in the form yyyy-mm-dd, or mm-dd for each year's")
    }
}

impl FromStr for SeasonDay {
    type Err = BadSeasonDay;

    fn from_str(text: &str) -> Result<Self, BadSeasonDay> {
        if let Some([month, day]) = numbers(text, "00-00") {
            let small = |number: u32| u8::try_from(number).unwrap_or(0);
            return MonthDay::new(small(month), small(day)).map(Self::Yearly).ok_or(BadSeasonDay);
        }
        text.parse().map(Self::Date).map_err(|_| BadSeasonDay)
    }
}

impl fmt::Display for SeasonDay {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(f),
            Self::Yearly(day) => write!(f, "{:02}-{:02}", day.month(), day.day()),
        }
    }
}

impl Serialize for SeasonDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SeasonDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// The first and the last day of something; it has no beginning, or no end, where one is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeasonBounds {
    /// The first day.
    pub first: Option<SeasonDay>,
    /// The last day.
    pub last: Option<SeasonDay>,
}

impl SeasonBounds {
    /// From one day to another, or that day alone.
    #[must_use]
    pub fn from_day(first: SeasonDay, last: Option<SeasonDay>) -> Self {
        Self { first: Some(first), last: last.or(Some(first)) }
    }

    /// The season; `None` if one bound is a calendar day and the other one of every year, or if a season of every year
    /// lacks one.
    #[must_use]
    pub fn season(self) -> Option<Season> {
        let day = |bound: Option<SeasonDay>, none: i32| match bound {
            None => Some(Day(none)),
            Some(SeasonDay::Date(date)) => Some(date.0),
            Some(SeasonDay::Yearly(_)) => None,
        };
        match (self.first, self.last) {
            (None, None) => Some(Season::Always),
            (Some(SeasonDay::Yearly(first)), Some(SeasonDay::Yearly(last))) => {
                Some(Season::Yearly { first, last })
            }
            (first, last) => Some(Season::Days { first: day(first, i32::MIN)?, last: day(last, i32::MAX)? }),
        }
    }

    /// Whether a day is in it.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.season().is_some_and(|season| season.contains(day))
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use super::SeasonDay;
    use utoipa::openapi::{ObjectBuilder, RefOr, Schema, schema::Type};
    use utoipa::{PartialSchema, ToSchema};

    impl PartialSchema for SeasonDay {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(Type::String)
                .description(Some("A calendar day, or a day of every year."))
                .pattern(Some("^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$"))
                .examples(["2026-11-21", "05-01"])
                .into()
        }
    }

    impl ToSchema for SeasonDay {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_a_season_has_one_spelling() {
        for text in ["2026-11-21", "05-01", "02-29", "12-31"] {
            assert_eq!(text.parse::<SeasonDay>().expect("a day").to_string(), text);
        }
        for wrong in ["", "5-1", "02-30", "13-01", "00-10", "2026-02-29", "2026-5-1", "05-01 ", "+5-01"] {
            assert_eq!(wrong.parse::<SeasonDay>(), Err(BadSeasonDay), "{wrong}");
        }
    }

    #[test]
    fn bounds_of_one_kind_make_a_season() {
        let season = |first: &str, last: &str| {
            let bound = |text: &str| (!text.is_empty()).then(|| text.parse().expect("a day"));
            SeasonBounds { first: bound(first), last: bound(last) }.season()
        };
        assert_eq!(season("", ""), Some(Season::Always));
        for mixed in [("05-01", "2026-10-31"), ("2026-05-01", "10-31"), ("05-01", ""), ("", "10-31")] {
            assert_eq!(season(mixed.0, mixed.1), None, "{mixed:?}");
        }
        let contains = |season: Option<Season>, day: &str| {
            season.expect("a season").contains(day.parse::<Date>().expect("a day").0)
        };
        assert!(contains(season("2026-05-01", ""), "2090-01-01"));
        assert!(!contains(season("2026-05-01", ""), "2026-04-30"));
        assert!(contains(season("", "2026-05-01"), "1990-01-01"));
        assert!(contains(season("11-01", "03-31"), "2031-01-01"));
    }
}
