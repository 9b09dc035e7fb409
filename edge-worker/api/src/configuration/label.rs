//! Labels of guests and reservations.

use serde::{Deserialize, Serialize};

/// A label of a reservation or of its guest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Label {
    /// Id of the label; it should never change.
    pub id: String,
    /// Its text.
    pub name: String,
    /// Name of its icon: `star`.
    pub icon: String,
    /// What it is for: `guestbook` (guests) or `reservation`.
    #[serde(rename = "type")]
    pub kind: String,
}
