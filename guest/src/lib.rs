//! Where a guest is on the way to a table ([`flow`]), and what the house answers from its snapshot ([`house`]): for the
//! widget, and for the pages without scripts. It fetches nothing and draws nothing.

pub mod clock;
pub mod email_typo;
pub mod error;
mod first_wish;
pub mod flow;
pub mod house;
pub mod keys;
pub mod lang;
pub mod month;
pub mod options;
pub mod saved;
pub mod words;
