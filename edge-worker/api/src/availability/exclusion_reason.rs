//! Why a slot cannot be booked.

use serde::{Deserialize, Serialize};

/// Why a slot cannot be booked, most fundamental first:
///
/// - `closed`: an exception closes the house on this date, no service opens on this weekday or in this season, or this
///   start is closed
/// - `outside_opening_hours`: no service has a slot at this time
/// - `in_the_past`: the start has passed
/// - `too_short_notice`: the start is nearer than the notice that the restaurant asks for
/// - `too_far_ahead`: the day is beyond the booking window, or has not been released yet
/// - `party_too_small`: fewer guests than the house or the experience accepts
/// - `party_too_large`: more guests than the house or the experience accepts
/// - `experience_not_offered`: the experience is not offered on this day, at this time, for this service, or in
///   this floor plan
/// - `on_request`: it can only be requested, and the guest's booking that is to be changed is confirmed
/// - `starting_limit_reached`: more guests would start in this step than the limit
/// - `seated_limit_reached`: more guests would be in the house at some time of the stay than the limit
/// - `online_limit_reached`: more guests who booked online would come to this service than the limit
/// - `no_tables_found`: no suitable tables are free for the whole stay, and booked parties cannot make room
/// - `paused`: the restaurant takes no bookings from guests for now
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
    OnRequest,
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
            E::OnRequest => Self::OnRequest,
            E::StartingLimitReached => Self::StartingLimitReached,
            E::SeatedLimitReached => Self::SeatedLimitReached,
            E::OnlineLimitReached => Self::OnlineLimitReached,
            E::NoTablesFound => Self::NoTablesFound,
            E::Paused => Self::Paused,
        }
    }
}
