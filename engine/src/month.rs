//! How much room each day has.

use crate::house::House;
use crate::occupancy::Occupancy;
use crate::slot::{DayRoom, Question, day_room};

/// How much room `days` days have, from `question.day` on.
#[must_use]
pub fn month(house: &House, occupancy: &Occupancy, question: &Question, days: u16) -> Vec<DayRoom> {
    (0..i32::from(days))
        .map(|offset| day_room(house, occupancy, &Question { day: question.day.plus(offset), ..*question }))
        .collect()
}
