//! Labels of guests and reservations.

use serde::{Deserialize, Serialize};

/// A mark on a reservation or its guest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Label {
    /// Stable id.
    pub id: String,
    /// What it says.
    pub name: String,
    /// How it is drawn.
    pub icon: String,
    /// `guestbook` or `reservation`.
    #[serde(rename = "type")]
    pub kind: String,
}
