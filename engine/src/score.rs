//! How well an assignment suits a party.
//!
//! A score is a whole number of millionths in (0, 1]. It starts at 1 and loses:
//!
//! | what | millionths |
//! | --- | --- |
//! | each seat left empty, at most eight | 40,000 |
//! | each step of priority index, at most ten | 12,000 |
//! | spending a combination | 120,000 |
//! | each table of a combination beyond the first | 40,000 |
//! | free time before the stay too short for anybody's stay | 60,000 |
//! | the same after it | 60,000 |
//!
//! The losses sum to less than a million for any combination of up to six tables; beyond that the score stays
//! at its minimum of one millionth.

use crate::floor::Assignment;
use crate::table_set::TableSet;

/// A score in millionths, from 1 to [`Score::BEST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(u32);

impl Score {
    /// Nothing could suit better.
    pub const BEST: Self = Self(1_000_000);

    /// Millionths.
    #[must_use]
    pub fn millionths(self) -> u32 {
        self.0
    }
}

const EMPTY_SEAT: u32 = 40_000;
const EMPTY_SEATS_MAX: u32 = 8;
const PRIORITY_STEP: u32 = 12_000;
const PRIORITY_STEPS_MAX: u32 = 10;
const COMBINATION: u32 = 120_000;
const JOINED_TABLE: u32 = 40_000;
const UNSELLABLE_GAP: u32 = 60_000;

/// Tables that the stay would leave with unsellable free time.
pub(crate) struct Surroundings {
    pub(crate) gap_before: TableSet,
    pub(crate) gap_after: TableSet,
}

pub(crate) fn score(assignment: &Assignment, attendees: u16, around: &Surroundings) -> Score {
    let empty_seats = u32::from(assignment.party.max.saturating_sub(attendees)).min(EMPTY_SEATS_MAX);
    let priority_steps = u32::from(assignment.priority).min(PRIORITY_STEPS_MAX);
    let joined = u32::try_from(assignment.table_count().saturating_sub(1)).unwrap_or(u32::MAX);
    let gap = |tables: &TableSet| u32::from(assignment.tables.intersects(tables)) * UNSELLABLE_GAP;
    let loss = (empty_seats * EMPTY_SEAT + priority_steps * PRIORITY_STEP)
        .saturating_add(if 0 < joined { COMBINATION } else { 0 })
        .saturating_add(joined.saturating_mul(JOINED_TABLE))
        .saturating_add(gap(&around.gap_before))
        .saturating_add(gap(&around.gap_after));
    Score(Score::BEST.0.saturating_sub(loss).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::floor::PartyBounds;

    fn assignment(tables: &[usize], seats: u16, priority: u16) -> Assignment {
        Assignment {
            tables: tables.iter().copied().collect(),
            party: PartyBounds { min: 1, max: seats },
            priority,
            reservable: true,
            floor_plan: 0,
            categories: 0,
        }
    }

    /// Ranks by hand: the names in the order in which the engine would give them away to a party of two.
    #[test]
    fn a_party_of_two_is_seated_where_a_host_would_seat_it() {
        let around = Surroundings {
            gap_before: std::iter::once(4).collect(),
            gap_after: [4, 5].into_iter().collect(),
        };
        let mut ranked = [
            ("a table for eight", assignment(&[0], 8, 0)),
            ("the table for two", assignment(&[1], 2, 0)),
            ("a table for four", assignment(&[2], 4, 0)),
            ("two tables joined", assignment(&[3, 6], 4, 0)),
            ("a table for two with a gap on both sides", assignment(&[4], 2, 0)),
            ("a table for two with a gap behind it", assignment(&[5], 2, 0)),
            ("a table for two that is kept for last", assignment(&[7], 2, 9)),
        ];
        ranked.sort_by_key(|(_, a)| std::cmp::Reverse(score(a, 2, &around)));
        assert_eq!(
            ranked.map(|(name, _)| name),
            [
                "the table for two",                        // 1,000,000
                "a table for two with a gap behind it",     //   940,000
                "a table for four",                         //   920,000
                "a table for two that is kept for last",    //   892,000
                "a table for two with a gap on both sides", //   880,000
                "a table for eight",                        //   760,000
                "two tables joined",                        //   760,000, and later in the floor's order
            ]
        );
    }

    #[test]
    fn a_score_is_never_nothing() {
        let nowhere = Surroundings { gap_before: TableSet::EMPTY, gap_after: TableSet::EMPTY };
        let many: Vec<usize> = (0..200).collect();
        assert_eq!(score(&assignment(&many, u16::MAX, u16::MAX), 1, &nowhere).millionths(), 1);
        assert_eq!(score(&assignment(&[0], 2, 0), 2, &nowhere), Score::BEST);
    }
}
