//! What a reload must not lose: kept in the tab's sessionStorage, or in nothing where the browser forbids that.
//!
//! It holds what the guest typed, so it is emptied as soon as the booking is made, but for which starts were booked, and
//! the tab's end empties it anyway. It never holds the link that opens a booking.

use api::Date;
use serde::{Deserialize, Serialize};
use web_sys::Storage;

use crate::flow::{Guest, Held, Start};
use crate::json;
use crate::keys::Keys;

/// A guest's state, in names that outlive the snapshot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Saved {
    pub(crate) wish: Option<NamedWish>,
    pub(crate) guest: Guest,
    pub(crate) held: Option<Held>,
    pub(crate) earlier_hold: Option<String>,
    pub(crate) keys: Keys,
    /// The starts that were booked in this tab.
    #[serde(default)]
    pub(crate) booked: Vec<Start>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NamedWish {
    pub(crate) attendees: u16,
    pub(crate) experience: String,
    pub(crate) area: Option<String>,
    pub(crate) day: Date,
    #[serde(default)]
    pub(crate) duration: Option<u16>,
}

/// Where one widget keeps its state.
#[derive(Clone)]
pub(crate) struct Session {
    key: String,
}

impl Session {
    /// `place` tells the widgets of one page apart.
    pub(crate) fn new(restaurant: &str, place: &str) -> Self {
        Self { key: ["couvert:", restaurant, ":", place].concat() }
    }

    pub(crate) fn load(&self) -> Saved {
        let text = storage().and_then(|storage| storage.get_item(&self.key).ok().flatten());
        text.and_then(|text| json::read(json::parse(&text).ok()?).ok()).unwrap_or_default()
    }

    pub(crate) fn save(&self, saved: &Saved) {
        let Some(storage) = storage() else { return };
        if let Ok(text) = serde_json::to_string(saved) {
            // A full or forbidden storage costs the guest a reload's worth, not the booking.
            let _ = storage.set_item(&self.key, &text);
        }
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
