//! Days as `yyyy-mm-dd` and instants as RFC 3339. The calendar is the engine's and not chrono's, whose tables and parser every
//! guest would have to download.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use engine::{CalendarDate, Day, Instant};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A calendar day of the restaurant, `yyyy-mm-dd` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub Day);

impl Date {
    /// The day of this year, month (1 to 12) and day of the month; `None` if there is no such day.
    #[must_use]
    pub fn of(year: i32, month: u32, day: u32) -> Option<Self> {
        Day::of_date(CalendarDate { year, month, day }).map(Self)
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
        let [year, month, day] = numbers(text, "0000-00-00").ok_or(BadDate)?;
        Self::of(year.cast_signed(), month, day).ok_or(BadDate)
    }
}

/// The numbers in a text of this shape, in which each 0 stands for a digit and every other character for itself.
///
/// Parsed by position, so that a day has only one spelling: not also `2026-1-2` or `+2026-01-02`.
pub(super) fn numbers<const COUNT: usize>(text: &str, shape: &str) -> Option<[u32; COUNT]> {
    if text.len() != shape.len() {
        return None;
    }
    let (mut numbers, mut count) = ([0; COUNT], 0);
    for (byte, wanted) in text.bytes().zip(shape.bytes()) {
        if wanted != b'0' {
            count += 1;
            if byte != wanted {
                return None;
            }
        } else if byte.is_ascii_digit() {
            let number = numbers.get_mut(count)?;
            *number = *number * 10 + u32::from(byte - b'0');
        } else {
            return None;
        }
    }
    Some(numbers)
}

/// Not a day of the calendar in the form `yyyy-mm-dd`, or not a second of one in the form `yyyy-mm-ddThh:mm:ssZ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadDate;

impl fmt::Display for BadDate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("expected a day in the form yyyy-mm-dd")
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let CalendarDate { year, month, day } = self.0.date();
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

impl Timestamp {
    /// The timestamp of a time in milliseconds since the epoch, rounded down to a second.
    #[must_use]
    pub fn of_millis(millis: i64) -> Self {
        Self { seconds: millis.div_euclid(1000) }
    }
}

impl From<Instant> for Timestamp {
    fn from(instant: Instant) -> Self {
        Self { seconds: instant.0.saturating_mul(60) }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let date = Date(Day(i32::try_from(self.seconds.div_euclid(DAY_SECONDS)).unwrap_or(0)));
        let second = self.seconds.rem_euclid(DAY_SECONDS);
        write!(f, "{date}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
    }
}

const DAY_SECONDS: i64 = 86_400;

impl FromStr for Timestamp {
    type Err = BadDate;

    /// Parses the spelling that `Display` writes, and no other.
    fn from_str(text: &str) -> Result<Self, BadDate> {
        let [year, month, day, hour, minute, second] =
            numbers(text, "0000-00-00T00:00:00Z").ok_or(BadDate)?;
        let date = Date::of(year.cast_signed(), month, day).ok_or(BadDate)?;
        if 23 < hour || 59 < minute || 59 < second {
            return Err(BadDate);
        }
        let in_day = i64::from(hour * 3600 + minute * 60 + second);
        Ok(Self { seconds: i64::from(date.0.0) * DAY_SECONDS + in_day })
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
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
    use proptest::prelude::*;

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
        let time: Timestamp = serde_json::from_str("\"2026-11-21T18:30:05Z\"").expect("a time");
        assert_eq!(time.to_string(), "2026-11-21T18:30:05Z");
        for wrong in ["2026-11-21T19:30:00+01:00", "2026-11-21T24:00:00Z", "2026-11-21t18:30:00Z", ""] {
            assert_eq!(wrong.parse::<Timestamp>(), Err(BadDate), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn the_calendar_is_chrono_s(day in -5_000_000i32..5_000_000) {
            let date = Date(Day(day));
            let known = NaiveDate::from(date);
            let parts = CalendarDate { year: known.year(), month: known.month(), day: known.day() };
            prop_assert_eq!(date.0.date(), parts);
            prop_assert_eq!(Date::of(known.year(), known.month(), known.day()), Some(date));
        }

        #[test]
        fn a_day_is_one_where_chrono_has_it(year in -2000i32..4000, month in 0u32..15, day in 0u32..35) {
            let known = NaiveDate::from_ymd_opt(year, month, day).map(Date::from);
            prop_assert_eq!(Date::of(year, month, day), known);
        }

        #[test]
        fn timestamps_are_written_and_read_as_by_chrono(seconds in -62_000_000_000i64..250_000_000_000) {
            let time = Timestamp { seconds };
            let known = chrono::DateTime::from_timestamp(seconds, 0).expect("within chrono's time");
            prop_assert_eq!(time.to_string(), format!("{:?}Z", known.naive_utc()));
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }
    }
}
