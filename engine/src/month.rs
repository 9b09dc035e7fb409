//! Which days have room.

use crate::house::House;
use crate::occupancy::Occupancy;
use crate::reason::ExclusionReason;
use crate::slot::{Question, day_room};
use crate::time::Day;

/// How much room a day has for one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRoom {
    /// The day.
    pub day: Day,
    /// Slots that can be booked with at most one move of others; or 1 where it takes more.
    pub bookable: u16,
    /// Slots at which the experience is offered; 0 when the day has none, or no service.
    pub slots: u16,
    /// Where none can be booked: the reason of the slot that comes nearest to it.
    pub nothing: Option<ExclusionReason>,
}

/// The room on `days` days from `question.day` on.
#[must_use]
pub fn month(house: &House, occupancy: &Occupancy, question: &Question, days: u16) -> Vec<DayRoom> {
    (0..i32::from(days))
        .map(|offset| day_room(house, occupancy, &Question { day: question.day.plus(offset), ..*question }))
        .collect()
}
