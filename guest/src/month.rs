//! The calendar's arithmetic: which days a month shows, and where a key moves. Monday comes first.
//!
//! It knows neither the visitor's clock nor which days have room.

use api::Date;
use engine::{CalendarDate, Day};

/// Weeks that the grid always shows, so that nothing below it moves from month to month.
const WEEKS: i32 = 6;

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    pub fn of(day: Date) -> Self {
        let CalendarDate { year, month, .. } = day.0.date();
        Self { year, month }
    }

    pub fn plus(self, months: i32) -> Self {
        let total = self.year * 12 + self.month.cast_signed() - 1 + months;
        Self { year: total.div_euclid(12), month: total.rem_euclid(12).cast_unsigned() + 1 }
    }

    pub fn first(self) -> Date {
        // Every month has a first day; the fallback is only for years beyond the calendar's.
        Date::of(self.year, self.month, 1).unwrap_or(Date(Day(0)))
    }

    pub fn last(self) -> Date {
        plus(self.plus(1).first(), -1)
    }

    /// The weeks to draw, Monday first; nothing where a day belongs to another month.
    pub fn weeks(self) -> Vec<Vec<Option<Date>>> {
        let first = self.first();
        let monday = plus(first, -(first.0.weekday() as i32));
        let day = |i| Some(plus(monday, i)).filter(|day| Month::of(*day) == self);
        (0..WEEKS).map(|week| (week * 7..week * 7 + 7).map(day).collect()).collect()
    }
}

pub fn plus(day: Date, days: i32) -> Date {
    Date(day.0.plus(days))
}

/// Where a key moves from `day`, within the days that can be asked about; nothing for other keys.
///
/// As the ARIA authoring practices have it: arrows by day and week, Home and End within the week, Page Up and
/// Page Down by month.
pub fn moved(day: Date, key: &str, (first, last): (Date, Date)) -> Option<Date> {
    let weekday = day.0.weekday() as i32;
    let target = match key {
        "ArrowLeft" => plus(day, -1),
        "ArrowRight" => plus(day, 1),
        "ArrowUp" => plus(day, -7),
        "ArrowDown" => plus(day, 7),
        "Home" => plus(day, -weekday),
        "End" => plus(day, 6 - weekday),
        "PageUp" => same_day(day, Month::of(day).plus(-1)),
        "PageDown" => same_day(day, Month::of(day).plus(1)),
        _ => return None,
    };
    Some(target.clamp(first, last))
}

/// The same day of another month, or that month's last.
fn same_day(day: Date, month: Month) -> Date {
    let number = day.0.date().day;
    Date::of(month.year, month.month, number).unwrap_or(month.last())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn a_month_is_drawn_in_six_weeks_from_monday() {
        let weeks = Month::of(date("2026-11-21")).weeks();
        assert_eq!(weeks.len(), 6);
        assert!(weeks.iter().all(|week| week.len() == 7));
        // 2026-11-01 is a Sunday.
        assert_eq!(weeks[0], [None, None, None, None, None, None, Some(date("2026-11-01"))]);
        assert_eq!(weeks[5][0], Some(date("2026-11-30")));
        assert_eq!(weeks[5][1], None);
        assert_eq!(weeks.iter().flatten().flatten().count(), 30);
    }

    #[test]
    fn months_go_on_over_the_turn_of_the_year() {
        let december = Month::of(date("2026-12-31"));
        assert_eq!(december.plus(1).first(), date("2027-01-01"));
        assert_eq!(december.plus(-12).last(), date("2025-12-31"));
        assert_eq!(december.plus(2).last(), date("2027-02-28"));
    }

    #[test]
    fn keys_move_as_in_any_calendar_and_stay_within_the_days_that_can_be_asked_about() {
        let bounds = (date("2026-11-21"), date("2027-01-20"));
        let from = date("2026-12-31"); // a Thursday
        for (key, to) in [
            ("ArrowLeft", "2026-12-30"),
            ("ArrowRight", "2027-01-01"),
            ("ArrowUp", "2026-12-24"),
            ("ArrowDown", "2027-01-07"),
            ("Home", "2026-12-28"),
            ("End", "2027-01-03"),
            ("PageUp", "2026-11-30"),
            ("PageDown", "2027-01-20"),
        ] {
            assert_eq!(moved(from, key, bounds), Some(date(to)), "{key}");
        }
        assert_eq!(moved(bounds.0, "ArrowLeft", bounds), Some(bounds.0));
        assert_eq!(moved(from, "Enter", bounds), None);
    }
}
