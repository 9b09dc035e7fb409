//! A restaurant's rules: publishing them, and whom a change would strand.

pub(crate) mod publishing;
pub(crate) mod stranding;
