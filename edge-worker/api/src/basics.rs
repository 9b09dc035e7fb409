//! What everything is made of: days, sums, texts, statuses.

pub mod currency;
pub mod date;
pub mod field_error;
pub mod status;
pub mod text;
