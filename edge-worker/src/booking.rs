//! Reservations from the first request to the empty table, and the guests who make them.

pub(crate) mod at_table;
pub(crate) mod contact;
pub(crate) mod erasure;
pub(crate) mod guestbook;
pub(crate) mod hold;
pub(crate) mod rescheduling;
pub(crate) mod reservation;
pub(crate) mod transition;
