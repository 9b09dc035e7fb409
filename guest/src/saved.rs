//! What a reload must not lose, as it is kept in the tab's session.

use api::Date;
use serde::{Deserialize, Serialize};

use crate::flow::{Guest, Held, Start};
use crate::keys::Keys;

/// A guest's state, in names that outlive the snapshot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    pub wish: Option<NamedWish>,
    pub guest: Guest,
    pub held: Option<Held>,
    pub earlier_hold: Option<String>,
    pub keys: Keys,
    /// The starts that were booked in this tab.
    #[serde(default)]
    pub booked: Vec<Start>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedWish {
    pub attendees: u16,
    pub experience: String,
    pub area: Option<String>,
    pub day: Date,
    #[serde(default)]
    pub duration: Option<u16>,
}
