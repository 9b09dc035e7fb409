//! Holds, reservations and guests.

pub mod call;
pub mod guest;
pub mod guest_booking;
pub mod hold;
pub mod reservation;
