//! What happens while guests are in the house.

use serde::{Deserialize, Serialize};

/// What happens while guests are in the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Visits {
    /// Minutes after the bill is paid at which the guests are taken to have left; 10 if left out.
    pub finish_minutes: u16,
    /// How many minutes before or after its start a party is checked in at its table; 15 if left out.
    pub check_in_minutes: u16,
}

impl Default for Visits {
    fn default() -> Self {
        Self { finish_minutes: 10, check_in_minutes: 15 }
    }
}
