//! How many guests each staff section has.

use std::ops::Range;

use crate::floor::Floor;
use crate::stay::Stay;

/// The guests of each section over a period of time, in cells counted from its start.
#[derive(Clone, Debug)]
pub(crate) struct Sections {
    /// The number of sections, up to the highest index; 0 if all tables are in one section, for which nothing is
    /// counted.
    count: usize,
    /// Whether a section has a table that can be booked, by index.
    bookable: Vec<bool>,
    /// The sections of the first cell, then those of the second, and so on.
    guests: Vec<Guests>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Guests {
    /// Guests present.
    seated: u32,
    /// Of those, guests whose stay starts in this cell.
    starting: u32,
}

impl Sections {
    /// The sections of a floor, without guests, over this many cells.
    pub(crate) fn new(floor: &Floor, cells: usize) -> Self {
        let sections = || floor.tables().iter().map(|table| usize::from(table.section));
        let count = if sections().min() == sections().max() { 0 } else { sections().max().unwrap_or(0) + 1 };
        let mut bookable = vec![false; count];
        for table in floor.tables().iter().filter(|table| table.reservable) {
            if let Some(section) = bookable.get_mut(usize::from(table.section)) {
                *section = true;
            }
        }
        Self { count, bookable, guests: vec![Guests::default(); cells * count] }
    }

    /// Adds a stay to the section of its first table.
    pub(crate) fn add(&mut self, floor: &Floor, stay: &Stay, cells: Range<usize>) {
        if self.count == 0 {
            return;
        }
        let table = stay.tables.iter().next().and_then(|table| floor.tables().get(table));
        let Some(section) = table.map(|table| usize::from(table.section)) else { return };
        for cell in cells.clone() {
            if let Some(guests) = self.guests.get_mut(cell * self.count + section) {
                guests.seated += u32::from(stay.attendees);
                guests.starting += if cell == cells.start { u32::from(stay.attendees) } else { 0 };
            }
        }
    }

    /// For each section, its guests during `cells` beyond those of the section with the fewest, ignoring sections
    /// that cannot be booked; empty if there is only one section.
    pub(crate) fn imbalance(&self, cells: Range<usize>) -> Vec<u32> {
        // The guests present at first, and then all who come: each stay counts once, however long it is.
        let guests = |section: usize| {
            let at = |cell: usize| self.guests.get(cell * self.count + section).copied().unwrap_or_default();
            let count = |cell| if cell == cells.start { at(cell).seated } else { at(cell).starting };
            cells.clone().map(count).sum()
        };
        let all: Vec<u32> = (0..self.count).map(guests).collect();
        let bookable = all.iter().zip(&self.bookable).filter(|(_, bookable)| **bookable);
        let fewest = bookable.map(|(guests, _)| *guests).min().unwrap_or(0);
        all.into_iter().map(|guests| guests.saturating_sub(fewest)).collect()
    }
}
