//! Holds, reservations, guests and calls, and how their changes are told.

pub mod call;
pub mod guest;
pub mod guest_booking;
pub mod hold;
pub mod reservation;
pub mod source;
pub mod webhook_event;
