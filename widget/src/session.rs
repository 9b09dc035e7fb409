//! What a reload must not lose: kept in the tab's sessionStorage, or in nothing where the browser forbids that.
//!
//! It holds what the guest typed, so it is emptied as soon as the booking is made, but for which starts were booked, and
//! the tab's end empties it anyway. It never holds the link that opens a booking.

use guest::saved::Saved;
use web_sys::Storage;

use crate::json;

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
