//! How many guests the staff of each section have.

use std::ops::Range;

use crate::floor::Floor;
use crate::stay::Stay;

/// The guests of each section over a stretch of time, in cells counted from its beginning.
#[derive(Clone, Debug)]
pub(crate) struct Sections {
    /// How many there are, up to the highest index; 0 where all tables are of one section, which then keeps nothing.
    count: usize,
    /// Those with a table that can be booked, by index.
    bookable: Vec<bool>,
    /// The sections of the first cell, then those of the second, and so on.
    guests: Vec<Guests>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Guests {
    /// Guests in the house.
    seated: u32,
    /// Those of them whose stay starts in this cell.
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

    /// Puts a stay into the section of its first table.
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

    /// How many guests each section has at some moment of `cells` more than the one with the fewest, those aside
    /// that nobody can book; nothing where all tables are of one section.
    pub(crate) fn imbalance(&self, cells: Range<usize>) -> Vec<u32> {
        // Who is there at first, and then each who comes: every stay once, however long.
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
