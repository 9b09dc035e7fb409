//! Walk-ins: guests who sit down without a booking.

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
    /// Where they sit; all seats of a counter are as many of them, side by side, as there are guests.
    pub tables: TableSet,
    /// The moment.
    pub now: Instant,
}

/// Where and when walk-ins sit: their opening day, their start in minutes since it began, and the placement. They
/// stay from the current quarter of an hour for as long as such a party usually does, or until the service closes or another
/// party has one of the tables.
///
/// They are seated already, so no rule is checked. After midnight the opening day may be the day before.
///
/// # Errors
/// Those of the tables that another party has now.
pub fn walk_in(
    house: &House,
    occupancy: &Occupancy,
    walk_in: &WalkIn,
) -> Result<(Day, u16, Placement), TableSet> {
    let WalkIn { attendees, experience, tables, now } = *walk_in;
    let start = Instant(now.cell() * CELL_MINUTES);
    let usual = house.experiences.get(experience).map(|experience| house.duration(experience, attendees));
    let (day, minutes) = house.opening_day(start);
    let usual = usual.unwrap_or(house.rules.slot_minutes);
    let stay = house.stay(house.service_during(day, minutes), (day, minutes), usual);
    let buffer = i64::from(house.rules.buffer_minutes);
    let blocked = stay.extended(house.rules.buffer_minutes);
    let counter = house.floor.counter_of(&tables).filter(|counter| *counter == tables);
    let seats = |cells| house.free_seats(occupancy, (&counter?, &TableSet::EMPTY), cells, attendees);
    let this_cell = start.cell()..start.cell() + 1;
    let tables = seats(blocked.cells()).or_else(|| seats(this_cell.clone())).unwrap_or(tables);
    let taken = |cells| house.taken(occupancy, &tables, cells, attendees);
    let is_taken = |cell: &i64| taken(*cell..*cell + 1).is_some();
    let until = blocked.cells().find(is_taken).map_or(blocked.end(), |cell| Instant(cell * CELL_MINUTES));
    // Keeps the buffer before the next party, if there is time for it.
    let end = stay.end().min(until.plus(-buffer).max(start.plus(CELL_MINUTES)));
    match (Span::new(start, end), Span::new(start, until)) {
        (Some(stay), Some(blocked)) => {
            Ok((day, minutes, Placement { stay, blocked, tables, moves: Vec::new() }))
        }
        _ => Err(taken(this_cell).unwrap_or(tables)),
    }
}
