//! How many parties of one size fit at once: the largest number of assignments that share no table.

use crate::floor::Assignment;
use crate::table_set::TableSet;

/// The largest number of these assignments that can be used at the same time. Exact.
///
/// A combination that contains a table which is sufficient by itself never helps: use that table instead, and the
/// others stay free. So single tables count one each, and only combinations of insufficient tables need a search;
/// they are few, since such tables are.
pub(crate) fn disjoint_assignments<'a>(assignments: impl Iterator<Item = &'a Assignment>) -> u16 {
    let (singles, joined): (Vec<_>, Vec<_>) =
        assignments.map(|assignment| assignment.tables).partition(|tables| tables.len() == 1);
    let alone = singles.iter().fold(TableSet::EMPTY, |all, table| all.union(table));
    let joined: Vec<TableSet> = joined.into_iter().filter(|tables| !tables.intersects(&alone)).collect();
    let mut best = 0;
    pack(&joined, 0, &mut best);
    u16::try_from(singles.len() + best).unwrap_or(u16::MAX)
}

/// Depth-first over the lowest table left: it goes to one of the combinations that contain it, or to none.
fn pack(joined: &[TableSet], taken: usize, best: &mut usize) {
    *best = taken.max(*best);
    let in_play = joined.iter().fold(TableSet::EMPTY, |all, tables| all.union(tables));
    let Some(lowest) = in_play.iter().next() else { return };
    let smallest = joined.iter().map(TableSet::len).min().unwrap_or(1);
    if taken + in_play.len() / smallest <= *best {
        return;
    }
    for tables in joined.iter().filter(|tables| tables.contains(lowest)) {
        let rest: Vec<_> = joined.iter().filter(|other| !other.intersects(tables)).copied().collect();
        pack(&rest, taken + 1, best);
    }
    let without: Vec<_> = joined.iter().filter(|tables| !tables.contains(lowest)).copied().collect();
    pack(&without, taken, best);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::floor::PartyBounds;
    use proptest::prelude::*;

    fn assignment(tables: &[usize]) -> Assignment {
        Assignment {
            tables: tables.iter().copied().collect(),
            party: PartyBounds { min: 1, max: 1 },
            priority: 0,
            reservable: true,
            online: true,
            floor_plan: 0,
            categories: 0,
            section: 0,
        }
    }

    fn spots(assignments: &[&[usize]]) -> u16 {
        let assignments: Vec<_> = assignments.iter().map(|tables| assignment(tables)).collect();
        disjoint_assignments(assignments.iter())
    }

    #[test]
    fn a_row_of_small_tables_is_joined_in_pairs() {
        assert_eq!(spots(&[&[0, 1], &[1, 2], &[2, 3]]), 2);
        assert_eq!(spots(&[&[0, 1], &[1, 2]]), 1);
        assert_eq!(spots(&[&[0], &[0, 1], &[1, 2]]), 2);
        assert_eq!(spots(&[]), 0);
    }

    /// Every subset, by brute force.
    fn spots_by_enumeration(sets: &[TableSet]) -> usize {
        (0u32..1 << sets.len())
            .filter(|subset| {
                let chosen = || (0..sets.len()).filter(|i| subset & (1 << i) != 0);
                chosen().all(|i| chosen().all(|j| i == j || !sets[i].intersects(&sets[j])))
            })
            .map(|subset| subset.count_ones() as usize)
            .max()
            .unwrap_or(0)
    }

    proptest! {
        #[test]
        fn it_is_the_largest_number_whatever_the_floor(
            mut sets in prop::collection::vec(prop::collection::btree_set(0usize..8, 1..4), 0..10)
        ) {
            sets.sort();
            sets.dedup();
            let assignments: Vec<_> =
                sets.iter().map(|set| assignment(&set.iter().copied().collect::<Vec<_>>())).collect();
            let tables: Vec<_> = assignments.iter().map(|a| a.tables).collect();
            prop_assert_eq!(
                usize::from(disjoint_assignments(assignments.iter())),
                spots_by_enumeration(&tables)
            );
        }
    }
}
