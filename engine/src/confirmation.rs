//! Whether a guest's booking is confirmed at once or requested, and by when a request is answered.

use crate::floor::PartyBounds;
use crate::season::Season;
use crate::time::{Day, Weekdays};

/// How a guest's booking is confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Confirmation {
    /// At once.
    #[default]
    Instant,
    /// The guest requests it, and the restaurant answers.
    Request,
}

/// How some bookings are confirmed. The first rule that matches applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmationRule {
    /// The parties that it matches.
    pub party: PartyBounds,
    /// The experiences that it matches, as indexes; empty means all.
    pub experiences: Vec<usize>,
    /// The services that it matches, by [`Service::key`](crate::house::Service::key); empty means all.
    pub services: Vec<usize>,
    /// The weekdays that it matches.
    pub weekdays: Weekdays,
    /// The opening days that it matches.
    pub season: Season,
    /// How these are confirmed.
    pub confirmation: Confirmation,
}

/// By when requests are answered: at a time on the clock, some days after the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerBy {
    /// How many days after that of the request; with 0, a request that comes later than `minutes` has until the next day.
    pub days: u16,
    /// Wall-clock minutes since that day began.
    pub minutes: u16,
}

/// A booking to be confirmed.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) attendees: u16,
    /// The opening day.
    pub(crate) day: Day,
    pub(crate) experience: usize,
    /// The key of the service in which it starts, if it starts in one.
    pub(crate) service: Option<usize>,
}

impl ConfirmationRule {
    pub(crate) fn matches(&self, asked: Asked) -> bool {
        self.party.contains(asked.attendees)
            && (self.experiences.is_empty() || self.experiences.contains(&asked.experience))
            && (self.services.is_empty() || asked.service.is_some_and(|key| self.services.contains(&key)))
            && self.weekdays.contains(asked.day.weekday())
            && self.season.contains(asked.day)
    }
}
