//! What a guest is shown first.

use engine::Instant;

use crate::flow::Wish;
use crate::house::House;
use crate::options::Options;

/// A party that most tables are booked for.
const USUAL_PARTY: u16 = 2;

impl House {
    /// What a guest is shown first: what the host page asks for, else the usual, on the first day with room.
    pub fn first_wish(&self, options: &Options, now: Instant) -> Wish {
        let (smallest, largest) = self.parties();
        let (first, last) = self.bounds(now);
        let experiences = &self.snapshot.experiences;
        let asked = options.experience.as_ref().and_then(|id| experiences.iter().position(|e| e.id == *id));
        let usual = || experiences.iter().position(|e| e.is_default);
        let wish = Wish {
            attendees: options.attendees.unwrap_or(USUAL_PARTY).clamp(smallest, largest),
            experience: asked.or_else(usual).unwrap_or(0),
            area: options.area.as_ref().and_then(|id| self.area_index(id)),
            day: first,
            duration: None,
        };
        let asked = options.day.filter(|day| (first..=last).contains(day));
        let with_room = || self.nearest_days(&wish, now, 1).first().copied();
        Wish { day: asked.or_else(with_room).unwrap_or(first), ..wish }
    }
}
