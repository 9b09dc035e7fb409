//! How a day of the calendar or the strip looks and is read out.

use guest::house::{CalendarDay, Room};
use guest::words::{BookingTexts, BookingWords};

use crate::words::Words;

/// What tells a day from the others.
#[derive(Clone, Copy)]
pub(super) struct DayMark {
    pub(super) room: Room,
    pub(super) is_chosen: bool,
    pub(super) is_today: bool,
}

impl DayMark {
    pub(super) fn class(self) -> String {
        let room = match self.room {
            Room::Plenty => "day plenty",
            Room::Few => "day few",
            Room::Nothing(_) | Room::Outside => "day none",
        };
        [room, if self.is_chosen { " chosen" } else { "" }, if self.is_today { " today" } else { "" }]
            .concat()
    }
}

pub(super) fn number(day: CalendarDay) -> u32 {
    day.date.0.date().day
}

/// `few tables`, or why there are none.
pub(super) fn room(words: &'static Words, room: Room) -> &'static str {
    match room {
        Room::Plenty => words.legend_plenty(),
        Room::Few => words.legend_few(),
        Room::Nothing(reason) => words.day_reason(reason),
        Room::Outside => words.unavailable(),
    }
}

/// `Saturday, 21 November, today, few tables`.
pub(super) fn label(words: &'static Words, day: CalendarDay, is_today: bool) -> String {
    let (date, room) = (words.long_date(day.date), room(words, day.room));
    if is_today { [&date, ", ", words.today(), ", ", room].concat() } else { [&date, ", ", room].concat() }
}
