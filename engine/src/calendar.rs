//! The Gregorian calendar: from a day to its date, and back. Days are counted, and no library's tables are downloaded.

use crate::time::Day;

/// The date of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarDate {
    /// The year; 0 is the year before 1.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u32,
    /// The day of the month, 1 to 31.
    pub day: u32,
}

impl Day {
    /// The day of this date; `None` if there is no such date.
    #[must_use]
    pub fn of_date(date: CalendarDate) -> Option<Self> {
        let CalendarDate { year, month, day } = date;
        if !(-YEAR_MAX..=YEAR_MAX).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        // Counted from March on, the leap day comes last, and the lengths of the months follow a rule.
        let (year_from_march, months) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
        let leaps =
            year_from_march.div_euclid(4) - year_from_march.div_euclid(100) + year_from_march.div_euclid(400);
        let in_year = ((153 * months + 2) / 5 + day - 1).cast_signed();
        let found = Self(year_from_march * 365 + leaps + in_year - EPOCH_FROM_MARCH);
        // The 31st of a shorter month would come out as a day of the next month.
        (found.date() == date).then_some(found)
    }

    /// Its date.
    #[must_use]
    pub fn date(self) -> CalendarDate {
        let days = self.0.saturating_add(EPOCH_FROM_MARCH);
        let (cycle, in_cycle) = (days.div_euclid(CYCLE_DAYS), days.rem_euclid(CYCLE_DAYS));
        // Subtracts the leap days before it, so that all years have 365 days.
        let year = (in_cycle - in_cycle / 1460 + in_cycle / 36_524 - in_cycle / (CYCLE_DAYS - 1)) / 365;
        let in_year = (in_cycle - (365 * year + year / 4 - year / 100)).cast_unsigned();
        let months = (5 * in_year + 2) / 153;
        let day = in_year - (153 * months + 2) / 5 + 1;
        let month = if months < 10 { months + 3 } else { months - 9 };
        CalendarDate { year: cycle * 400 + year + i32::from(month <= 2), month, day }
    }
}

/// 1970-01-01 in days since the first of March of the year 0.
const EPOCH_FROM_MARCH: i32 = 719_468;
/// The days of 400 years, after which the calendar repeats.
const CYCLE_DAYS: i32 = 146_097;
/// Years beyond this are refused.
const YEAR_MAX: i32 = 5_000_000;
