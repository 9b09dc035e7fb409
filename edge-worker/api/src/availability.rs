//! Slots: what can be booked when, why not, and what instead.

pub mod alternative;
pub mod exclusion_reason;
pub mod slot;
