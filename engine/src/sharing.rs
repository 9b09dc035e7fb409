//! Tables that several parties have at once: their guests are counted, or they get neighbouring seats.

use std::ops::Range;

use crate::floor::{Combination, Floor, PartyBounds, Sharing};
use crate::house::House;
use crate::occupancy::Occupancy;
use crate::table_set::TableSet;

/// The runs of neighbouring seats at a counter whose seats are tables from `first` on: for each size of party that it is
/// for, but for a single guest, from the first seat to the last.
#[must_use]
pub fn seat_runs(first: usize, seats: u16, party: PartyBounds, priority: u16) -> Vec<Combination> {
    let sizes = party.min.max(2)..=party.max.min(seats);
    let runs = |size: u16| {
        let tables = move |start: u16| (start..start + size).map(|seat| first + usize::from(seat)).collect();
        let party = PartyBounds { min: size, max: size };
        (0..=seats - size).map(move |start| Combination { tables: tables(start), party, priority })
    };
    sizes.flat_map(runs).collect()
}

impl Floor {
    /// The tables whose guests are counted.
    #[must_use]
    pub fn counted(&self) -> TableSet {
        self.numbered(|sharing| matches!(sharing, Sharing::Counted(_)))
    }

    /// All seats of the counter of which these are seats; `None` if they are not all seats of one.
    #[must_use]
    pub fn counter_of(&self, seats: &TableSet) -> Option<TableSet> {
        let sharing = self.tables().get(seats.first()?)?.sharing;
        let counter = self.numbered(|other| other == sharing);
        (matches!(sharing, Sharing::Seat(_)) && seats.minus(&counter).is_empty()).then_some(counter)
    }

    /// The run of so many of these seats that is free and has most of those of `near`; the first of several.
    pub(crate) fn free_run(
        &self,
        seats: &TableSet,
        attendees: u16,
        busy: &TableSet,
        near: &TableSet,
    ) -> Option<TableSet> {
        let seats: Vec<usize> = seats.iter().collect();
        // More guests than there are seats have no window.
        let runs =
            seats.windows(usize::from(attendees).max(1)).map(|run| run.iter().copied().collect::<TableSet>());
        let free = runs.filter(|run| !run.intersects(busy));
        free.rev().max_by_key(|run| run.intersection(near).len())
    }

    fn numbered(&self, is_one: impl Fn(Sharing) -> bool) -> TableSet {
        let tables = self.tables().iter().enumerate();
        tables.filter(|(_, table)| is_one(table.sharing)).map(|(i, _)| i).collect()
    }
}

impl House {
    /// As many neighbouring seats of this counter as there are guests, free in these cells and near to those of `near`.
    #[must_use]
    pub fn free_seats(
        &self,
        occupancy: &Occupancy,
        (counter, near): (&TableSet, &TableSet),
        cells: Range<i64>,
        attendees: u16,
    ) -> Option<TableSet> {
        let busy = self.busy(occupancy, cells, attendees);
        self.floor.free_run(counter, attendees, &busy, near)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_made_of_neighbours() {
        let runs = seat_runs(5, 4, PartyBounds { min: 1, max: 3 }, 0);
        let tables: Vec<_> = runs.iter().map(|run| run.tables.clone()).collect();
        let of = |first: usize, size: usize| (first..first + size).collect::<Vec<_>>();
        assert_eq!(tables, [of(5, 2), of(6, 2), of(7, 2), of(5, 3), of(6, 3)]);
        assert!(runs.iter().all(|run| usize::from(run.party.min) == run.tables.len()));
        assert_eq!(seat_runs(0, 2, PartyBounds { min: 1, max: 9 }, 0).len(), 1, "no more than there are");
        assert_eq!(seat_runs(0, 9, PartyBounds { min: 1, max: 1 }, 0), []);
    }

    #[test]
    fn a_single_guest_has_a_single_seat_where_the_counter_takes_one() {
        assert_eq!(PartyBounds { min: 1, max: 4 }.of_one_seat(), PartyBounds { min: 1, max: 1 });
        assert!(!PartyBounds { min: 2, max: 4 }.of_one_seat().contains(1));
    }
}
