//! A party in the house: when, how many, at which tables, and what it was promised.

use crate::table_set::TableSet;
use crate::time::Span;

/// A party that has tables: a booking, a hold, or guests already seated. It carries nothing personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// From sitting down to leaving, without the buffer.
    pub span: Span,
    /// How many guests.
    pub attendees: u16,
    /// The tables it was given.
    pub tables: TableSet,
    /// What it can be given instead.
    pub promise: Promise,
    /// Whether its guest booked it, and not the restaurant.
    pub online: bool,
}

/// What a party was promised about its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Promise {
    /// These very tables: a host pinned them, or the party sits there already.
    Tables,
    /// Tables of the floor plan in which it has them now, of one of these categories (one bit each, 0 is any).
    Kind {
        /// The categories.
        categories: u64,
    },
}
