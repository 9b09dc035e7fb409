//! Slots: what can be booked and when, why a slot cannot be booked, and what can be booked instead.

pub mod alternative;
pub mod exclusion_reason;
pub mod slot;
