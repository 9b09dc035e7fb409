//! When guests are forgotten.

use serde::{Deserialize, Serialize};

/// How long guests' details are stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Privacy {
    /// Number of days after the last booked day at which a guest's details are erased; never if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forget_after_days: Option<u16>,
}
