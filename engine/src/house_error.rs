//! Why a restaurant's rules cannot be used.

use crate::season::Season;

/// Why rules cannot be used. Indexes refer to the caller's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HouseError {
    /// Slot step, buffer or shortening is not a whole number of cells, or the step is zero.
    NotWholeCells,
    /// Lengths of stay: missing, not ascending by party, not whole cells, zero, or more than a day with the buffer.
    Durations,
    /// Bounds of a party out of order.
    PartyBounds,
    /// This service has a fault.
    Service(usize, ServiceError),
    /// A service of an exception has a fault.
    Exception {
        /// The exception's days.
        days: Season,
        /// The index of the service among those of the exception.
        service: usize,
        /// Its fault.
        fault: ServiceError,
    },
    /// An earlier exception has one of these days, too.
    ExceptionsOverlap(Season),
    /// The last day of an exception is before the first.
    ExceptionReversed(Season),
    /// The last day of this floor plan's season is before the first.
    FloorPlanSeason(usize),
    /// This experience has a fault.
    Experience(usize, ExperienceError),
    /// This confirmation rule has a fault.
    ConfirmationRule(usize, ConfirmationRuleError),
    /// Requests are to be answered at a time that no day has, or after more than [`ANSWER_DAYS_MAX`](crate::house::ANSWER_DAYS_MAX) days.
    AnswerBy,
    /// This table's section is out of range: see [`SECTIONS_MAX`](crate::house::SECTIONS_MAX).
    Section(usize),
    /// The starts of this closure are out of order.
    Closure(usize),
    /// This block has no table, or one that does not exist.
    Block(usize),
    /// The days of this release are out of order.
    Release(usize),
}

/// Why a service cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceError {
    /// The last start is before the first.
    StartsReversed,
    /// The last start is after [`START_MINUTES_MAX`](crate::house::START_MINUTES_MAX).
    TooLate,
    /// The first start is off the slot step, which begins at midnight.
    OffStep,
    /// It closes before or at its last start, later than any stay from there lasts, or not at a whole number of cells.
    Closes,
    /// The last day of its season is before the first.
    SeasonReversed,
    /// It overlaps an earlier service of the same day.
    Overlaps,
    /// It names an experience or a closed table that does not exist.
    NamesUnknown,
}

/// Why a confirmation rule cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmationRuleError {
    /// Bounds of a party out of order.
    PartyBounds,
    /// The last day of its season is before the first.
    SeasonReversed,
    /// It names an experience or a service that does not exist.
    NamesUnknown,
}

/// Why an experience cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExperienceError {
    /// Bounds of a party out of order.
    PartyBounds,
    /// The last start is before the first.
    StartsReversed,
    /// The last day of its season is before the first.
    SeasonReversed,
    /// Its lengths of stay have a fault, as in [`HouseError::Durations`].
    Durations,
}
