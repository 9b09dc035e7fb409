//! Days, wall-clock minutes, instants and spans.
//!
//! Two kinds of time never mix: *wall time* is a [`Day`] and the minutes since that opening day began (more than 1440
//! after midnight: a bar that closes at 02:00 belongs to the day it opened); *absolute time* is an [`Instant`].
//! [`crate::Offsets`] is the only conversion between them.

use std::ops::Range;

/// Minutes in one occupancy cell; every stay takes whole cells.
///
/// All UTC offsets in use are multiples of a quarter of an hour, so cells are aligned with every wall clock.
pub const CELL_MINUTES: i64 = 15;

const MINUTES_PER_DAY: i64 = 1440;

/// A calendar day of the restaurant: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The day `days` later (earlier when negative).
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        Weekday::ALL[usize::try_from((self.0 + 3).rem_euclid(7)).unwrap_or(0)]
    }

    /// Minutes from the epoch's midnight to this day's midnight on the wall clock, ignoring the zone.
    pub(crate) fn wall_minutes(self) -> i64 {
        i64::from(self.0) * MINUTES_PER_DAY
    }

    /// Splits wall-clock minutes since the epoch's midnight into a day and the minutes since it began.
    pub(crate) fn from_wall_minutes(minutes: i64) -> (Self, u16) {
        let day = i32::try_from(minutes.div_euclid(MINUTES_PER_DAY)).unwrap_or(i32::MAX);
        let rest = u16::try_from(minutes.rem_euclid(MINUTES_PER_DAY)).unwrap_or(0);
        (Self(day), rest)
    }
}

/// A day of the week, Monday first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl Weekday {
    /// All seven, Monday first.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];
}

/// A set of days of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekdays(u8);

impl Weekdays {
    /// Every day.
    pub const ALL: Self = Self(0x7f);

    /// The days of these bits, Monday first.
    #[must_use]
    pub fn of_bits(bits: u8) -> Self {
        Self(bits & Self::ALL.0)
    }

    /// A bit for each day, Monday first.
    #[must_use]
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Whether the set has this day.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day as u8) != 0
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        Self(days.into_iter().fold(0, |set, day| set | 1 << day as u8))
    }
}

/// A point in time: whole minutes since 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    /// The instant `minutes` later (earlier when negative).
    #[must_use]
    pub fn plus(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes))
    }

    /// The occupancy cell that contains this instant.
    #[must_use]
    pub fn cell(self) -> i64 {
        self.0.div_euclid(CELL_MINUTES)
    }
}

/// A period of time: start included, end excluded, never empty.
///
/// Half-open, so that a party may sit down in the minute in which the last one leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    start: Instant,
    end: Instant,
}

impl Span {
    /// The span from `start` to `end`; `None` if that would be empty.
    #[must_use]
    pub fn new(start: Instant, end: Instant) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The span of `minutes` from `start`; at least one minute, since no span is empty.
    #[must_use]
    pub fn lasting(start: Instant, minutes: u16) -> Self {
        Self { start, end: start.plus(i64::from(minutes.max(1))) }
    }

    /// Its length in minutes; a stay's is at most a day's.
    #[must_use]
    pub fn minutes(self) -> u16 {
        u16::try_from(self.end.0 - self.start.0).unwrap_or(u16::MAX)
    }

    /// When it begins.
    #[must_use]
    pub fn start(self) -> Instant {
        self.start
    }

    /// The first instant that is no longer part of it.
    #[must_use]
    pub fn end(self) -> Instant {
        self.end
    }

    /// The same span with `minutes` added to its end.
    #[must_use]
    pub fn extended(self, minutes: u16) -> Self {
        Self { start: self.start, end: self.end.plus(i64::from(minutes)) }
    }

    /// Whether the two have a moment in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The cells it touches, including those it fills only in part.
    #[must_use]
    pub fn cells(self) -> Range<i64> {
        self.start.cell()..self.end.plus(CELL_MINUTES - 1).cell()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_epoch_was_a_thursday_and_weeks_go_both_ways() {
        assert_eq!(Day(0).weekday(), Weekday::Thu);
        assert_eq!(Day(-1).weekday(), Weekday::Wed);
        assert_eq!(Day(20_778).weekday(), Weekday::Sat); // 2026-11-21
    }

    #[test]
    fn a_span_fills_whole_cells_and_touching_spans_share_none() {
        let span = |start, end| Span::new(Instant(start), Instant(end)).expect("not empty");
        assert_eq!(span(0, 90).cells(), 0..6);
        assert_eq!(span(90, 180).cells(), 6..12);
        assert_eq!(span(5, 16).cells(), 0..2);
        assert_eq!(span(-15, 0).cells(), -1..0);
        assert_eq!(Span::new(Instant(3), Instant(3)), None);
        assert!(!span(0, 90).overlaps(span(90, 91)) && !span(90, 91).overlaps(span(0, 90)));
        assert!(span(0, 91).overlaps(span(90, 180)) && span(0, 180).overlaps(span(90, 91)));
    }
}
