//! Reservations, from the request to the check-out, and the guests who make them.

pub(crate) mod at_table;
pub(crate) mod contact;
pub(crate) mod erasure;
pub(crate) mod guest_entry;
pub(crate) mod guest_merge;
pub(crate) mod guestbook;
pub(crate) mod hold;
pub(crate) mod hold_and_unpaid_limits;
pub(crate) mod new_reservation;
pub(crate) mod personal_data;
pub(crate) mod rescheduling;
pub(crate) mod reservation;
pub(crate) mod reservation_log;
pub(crate) mod standing;
pub(crate) mod transition;
