//! Why a slot cannot be booked.

use serde::{Deserialize, Serialize};

/// Why a slot cannot be booked; see the engine's reason of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "documented on engine::ExclusionReason")]
pub enum ExclusionReason {
    Closed,
    OutsideOpeningHours,
    InThePast,
    TooShortNotice,
    TooFarAhead,
    PartyTooSmall,
    PartyTooLarge,
    ExperienceNotOffered,
    StartingLimitReached,
    SeatedLimitReached,
    OnlineLimitReached,
    NoTablesFound,
    Paused,
}

impl From<engine::ExclusionReason> for ExclusionReason {
    fn from(reason: engine::ExclusionReason) -> Self {
        use engine::ExclusionReason as E;
        match reason {
            E::Closed => Self::Closed,
            E::OutsideOpeningHours => Self::OutsideOpeningHours,
            E::InThePast => Self::InThePast,
            E::TooShortNotice => Self::TooShortNotice,
            E::TooFarAhead => Self::TooFarAhead,
            E::PartyTooSmall => Self::PartyTooSmall,
            E::PartyTooLarge => Self::PartyTooLarge,
            E::ExperienceNotOffered => Self::ExperienceNotOffered,
            E::StartingLimitReached => Self::StartingLimitReached,
            E::SeatedLimitReached => Self::SeatedLimitReached,
            E::OnlineLimitReached => Self::OnlineLimitReached,
            E::NoTablesFound => Self::NoTablesFound,
            E::Paused => Self::Paused,
        }
    }
}
