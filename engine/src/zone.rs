//! From wall time to instants and back, without a zone database.

use crate::time::{Day, Instant};

/// The UTC offsets of one zone over the period of time that the caller needs.
///
/// The Worker reads them from the zone database and sends them with the snapshot, so that the engine in the browser
/// gives the same answers without one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offsets {
    /// Minutes east of UTC before the first change.
    first: i32,
    /// The instants at which the offset changes, and the new offsets; in order of time.
    changes: Vec<(Instant, i32)>,
}

impl Offsets {
    /// The zone that is always `minutes` east of UTC.
    #[must_use]
    pub fn fixed(minutes: i32) -> Self {
        Self { first: minutes, changes: Vec::new() }
    }

    /// A zone `first` minutes east of UTC until the first of `changes` (instant, new offset); `None` if the changes
    /// are out of order.
    #[must_use]
    pub fn new(first: i32, changes: Vec<(Instant, i32)>) -> Option<Self> {
        changes.is_sorted_by(|a, b| a.0 < b.0).then_some(Self { first, changes })
    }

    /// Minutes east of UTC before the first change.
    #[must_use]
    pub fn first(&self) -> i32 {
        self.first
    }

    /// The changes, in order of time.
    #[must_use]
    pub fn changes(&self) -> &[(Instant, i32)] {
        &self.changes
    }

    /// The instant at which the wall clock shows `minutes` after `day` began.
    ///
    /// Clock changes follow RFC 5545: a skipped wall time is read with the offset before the change, so it
    /// falls after the gap; one that occurs twice is its first occurrence.
    #[must_use]
    pub fn instant(&self, day: Day, minutes: u16) -> Instant {
        let wall = day.wall_minutes() + i64::from(minutes);
        let mut offset = self.first;
        for &(change, next) in &self.changes {
            let before = Instant(wall - i64::from(offset));
            let after = Instant(wall - i64::from(next));
            if before < change || after < change {
                return before;
            }
            offset = next;
        }
        Instant(wall - i64::from(offset))
    }

    /// Whether the wall clock ever shows `minutes` after `day` began: it skips some when clocks are put forward.
    #[must_use]
    pub fn exists(&self, day: Day, minutes: u16) -> bool {
        self.wall(self.instant(day, minutes))
            == Day::from_wall_minutes(day.wall_minutes() + i64::from(minutes))
    }

    /// The day and the minutes since it began that the wall clock shows at `instant`.
    #[must_use]
    pub fn wall(&self, instant: Instant) -> (Day, u16) {
        let offset =
            self.changes.iter().rev().find(|(change, _)| *change <= instant).map_or(self.first, |c| c.1);
        Day::from_wall_minutes(instant.0 + i64::from(offset))
    }

    /// Today in the restaurant's zone.
    #[must_use]
    pub fn today(&self, now: Instant) -> Day {
        self.wall(now).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGE: Instant = Instant(100_000 * 60);

    /// A zone that changes from +60 to +120 (spring) or back (autumn) at `CHANGE`, and the wall time of the change.
    fn zone(first: i32, then: i32) -> (Offsets, i64) {
        let offsets = Offsets::new(first, vec![(CHANGE, then)]).expect("in order");
        (offsets, CHANGE.0 + i64::from(first))
    }

    fn at(offsets: &Offsets, wall: i64) -> i64 {
        let (day, minutes) = Day::from_wall_minutes(wall);
        offsets.instant(day, minutes).0 - CHANGE.0
    }

    #[test]
    fn a_skipped_wall_time_is_on_the_later_side_of_the_gap() {
        let (spring, wall) = zone(60, 120);
        assert_eq!(at(&spring, wall - 1), -1);
        assert_eq!(at(&spring, wall), 0); // 02:00 does not exist; it is 03:00
        assert_eq!(at(&spring, wall + 59), 59); // 02:59 is 03:59
        assert_eq!(at(&spring, wall + 60), 0); // 03:00 is the first minute after the change
    }

    #[test]
    fn a_skipped_wall_time_does_not_exist() {
        let (spring, wall) = zone(60, 120);
        let (autumn, _) = zone(120, 60);
        for minute in -90..90 {
            let (day, minutes) = Day::from_wall_minutes(wall + minute);
            assert_eq!(spring.exists(day, minutes), !(0..60).contains(&minute), "minute {minute}");
            assert!(autumn.exists(day, minutes), "minute {minute}");
        }
    }

    #[test]
    fn a_wall_time_that_occurs_twice_is_its_first_occurrence() {
        let (autumn, wall) = zone(120, 60);
        assert_eq!(at(&autumn, wall - 60), -60); // 02:00, first time
        assert_eq!(at(&autumn, wall - 1), -1); // 02:59, first time
        assert_eq!(at(&autumn, wall), 60); // 03:00 exists once
    }

    #[test]
    fn every_instant_has_a_wall_time_that_leads_back_unless_it_is_the_second_of_a_fold() {
        for (offsets, _) in [zone(60, 120), zone(120, 60)] {
            for minute in -200..200 {
                let instant = CHANGE.plus(minute);
                let (day, minutes) = offsets.wall(instant);
                let back = offsets.instant(day, minutes);
                let second_of_fold = offsets.first() == 120 && (0..60).contains(&minute);
                assert_eq!(back == instant, !second_of_fold, "minute {minute}");
            }
        }
    }
}
