//! Days as `yyyy-mm-dd` and instants as RFC 3339.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, Timelike};
use engine::{Day, Instant};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A calendar day of the restaurant, `yyyy-mm-dd` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub Day);

impl Date {
    /// The day of this year, month (1 to 12) and day of the month, where there is one.
    #[must_use]
    pub fn of(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::from)
    }

    /// Year, month (1 to 12) and day of the month.
    #[must_use]
    pub fn parts(self) -> (i32, u32, u32) {
        let date = NaiveDate::from(self);
        (date.year(), date.month(), date.day())
    }
}

impl From<NaiveDate> for Date {
    fn from(date: NaiveDate) -> Self {
        Self(Day(date.num_days_from_ce() - EPOCH_FROM_CE))
    }
}

impl From<Date> for NaiveDate {
    fn from(date: Date) -> Self {
        let days = date.0.0.saturating_add(EPOCH_FROM_CE);
        NaiveDate::from_num_days_from_ce_opt(days).unwrap_or_default()
    }
}

/// 1970-01-01 in days since the start of the common era.
const EPOCH_FROM_CE: i32 = 719_163;

impl FromStr for Date {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Self, BadDate> {
        // Read by position, since two spellings of one day (`2026-1-2`, `+2026-01-02`) are a trap.
        let number = |at: std::ops::Range<usize>| {
            let digits = text.get(at).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
            digits.and_then(|digits| digits.parse::<u32>().ok()).ok_or(BadDate)
        };
        let is_shaped = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        let year = i32::try_from(number(0..4)?).map_err(|_| BadDate)?;
        let date = Self::of(year, number(5..7)?, number(8..10)?);
        date.filter(|_| is_shaped).ok_or(BadDate)
    }
}

/// Not a day of the calendar in the form `yyyy-mm-dd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadDate;

impl fmt::Display for BadDate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("expected a day in the form yyyy-mm-dd")
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// An instant as RFC 3339 in UTC, `2026-11-21T18:30:00Z`; whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    /// Seconds since the epoch.
    pub seconds: i64,
}

impl From<Instant> for Timestamp {
    fn from(instant: Instant) -> Self {
        Self { seconds: instant.0.saturating_mul(60) }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let time = DateTime::from_timestamp(self.seconds, 0).unwrap_or_default();
        let date = Date::from(time.date_naive());
        write!(f, "{date}T{:02}:{:02}:{:02}Z", time.hour(), time.minute(), time.second())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let time = DateTime::parse_from_rfc3339(&text).map_err(de::Error::custom)?;
        Ok(Self { seconds: time.timestamp() })
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use super::{Date, Timestamp};
    use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, schema::Type};
    use utoipa::{PartialSchema, ToSchema};

    fn string(format: KnownFormat, example: &str) -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(format)))
            .examples([example])
            .into()
    }

    impl PartialSchema for Date {
        fn schema() -> RefOr<Schema> {
            string(KnownFormat::Date, "2026-11-21")
        }
    }

    impl ToSchema for Date {}

    impl PartialSchema for Timestamp {
        fn schema() -> RefOr<Schema> {
            string(KnownFormat::DateTime, "2026-11-21T18:30:00Z")
        }
    }

    impl ToSchema for Timestamp {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_one_spelling() {
        let day: Date = "2026-11-21".parse().expect("a day");
        assert_eq!(day.0, Day(20_778));
        assert_eq!(day.to_string(), "2026-11-21");
        for wrong in ["2026-11-31", "2026-1-2", "21.11.2026", "2026-11-21T00:00:00Z", "", "+2026-11-2"] {
            assert_eq!(wrong.parse::<Date>(), Err(BadDate), "{wrong}");
        }
    }

    #[test]
    fn a_timestamp_is_utc_to_the_second() {
        let time: Timestamp = serde_json::from_str("\"2026-11-21T19:30:00+01:00\"").expect("a time");
        assert_eq!(time.to_string(), "2026-11-21T18:30:00Z");
    }
}
