//! How many parties of one size fit at once: the largest number of assignments that share no table, and the room at tables
//! that are shared.

use crate::floor::{Assignment, Sharing};
use crate::table_set::TableSet;

/// The largest number of parties of this size that these assignments can seat at the same time. Exact. `taken` is how many
/// places of a shared table others have.
///
/// A combination that contains a table which is sufficient by itself never helps: use that table instead, and the
/// others stay free. So single tables count one each, and only combinations of insufficient tables need a search;
/// they are few, since such tables are. Seats of a counter are many, but each run of free ones is searched by itself.
pub(crate) fn spots<'a>(
    assignments: impl Iterator<Item = &'a Assignment>,
    attendees: u16,
    taken: impl Fn(usize) -> u16,
) -> u16 {
    let mut at_shared_tables = 0;
    let mut singles = TableSet::EMPTY;
    let mut joined: Vec<TableSet> = Vec::new();
    for assignment in assignments {
        let single = assignment.tables.first().filter(|_| assignment.tables.len() == 1);
        match (assignment.sharing, single) {
            (Sharing::Counted(places), Some(table)) => {
                at_shared_tables += places.saturating_sub(taken(table)) / attendees.max(1);
            }
            (_, Some(table)) => singles.insert(table),
            (_, None) => joined.push(assignment.tables),
        }
    }
    joined.retain(|tables| !tables.intersects(&singles));
    let packed: usize = apart(joined).iter().map(|group| packed(group)).sum();
    at_shared_tables.saturating_add(u16::try_from(singles.len() + packed).unwrap_or(u16::MAX))
}

/// The sets in groups that have no table in common.
fn apart(sets: Vec<TableSet>) -> Vec<Vec<TableSet>> {
    let mut groups: Vec<(TableSet, Vec<TableSet>)> = Vec::new();
    for set in sets {
        let (touching, mut others): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|(tables, _)| tables.intersects(&set));
        let all = touching.iter().fold(set, |all, (tables, _)| all.union(tables));
        let members = touching.into_iter().flat_map(|(_, members)| members).chain(std::iter::once(set));
        others.push((all, members.collect()));
        groups = others;
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

fn packed(joined: &[TableSet]) -> usize {
    let mut best = 0;
    pack(joined, 0, &mut best);
    best
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
            sharing: Sharing::Alone,
        }
    }

    fn spots_of(assignments: &[&[usize]]) -> u16 {
        let assignments: Vec<_> = assignments.iter().map(|tables| assignment(tables)).collect();
        spots(assignments.iter(), 1, |_| 0)
    }

    #[test]
    fn a_row_of_small_tables_is_joined_in_pairs() {
        assert_eq!(spots_of(&[&[0, 1], &[1, 2], &[2, 3]]), 2);
        assert_eq!(spots_of(&[&[0, 1], &[1, 2]]), 1);
        assert_eq!(spots_of(&[&[0], &[0, 1], &[1, 2]]), 2);
        assert_eq!(spots_of(&[]), 0);
    }

    #[test]
    fn a_shared_table_has_room_for_what_is_left() {
        let bar = Assignment { sharing: Sharing::Counted(10), ..assignment(&[3]) };
        let all = [assignment(&[0]), bar];
        assert_eq!(spots(all.iter(), 3, |_| 0), 1 + 3);
        assert_eq!(spots(all.iter(), 3, |table| if table == 3 { 5 } else { 9 }), 1 + 1);
        assert_eq!(spots(all.iter(), 3, |_| 8), 1);
    }

    #[test]
    fn a_long_counter_with_holes_is_counted_quickly() {
        // Runs of three and four free seats, in pairs.
        let runs = (0..250).filter(|seat| seat % 9 != 3 && seat % 9 != 8).collect::<Vec<usize>>();
        let pairs = runs.windows(2).filter(|pair| pair[0] + 1 == pair[1]);
        let pairs: Vec<_> = pairs.map(assignment).collect();
        assert_eq!(spots(pairs.iter(), 2, |_| 0), 29 + 2 * 27);
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
                usize::from(spots(assignments.iter(), 1, |_| 0)),
                spots_by_enumeration(&tables)
            );
        }
    }
}
