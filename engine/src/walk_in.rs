//! Guests who sit down without a booking.

use crate::decide::Placement;
use crate::house::House;
use crate::occupancy::Occupancy;
use crate::table_set::TableSet;
use crate::time::{CELL_MINUTES, Day, Instant, Span};

/// Guests who are sitting down now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WalkIn {
    /// How many.
    pub attendees: u16,
    /// Index into [`House::experiences`].
    pub experience: usize,
    /// Where they sit.
    pub tables: TableSet,
    /// The moment.
    pub now: Instant,
}

/// Where and when guests sit who came without a booking, and the start on the clock of their opening day: from this
/// quarter of an hour on, for as long as such a party usually stays or until somebody else has one of the tables.
///
/// They sit there already, so no rule of the house is asked; and the party of the evening before still has its
/// opening day after midnight.
///
/// # Errors
/// Those of the tables that somebody else has right now.
pub fn walk_in(
    house: &House,
    occupancy: &Occupancy,
    walk_in: &WalkIn,
) -> Result<(Day, u16, Placement), TableSet> {
    let WalkIn { attendees, experience, tables, now } = *walk_in;
    let start = Instant(now.cell() * CELL_MINUTES);
    let usual = house.experiences.get(experience).map(|experience| house.duration(experience, attendees));
    let stay = Span::lasting(start, usual.unwrap_or(house.rules.slot_minutes));
    let buffer = i64::from(house.rules.buffer_minutes);
    let is_taken = |cell: &i64| house.taken(occupancy, &tables, *cell..*cell + 1).is_some();
    let blocked = stay.extended(house.rules.buffer_minutes);
    let until = blocked.cells().find(is_taken).map_or(blocked.end(), |cell| Instant(cell * CELL_MINUTES));
    // The table rests before whoever comes next, if there is time for that.
    let end = stay.end().min(until.plus(-buffer).max(start.plus(CELL_MINUTES)));
    match (Span::new(start, end), Span::new(start, until)) {
        (Some(stay), Some(blocked)) => {
            let (day, minutes) = house.opening_day(start);
            Ok((day, minutes, Placement { stay, blocked, tables, moves: Vec::new() }))
        }
        _ => Err(house.taken(occupancy, &tables, start.cell()..start.cell() + 1).unwrap_or(tables)),
    }
}
