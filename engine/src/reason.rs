//! Why a slot cannot be booked.

/// The closed list of reasons, most fundamental first. A slot is bookable exactly if none applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ExclusionReason {
    /// An exception closes the restaurant on this date, no service opens on this weekday or in this season, or this start
    /// is closed.
    Closed,
    /// No service has a slot at this time.
    OutsideOpeningHours,
    /// The start has passed.
    InThePast,
    /// The start is ahead, but nearer than the required notice.
    TooShortNotice,
    /// The day lies beyond the booking window, or it has not been released yet.
    TooFarAhead,
    /// Fewer guests than the restaurant or the experience accepts.
    PartyTooSmall,
    /// More guests than the restaurant or the experience accepts.
    PartyTooLarge,
    /// The experience is not offered on this day, at this time, for this service, or in this part of the house.
    ExperienceNotOffered,
    /// It can only be requested, and the booking that is to be changed is confirmed.
    OnRequest,
    /// With this party, more guests would start in this step than the limit.
    StartingLimitReached,
    /// With this party, more guests would be present at some moment of the stay than the limit.
    SeatedLimitReached,
    /// With this party, more guests who booked online would come to this service than the limit.
    OnlineLimitReached,
    /// No assignment that suits the party is free for the whole stay, and moving booked parties does not free one.
    NoTablesFound,
    /// Guests cannot book anything for now.
    Paused,
}

impl ExclusionReason {
    /// All reasons, most fundamental first.
    pub const ALL: [Self; 14] = [
        Self::Closed,
        Self::OutsideOpeningHours,
        Self::InThePast,
        Self::TooShortNotice,
        Self::TooFarAhead,
        Self::PartyTooSmall,
        Self::PartyTooLarge,
        Self::ExperienceNotOffered,
        Self::OnRequest,
        Self::StartingLimitReached,
        Self::SeatedLimitReached,
        Self::OnlineLimitReached,
        Self::NoTablesFound,
        Self::Paused,
    ];

    /// Whether it also binds the restaurant itself (a host at the desk, a pinned table).
    #[must_use]
    pub fn binds_the_restaurant(self) -> bool {
        match self {
            Self::InThePast
            | Self::TooShortNotice
            | Self::TooFarAhead
            | Self::PartyTooSmall
            | Self::PartyTooLarge
            | Self::OnRequest
            | Self::OnlineLimitReached
            | Self::Paused => false,
            Self::Closed
            | Self::OutsideOpeningHours
            | Self::ExperienceNotOffered
            | Self::StartingLimitReached
            | Self::SeatedLimitReached
            | Self::NoTablesFound => true,
        }
    }
}

/// A set of reasons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reasons(u16);

impl Reasons {
    /// Adds the reason if it applies.
    pub(crate) fn add_if(&mut self, applies: bool, reason: ExclusionReason) {
        if applies {
            self.0 |= 1 << reason as u8;
        }
    }

    /// Whether the reason is in the set.
    #[must_use]
    pub fn contains(self, reason: ExclusionReason) -> bool {
        self.0 & (1 << reason as u8) != 0
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The reasons, most fundamental first.
    pub fn iter(self) -> impl Iterator<Item = ExclusionReason> {
        ExclusionReason::ALL.into_iter().filter(move |reason| self.contains(*reason))
    }

    /// The most fundamental one.
    #[must_use]
    pub fn first(self) -> Option<ExclusionReason> {
        self.iter().next()
    }

    /// Both sets in one.
    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The set without this reason.
    pub(crate) fn without(self, reason: ExclusionReason) -> Self {
        Self(self.0 & !(1 << reason as u8))
    }

    /// The reasons that also bind the restaurant itself.
    pub(crate) fn binding_the_restaurant(self) -> Self {
        Self(self.iter().filter(|r| r.binds_the_restaurant()).fold(0, |set, r| set | 1 << r as u8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_come_out_most_fundamental_first_whatever_the_order_they_went_in() {
        let mut reasons = Reasons::default();
        for reason in ExclusionReason::ALL.into_iter().rev() {
            reasons.add_if(true, reason);
        }
        assert_eq!(reasons.iter().collect::<Vec<_>>(), ExclusionReason::ALL);
        assert_eq!(reasons.first(), Some(ExclusionReason::Closed));
    }
}
