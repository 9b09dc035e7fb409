//! A party's stay: when, how many guests, at which tables, and what it was promised.

use crate::table_set::TableSet;
use crate::time::Span;

/// A party that has tables: a booking, a hold, or guests who are already seated. It contains no personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// From sitting down to leaving, without the buffer.
    pub span: Span,
    /// How many guests.
    pub attendees: u16,
    /// Its tables.
    pub tables: TableSet,
    /// What it may be given instead.
    pub promise: Promise,
    /// Whether it was booked by its guest rather than by the restaurant.
    pub online: bool,
}

/// What a party was promised about its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Promise {
    /// Exactly these tables: a host pinned them, or the party already sits there.
    Tables,
    /// Any tables of its current floor plan with one of these categories (one bit each, 0 is any).
    Kind {
        /// The categories.
        categories: u64,
    },
}
