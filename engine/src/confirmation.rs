//! Whether a guest's booking is confirmed at once or requested, and by when a request is answered.

use crate::floor::PartyBounds;
use crate::house::{House, Service};
use crate::season::Season;
use crate::time::{Day, Instant, Weekdays};

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
    /// The services that it matches, by [`Service::key`]; empty means all.
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
pub(crate) struct Asked<'a> {
    pub(crate) attendees: u16,
    /// The opening day.
    pub(crate) day: Day,
    pub(crate) experience: usize,
    /// In which it starts, if in any.
    pub(crate) service: Option<&'a Service>,
}

impl ConfirmationRule {
    fn matches(&self, asked: Asked) -> bool {
        let is_service = |service: &Service| self.services.contains(&service.key);
        self.party.contains(asked.attendees)
            && (self.experiences.is_empty() || self.experiences.contains(&asked.experience))
            && (self.services.is_empty() || asked.service.is_some_and(is_service))
            && self.weekdays.contains(asked.day.weekday())
            && self.season.contains(asked.day)
    }
}

impl House {
    /// How a guest's booking is confirmed that starts at this minute of this day.
    #[must_use]
    pub fn confirmation_at(
        &self,
        attendees: u16,
        experience: usize,
        (day, minutes): (Day, u16),
    ) -> Confirmation {
        let service = self.service_at(day, minutes);
        self.confirmation(Asked { attendees, day, experience, service })
    }

    pub(crate) fn confirmation(&self, asked: Asked) -> Confirmation {
        let rule = self.confirmation_rules.iter().find(|rule| rule.matches(asked));
        rule.map_or(self.rules.confirmation, |rule| rule.confirmation)
    }

    /// By when a request that is made at `now` is answered: before the stay starts, whatever the rules say.
    #[must_use]
    pub fn answer_by(&self, now: Instant, start: Instant) -> Instant {
        let Some(AnswerBy { days, minutes }) = self.answer_by else { return start };
        let (today, _) = self.offsets.wall(now);
        let at = |days: i32| self.offsets.instant(today.plus(days), minutes);
        let until = at(i32::from(days));
        start.min(if until <= now { at(i32::from(days) + 1) } else { until })
    }
}
