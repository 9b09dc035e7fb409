//! Which bookings have to be requested, and by when the restaurant answers.

use engine::{Confirmation, Instant};

use super::House;
use crate::flow::Start;

impl House {
    /// Whether what is held has to be requested.
    pub fn is_on_request(&self, hold: &api::Hold) -> bool {
        let experience = self.snapshot.experiences.iter().position(|e| e.id == hold.experience_id);
        let start = (hold.day.0, hold.minutes);
        let confirmation = experience.map(|e| self.rules.confirmation_at(hold.attendees, e, start));
        confirmation == Some(Confirmation::Request)
    }

    /// By when a request for what is held is answered, if that is before the stay.
    pub fn answer_by(&self, hold: &api::Hold, now: Instant) -> Option<Start> {
        let offsets = &self.rules.offsets;
        let start = offsets.instant(hold.day.0, hold.minutes);
        let by = self.rules.answer_by(now, start);
        let (day, minutes) = offsets.wall(by);
        (self.is_on_request(hold) && by < start).then_some(Start { day: api::Date(day), minutes })
    }
}
