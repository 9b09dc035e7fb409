//! Basic types: days, amounts, texts, statuses.

pub mod clock;
pub mod currency;
pub mod date;
pub mod field_error;
pub mod message;
pub mod season;
pub mod status;
pub mod text;
