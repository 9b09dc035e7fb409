//! The tables that are kept for a guest, if any are.

use serde::{Deserialize, Serialize};

use super::Start;

/// A hold, and when it runs out on the visitor's clock, which serves as a stopwatch only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    pub hold: api::Hold,
    pub deadline_ms: i64,
}

impl Held {
    /// Where the edge keeps no more tables: the choice alone, which books as long as the slot is free.
    /// `duration` is how many minutes its party stays.
    pub(crate) fn of_nothing(wish: &api::HoldRequest, duration: u16) -> Self {
        let hold = api::Hold {
            id: String::new(),
            expires_at: api::Timestamp { seconds: 0 },
            expires_in_seconds: 0,
            extensions_left: 0,
            attendees: wish.attendees,
            day: wish.day,
            minutes: wish.minutes,
            duration,
            experience_id: wish.experience_id.clone(),
            floor_plan_id: wish.floor_plan_id.clone().unwrap_or_default(),
        };
        Self { hold, deadline_ms: i64::MAX }
    }

    /// Its id, if tables are kept.
    pub fn id(&self) -> Option<String> {
        Some(self.hold.id.clone()).filter(|id| !id.is_empty())
    }

    pub fn start(&self) -> Start {
        Start { day: self.hold.day, minutes: self.hold.minutes }
    }
}
