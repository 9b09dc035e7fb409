//! Which tables and how many guests are in the restaurant when, as bits and counts per cell.

use std::ops::Range;

use crate::floor::{Floor, Sharing, Table};
use crate::house::House;
use crate::sections::Sections;
use crate::stay::Stay;
use crate::table_set::TableSet;

/// A restaurant's stays over a period of time, ready for questions.
///
/// Built once for a snapshot or a decision; each question is then a few bit operations per cell.
#[derive(Clone, Debug)]
pub struct Occupancy {
    /// The cell with index 0.
    first_cell: i64,
    cells: Vec<Cell>,
    stays: Vec<Stay>,
    sections: Sections,
    counted: Vec<Counted>,
}

/// A table that is shared by parties whose guests are counted.
#[derive(Clone, Debug)]
struct Counted {
    table: usize,
    places: u16,
    /// The places that are in use in each cell, buffers included.
    taken: Vec<u16>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    /// Tables in use that are not counted, buffers included.
    busy: TableSet,
    /// Guests present, buffers not included.
    seated: u32,
    /// Guests whose stay starts in this cell.
    starting: u32,
    /// Of those, guests who booked online.
    starting_online: u32,
}

fn counted(floor: &Floor, cells: usize) -> Vec<Counted> {
    let counted = |(table, of): (usize, &Table)| match of.sharing {
        Sharing::Counted(places) => Some(Counted { table, places, taken: vec![0; cells] }),
        Sharing::Alone | Sharing::Seat(_) => None,
    };
    floor.tables().iter().enumerate().filter_map(counted).collect()
}

impl Occupancy {
    /// Adds the stays to the restaurant. Their order does not matter.
    #[must_use]
    pub fn new<'a>(house: &House, stays: impl IntoIterator<Item = &'a Stay> + Clone) -> Self {
        let buffer = house.rules.buffer_minutes;
        let cells = |stay: &Stay| stay.span.extended(buffer).cells();
        let first_cell = stays.clone().into_iter().map(|stay| cells(stay).start).min().unwrap_or(0);
        let end_cell = stays.clone().into_iter().map(|stay| cells(stay).end).max().unwrap_or(first_cell);
        let length = usize::try_from(end_cell - first_cell).unwrap_or(0);
        let mut occupancy = Self {
            first_cell,
            cells: vec![Cell::default(); length],
            stays: stays.clone().into_iter().cloned().collect(),
            sections: Sections::new(&house.floor, length),
            counted: counted(&house.floor, length),
        };
        for stay in stays {
            occupancy.add(stay, buffer);
            let cells = occupancy.indexes(&stay.span.cells());
            occupancy.sections.add(&house.floor, stay, cells);
        }
        occupancy
    }

    fn add(&mut self, stay: &Stay, buffer: u16) {
        let attendees = u32::from(stay.attendees);
        let blocked = stay.span.extended(buffer).cells();
        let mut alone = stay.tables;
        let indexes = self.indexes(&blocked);
        for table in self.counted.iter_mut().filter(|counted| stay.tables.contains(counted.table)) {
            alone = alone.minus(&std::iter::once(table.table).collect());
            for taken in table.taken.get_mut(indexes.clone()).unwrap_or(&mut []) {
                *taken = taken.saturating_add(stay.attendees);
            }
        }
        for cell in self.range_mut(blocked) {
            cell.busy = cell.busy.union(&alone);
        }
        for cell in self.range_mut(stay.span.cells()) {
            cell.seated += attendees;
        }
        let start = stay.span.start().cell();
        for cell in self.range_mut(start..start + 1) {
            cell.starting += attendees;
            cell.starting_online += if stay.online { attendees } else { 0 };
        }
    }

    /// The stays it was built from, in the caller's order.
    #[must_use]
    pub fn stays(&self) -> &[Stay] {
        &self.stays
    }

    /// Tables at which a party of this size finds no room at some moment of `cells`.
    pub(crate) fn busy(&self, cells: Range<i64>, attendees: u16) -> TableSet {
        let is_full = |counted: &&Counted| {
            counted.places.saturating_sub(self.places_taken(counted.table, &cells)) < attendees
        };
        let full = self.counted.iter().filter(is_full).map(|counted| counted.table).collect();
        self.range(cells.clone()).iter().fold(full, |busy, cell| busy.union(&cell.busy))
    }

    /// The most places of a table that are in use at a moment of `cells`, if its guests are counted.
    pub(crate) fn places_taken(&self, table: usize, cells: &Range<i64>) -> u16 {
        let counted = self.counted.iter().find(|counted| counted.table == table);
        let taken = counted.and_then(|counted| counted.taken.get(self.indexes(cells)));
        taken.and_then(|taken| taken.iter().copied().max()).unwrap_or(0)
    }

    /// The largest number of guests present at any moment of `cells`.
    pub(crate) fn seated(&self, cells: Range<i64>) -> u32 {
        self.range(cells).iter().map(|cell| cell.seated).max().unwrap_or(0)
    }

    /// Guests whose stay starts in `cells`.
    pub(crate) fn starting(&self, cells: Range<i64>) -> u32 {
        self.range(cells).iter().map(|cell| cell.starting).sum()
    }

    /// Of those, guests who booked online.
    pub(crate) fn starting_online(&self, cells: Range<i64>) -> u32 {
        self.range(cells).iter().map(|cell| cell.starting_online).sum()
    }

    /// See [`Sections::imbalance`].
    pub(crate) fn imbalance(&self, cells: &Range<i64>) -> Vec<u32> {
        self.sections.imbalance(self.indexes(cells))
    }

    /// The known part of `cells`; outside of it the restaurant is empty.
    fn indexes(&self, cells: &Range<i64>) -> Range<usize> {
        let index = |cell: i64| usize::try_from(cell - self.first_cell).unwrap_or(0).min(self.cells.len());
        index(cells.start)..index(cells.end)
    }

    fn range(&self, cells: Range<i64>) -> &[Cell] {
        self.cells.get(self.indexes(&cells)).unwrap_or(&[])
    }

    fn range_mut(&mut self, cells: Range<i64>) -> &mut [Cell] {
        let indexes = self.indexes(&cells);
        self.cells.get_mut(indexes).unwrap_or(&mut [])
    }
}
