//! Seasons: the days on which a rule applies.

use crate::calendar::CalendarDate;
use crate::time::Day;

/// A day of every year. The 29th of February comes in leap years alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    month: u8,
    day: u8,
}

impl MonthDay {
    /// The day of this month (1 to 12); `None` if no year has it.
    #[must_use]
    pub fn new(month: u8, day: u8) -> Option<Self> {
        let days = match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Self { month, day })
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// Its next day, this one included. The leap day stays away for eight years around 2100.
    fn next(self, from: Day) -> Day {
        let year = from.date().year;
        let days = (year..year + 9).filter_map(|year| {
            Day::of_date(CalendarDate { year, month: self.month.into(), day: self.day.into() })
        });
        days.into_iter().find(|day| from <= *day).unwrap_or(Day(i32::MAX))
    }

    fn of(day: Day) -> Self {
        let date = day.date();
        let small = |number: u32| u8::try_from(number).unwrap_or(0);
        Self { month: small(date.month), day: small(date.day) }
    }
}

/// The days on which something applies; the first and the last of them included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Season {
    /// All days.
    #[default]
    Always,
    /// From one day to another.
    Days {
        /// The first day.
        first: Day,
        /// The last day.
        last: Day,
    },
    /// From one day of each year to another; over the new year if the last comes before the first.
    Yearly {
        /// The first day.
        first: MonthDay,
        /// The last day.
        last: MonthDay,
    },
}

impl Season {
    /// One day alone.
    #[must_use]
    pub fn on(day: Day) -> Self {
        Self::Days { first: day, last: day }
    }

    /// Whether it has this day.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        match self {
            Self::Always => true,
            Self::Days { first, last } => first <= day && day <= last,
            Self::Yearly { .. } => self.has(MonthDay::of(day)),
        }
    }

    /// Whether some day is in both, since 1970 where one is of every year.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        match (self, other) {
            (Self::Always, _) | (_, Self::Always) => true,
            (Self::Days { first, last }, Self::Days { first: other_first, last: other_last }) => {
                first <= other_last && other_first <= last
            }
            // Of two that overlap one begins while the other goes on.
            (Self::Yearly { first, .. }, Self::Yearly { first: other_first, .. }) => {
                self.has(other_first) || other.has(first)
            }
            (Self::Days { first, last }, yearly @ Self::Yearly { first: begins, .. })
            | (yearly @ Self::Yearly { first: begins, .. }, Self::Days { first, last }) => {
                let first = first.max(Day(0));
                first <= last && (yearly.contains(first) || begins.next(first) <= last)
            }
        }
    }

    /// Whether a season of every year has this day of the year.
    fn has(self, today: MonthDay) -> bool {
        let Self::Yearly { first, last } = self else { return false };
        let (begun, not_over) = (first <= today, today <= last);
        if first <= last { begun && not_over } else { begun || not_over }
    }

    /// Whether its first day is not after its last.
    pub(crate) fn is_in_order(self) -> bool {
        if let Self::Days { first, last } = self { first <= last } else { true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(year: i32, month: u32, day: u32) -> Day {
        Day::of_date(CalendarDate { year, month, day }).expect("a date")
    }

    fn yearly(first: (u8, u8), last: (u8, u8)) -> Season {
        let day = |(month, day)| MonthDay::new(month, day).expect("a day of the year");
        Season::Yearly { first: day(first), last: day(last) }
    }

    #[test]
    fn a_summer_comes_each_year_with_its_first_and_last_day() {
        let summer = yearly((5, 1), (10, 31));
        for year in [1999, 2026, 2027, 2100] {
            assert!(summer.contains(on(year, 5, 1)) && summer.contains(on(year, 10, 31)));
            assert!(!summer.contains(on(year, 4, 30)) && !summer.contains(on(year, 11, 1)));
        }
    }

    #[test]
    fn a_winter_goes_on_over_the_new_year() {
        let winter = yearly((11, 15), (2, 29));
        for (inside, day) in [
            (false, on(2026, 11, 14)),
            (true, on(2026, 11, 15)),
            (true, on(2026, 12, 31)),
            (true, on(2027, 1, 1)),
            (true, on(2027, 2, 28)),
            (false, on(2027, 3, 1)),
            (true, on(2028, 2, 29)),
            (false, on(2028, 3, 1)),
        ] {
            assert_eq!(winter.contains(day), inside, "{day:?}");
        }
    }

    #[test]
    fn a_day_of_the_year_is_one_that_some_year_has() {
        for (month, day) in [(0, 1), (13, 1), (1, 0), (2, 30), (4, 31), (12, 32)] {
            assert_eq!(MonthDay::new(month, day), None, "{month}-{day}");
        }
        assert!(MonthDay::new(2, 29).is_some() && MonthDay::new(12, 31).is_some());
    }

    #[test]
    fn seasons_overlap_where_a_day_is_in_both() {
        let (summer, autumn, winter) =
            (yearly((5, 1), (8, 31)), yearly((8, 31), (10, 31)), yearly((11, 1), (4, 30)));
        let days = |first, last| Season::Days { first, last };
        let august = days(on(2027, 8, 1), on(2027, 8, 31));
        let leap_day = yearly((2, 29), (2, 29));
        for (a, b, together) in [
            (summer, autumn, true),
            (autumn, winter, false),
            (summer, winter, false),
            (august, autumn, true),
            (august, winter, false),
            (august, days(on(2027, 8, 31), on(2027, 9, 3)), true),
            (august, days(on(2027, 9, 1), on(2027, 9, 3)), false),
            (Season::Always, august, true),
            // Never in the past and always in the future, it has every date.
            (days(on(2027, 1, 1), Day(i32::MAX)), leap_day, true),
            (days(on(2027, 1, 1), on(2027, 12, 31)), leap_day, false),
            (days(Day(i32::MIN), on(2027, 12, 31)), leap_day, true),
        ] {
            assert_eq!(a.overlaps(b), together, "{a:?} and {b:?}");
            assert_eq!(b.overlaps(a), together, "{b:?} and {a:?}");
        }
    }
}
