//! How well an assignment suits a party.
//!
//! A score is a whole number of millionths in (0, 1]. It starts at 1 and is reduced by the [`Weights`], which a
//! restaurant can tune:
//!
//! | what | millionths by default |
//! | --- | --- |
//! | each empty seat, at most eight; none at a shared table | 40,000 |
//! | each step of priority, at most ten | 12,000 |
//! | using a combination | 120,000 |
//! | each table of a combination beyond the first | 40,000 |
//! | free time before the stay that is too short for any other stay | 60,000 |
//! | the same after it | 60,000 |
//! | each guest that its section has more than the emptiest one during the stay, at most forty | 1,000 |
//!
//! By default, the reductions sum to less than a million for any combination of up to six tables; beyond that the
//! score stays at its minimum of one millionth.

use crate::floor::Assignment;
use crate::table_set::TableSet;

/// A score in millionths, from 1 to [`Score::BEST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(u32);

impl Score {
    /// The best possible score.
    pub const BEST: Self = Self(1_000_000);

    /// In millionths.
    #[must_use]
    pub fn millionths(self) -> u32 {
        self.0
    }
}

/// The cost of each flaw of an assignment, in millionths of a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// For each empty seat, up to [`EMPTY_SEATS_MAX`].
    pub empty_seat: u32,
    /// For each step of priority, up to [`PRIORITY_STEPS_MAX`].
    pub priority_step: u32,
    /// For using a combination.
    pub combination: u32,
    /// For each table of a combination beyond the first.
    pub joined_table: u32,
    /// For free time before or after the stay that is too short for any other stay.
    pub gap: u32,
    /// For each guest that the section has more than the emptiest one, up to [`IMBALANCE_MAX`].
    pub imbalance: u32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            empty_seat: 40_000,
            priority_step: 12_000,
            combination: 120_000,
            joined_table: 40_000,
            gap: 60_000,
            imbalance: 1_000,
        }
    }
}

/// Further empty seats cost nothing more.
pub const EMPTY_SEATS_MAX: u32 = 8;
/// Further steps of priority cost nothing more.
pub const PRIORITY_STEPS_MAX: u32 = 10;
/// A larger imbalance between sections costs nothing more.
pub const IMBALANCE_MAX: u32 = 40;

/// How the assignments of a stay fit with the stays around it.
#[derive(Default)]
pub(crate) struct NeighbourContext {
    /// Tables on which the stay would leave an unsellable gap before it.
    pub(crate) gap_before: TableSet,
    /// The same after it.
    pub(crate) gap_after: TableSet,
    /// For each section, its guests during the stay beyond those of the emptiest one; empty if there is only one
    /// section.
    pub(crate) imbalance: Vec<u32>,
}

pub(crate) fn score(
    assignment: &Assignment,
    attendees: u16,
    around: &NeighbourContext,
    weights: &Weights,
) -> Score {
    let joined = u32::try_from(assignment.table_count().saturating_sub(1)).unwrap_or(u32::MAX);
    // Where guests are counted, what is left is for others, before, after and beside.
    let is_counted = assignment.is_counted();
    let gaps =
        [&around.gap_before, &around.gap_after].map(|gap| !is_counted && assignment.tables.intersects(gap));
    let largest = if is_counted { attendees } else { assignment.party.max };
    let imbalance = around.imbalance.get(usize::from(assignment.section)).copied().unwrap_or(0);
    let losses = [
        (u32::from(largest.saturating_sub(attendees)).min(EMPTY_SEATS_MAX), weights.empty_seat),
        (u32::from(assignment.priority).min(PRIORITY_STEPS_MAX), weights.priority_step),
        (joined.min(1), weights.combination),
        (joined, weights.joined_table),
        (gaps.map(u32::from).iter().sum(), weights.gap),
        (imbalance.min(IMBALANCE_MAX), weights.imbalance),
    ];
    let loss = losses.into_iter().fold(0u32, |loss, (n, each)| loss.saturating_add(n.saturating_mul(each)));
    Score(Score::BEST.0.saturating_sub(loss).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::floor::{PartyBounds, Sharing};

    fn assignment(tables: &[usize], seats: u16, priority: u16) -> Assignment {
        Assignment {
            tables: tables.iter().copied().collect(),
            party: PartyBounds { min: 1, max: seats },
            priority,
            reservable: true,
            online: true,
            floor_plan: 0,
            categories: 0,
            section: 0,
            sharing: Sharing::Alone,
        }
    }

    /// Ranked by hand: the names in the order in which the engine would assign them to a party of two.
    #[test]
    fn a_party_of_two_is_seated_where_a_host_would_seat_it() {
        let around = NeighbourContext {
            gap_before: std::iter::once(4).collect(),
            gap_after: [4, 5].into_iter().collect(),
            imbalance: Vec::new(),
        };
        let weights = Weights::default();
        let mut ranked = [
            ("a table for eight", assignment(&[0], 8, 0)),
            ("the table for two", assignment(&[1], 2, 0)),
            ("a table for four", assignment(&[2], 4, 0)),
            ("two tables joined", assignment(&[3, 6], 4, 0)),
            ("a table for two with a gap on both sides", assignment(&[4], 2, 0)),
            ("a table for two with a gap behind it", assignment(&[5], 2, 0)),
            ("a table for two that is kept for last", assignment(&[7], 2, 9)),
        ];
        ranked.sort_by_key(|(_, a)| std::cmp::Reverse(score(a, 2, &around, &weights)));
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
        let (around, weights) = (NeighbourContext::default(), Weights::default());
        let many: Vec<usize> = (0..200).collect();
        assert_eq!(score(&assignment(&many, u16::MAX, u16::MAX), 1, &around, &weights).millionths(), 1);
        assert_eq!(score(&assignment(&[0], 2, 0), 2, &around, &weights), Score::BEST);
    }

    #[test]
    fn a_section_with_more_guests_than_the_emptiest_gives_way_but_not_for_a_better_table() {
        let around = NeighbourContext { imbalance: vec![6, 0, 90], ..NeighbourContext::default() };
        let at = |section, seats| Assignment { section, ..assignment(&[usize::from(section)], seats, 0) };
        let loss = |a: &Assignment| 1_000_000 - score(a, 2, &around, &Weights::default()).millionths();
        assert_eq!([0, 1, 2].map(|section| loss(&at(section, 2))), [6_000, 0, 40_000]);
        assert_eq!(loss(&at(1, 4)), 80_000);
    }

    #[test]
    fn a_restaurant_can_turn_the_ranking_round() {
        let weights = Weights { empty_seat: 0, ..Weights::default() };
        let (small, large) = (assignment(&[0], 2, 1), assignment(&[1], 8, 0));
        let better = |weights| {
            let of = |a| score(a, 2, &NeighbourContext::default(), weights);
            of(&large) > of(&small)
        };
        assert!(better(&weights) && !better(&Weights::default()));
    }
}
