//! A restaurant's configuration: publishing it, and the parties that a change would strand.

mod addresses;
pub(crate) mod pictures;
pub(crate) mod publishing;
pub(crate) mod stranding;
pub(crate) mod texts;
pub(crate) mod validation;
pub(crate) mod warnings;
