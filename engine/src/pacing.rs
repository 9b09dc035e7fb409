//! Pacing: how many guests may start in one slot step, be present at once, and book a service online.

use crate::house::{House, Limits, Service};
use crate::occupancy::Occupancy;
use crate::reason::{ExclusionReason, Reasons};
use crate::time::Day;

/// The guests who count against the limits of a start, without the party that asks.
pub(crate) struct Load {
    /// Guests whose stay starts in this step.
    pub(crate) starting: u32,
    /// The largest number of guests present at any moment of the stay.
    pub(crate) seated: u32,
}

impl House {
    /// The limits during a service, or at a time that belongs to none.
    #[must_use]
    pub fn limits(&self, service: Option<&Service>) -> Limits {
        let own = service.map(|service| service.limits).unwrap_or_default();
        Limits {
            starting: own.starting.or(self.rules.limits.starting),
            seated: own.seated.or(self.rules.limits.seated),
        }
    }

    /// The limits that a party of this size would exceed at a start of the service.
    pub(crate) fn limits_reached(
        &self,
        occupancy: &Occupancy,
        (day, service): (Day, Option<&Service>),
        load: &Load,
        attendees: u16,
    ) -> Reasons {
        let exceeds = |guests: u32, limit: Option<u32>| {
            limit.is_some_and(|limit| limit < guests + u32::from(attendees))
        };
        let limits = self.limits(service);
        let exceeds_online = |service: &Service| {
            service.online_max.is_some() && exceeds(self.online(occupancy, day, service), service.online_max)
        };
        let mut reached = Reasons::default();
        reached.add_if(exceeds(load.starting, limits.starting), ExclusionReason::StartingLimitReached);
        reached.add_if(exceeds(load.seated, limits.seated), ExclusionReason::SeatedLimitReached);
        reached.add_if(service.is_some_and(exceeds_online), ExclusionReason::OnlineLimitReached);
        reached
    }

    /// Guests of this service who booked online.
    fn online(&self, occupancy: &Occupancy, day: Day, service: &Service) -> u32 {
        let cell = |minutes| self.offsets.instant(day, minutes).cell();
        occupancy.starting_online(cell(service.first_start)..cell(service.last_start) + 1)
    }
}
