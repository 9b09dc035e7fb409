//! From IANA names to UTC offsets over a range of days: the engine has no zone database.

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;
use engine::{Day, Instant, Offsets};

/// The zone with this IANA name.
pub(crate) fn named(name: &str) -> Option<Tz> {
    name.parse().ok()
}

/// Minutes east of UTC at an instant.
fn offset_minutes(zone: Tz, instant: Instant) -> i32 {
    let time = DateTime::from_timestamp(instant.0.saturating_mul(60), 0).unwrap_or_default();
    zone.offset_from_utc_datetime(&time.naive_utc()).fix().local_minus_utc() / 60
}

/// The wall-clock time at an instant, however far away: the day, and minutes since its midnight.
pub(crate) fn wall(zone: Tz, instant: Instant) -> (Day, u16) {
    Offsets::fixed(offset_minutes(zone, instant)).wall(instant)
}

/// The zone's offsets from the day before `from` to three days after `until`, which covers slots past midnight and
/// the stays around them.
pub(crate) fn offsets(zone: Tz, from: Day, until: Day) -> Offsets {
    let midnight = |day: Day| Instant(i64::from(day.0) * 1440);
    let start = midnight(from.plus(-1));
    let first = offset_minutes(zone, start);
    let mut changes = Vec::new();
    let (mut before, mut offset) = (start, first);
    for next in from.0..=until.0.saturating_add(3) {
        let after = midnight(Day(next));
        let then = offset_minutes(zone, after);
        if then != offset {
            changes.push((change_between(zone, before, after, offset), then));
        }
        (before, offset) = (after, then);
    }
    Offsets::new(first, changes).unwrap_or(Offsets::fixed(first))
}

/// The first instant in (before, after] with another offset. Zones change at most once a day.
fn change_between(zone: Tz, before: Instant, after: Instant, offset: i32) -> Instant {
    let (mut low, mut high) = (before.0, after.0);
    while 1 < high - low {
        let middle = low + (high - low) / 2;
        if offset_minutes(zone, Instant(middle)) == offset {
            low = middle;
        } else {
            high = middle;
        }
    }
    Instant(high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Date;

    fn day(text: &str) -> Day {
        text.parse::<Date>().expect("a day").0
    }

    #[test]
    fn vienna_changes_its_clocks_at_one_in_the_morning_utc() {
        let vienna = named("Europe/Vienna").expect("a zone");
        for (from, first, then, change) in
            [("2027-03-27", 60, 120, "2027-03-28"), ("2026-10-24", 120, 60, "2026-10-25")]
        {
            let at = Instant(i64::from(day(change).0) * 1440 + 60);
            let expected = Offsets::new(first, vec![(at, then)]).expect("in order");
            assert_eq!(offsets(vienna, day(from), day(change)), expected);
        }
    }

    #[test]
    fn every_minute_of_a_year_agrees_with_the_zone_database() {
        for name in [
            "Europe/Vienna",
            "America/St_Johns",
            "Australia/Lord_Howe",
            "Asia/Kathmandu",
            "Africa/Casablanca",
        ] {
            let zone = named(name).expect("a zone");
            let from = day("2026-01-01");
            let offsets = offsets(zone, from, from.plus(365));
            for quarter in 0..365 * 96 {
                let instant = Instant(i64::from(from.0) * 1440 + quarter * 15);
                let wall = instant.0 + i64::from(offset_minutes(zone, instant));
                let expected =
                    (Day(i32::try_from(wall.div_euclid(1440)).expect("a day")), wall.rem_euclid(1440));
                let (day, minutes) = offsets.wall(instant);
                assert_eq!((day, i64::from(minutes)), expected, "{name}");
            }
        }
    }
}
