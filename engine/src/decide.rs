//! The decision on one request: where the party sits, or why it cannot.

use crate::house::House;
use crate::occupancy::Occupancy;
use crate::reason::ExclusionReason;
use crate::reseat::{Effort, Move};
use crate::slot::{Question, Slot, slot_with};
use crate::table_set::TableSet;
use crate::time::Span;

/// Which tables the party wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableChoice {
    /// The best free ones.
    Best,
    /// These if they are suitable and free, else the best: the tables of a live hold. The hold was made in time, so
    /// the notice is not checked again.
    Same(TableSet),
    /// Exactly these, on a host's authority: party bounds, categories and `reservable` are not checked.
    Pinned(TableSet),
    /// As many neighbouring seats of a counter as there are guests, on a host's authority.
    AtCounter {
        /// All seats of the counter.
        seats: TableSet,
        /// Those that the party has, and keeps as far as possible.
        near: TableSet,
    },
}

/// A request for one start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// The party, the day and the experience.
    pub question: Question,
    /// The start, in wall-clock minutes since the opening day began.
    pub minutes: u16,
    /// Which tables.
    pub wanted: TableChoice,
}

/// Where and when a party sits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// From sitting down to leaving.
    pub stay: Span,
    /// From sitting down until its tables are free again: the stay and the buffer.
    pub blocked: Span,
    /// The tables.
    pub tables: TableSet,
    /// Parties that make room; empty if the tables are free.
    pub moves: Vec<Move>,
}

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The restaurant has no such experience.
    UnknownExperience,
    /// The requested duration is not allowed. The usual one is this many minutes; the rules may allow slightly less.
    Duration(u16),
    /// The slot cannot be booked; its reasons say why.
    NotBookable(Box<Slot>),
    /// Some of the pinned tables are in use or blocked.
    TablesTaken {
        /// Which of them.
        tables: TableSet,
        /// For the stay and the buffer after it.
        during: Span,
    },
}

/// Decides a request on the current state.
///
/// # Errors
/// See [`Refusal`], which is a regular answer: nothing is wrong with the request.
pub fn decide(house: &House, occupancy: &Occupancy, request: &Request) -> Result<Placement, Refusal> {
    let is_pinned = matches!(request.wanted, TableChoice::Pinned(_) | TableChoice::AtCounter { .. });
    let attendees = request.question.attendees;
    let effort = if is_pinned { Effort::NoMove } else { Effort::Exact };
    let known = house.experiences.get(request.question.experience).ok_or(Refusal::UnknownExperience)?;
    let slot = slot_with(house, occupancy, &request.question, request.minutes, effort)
        .ok_or_else(|| Refusal::Duration(house.duration(known, attendees)))?;
    let blocked = slot.stay.extended(house.rules.buffer_minutes);
    let tables_of = |assignment: usize| house.floor.assignments().get(assignment).map(|a| a.tables);
    let free = || slot.assignments.iter().filter_map(|a| tables_of(a.assignment));
    // With a free assignment no party has to move.
    let best = || free().next().or_else(|| tables_of(slot.reseat.as_ref()?.assignment));
    let tables = match request.wanted {
        TableChoice::Best => best(),
        TableChoice::Same(tables) => free().find(|set| *set == tables).or_else(best),
        TableChoice::Pinned(tables) => {
            if let Some(taken) = house.taken(occupancy, &tables, blocked.cells(), attendees) {
                return Err(Refusal::TablesTaken { tables: taken, during: blocked });
            }
            (!tables.is_empty()).then_some(tables)
        }
        TableChoice::AtCounter { seats, near } => {
            let run = house.free_seats(occupancy, (&seats, &near), blocked.cells(), attendees);
            if run.is_none() {
                let taken = house.taken(occupancy, &seats, blocked.cells(), attendees);
                return Err(Refusal::TablesTaken { tables: taken.unwrap_or(seats), during: blocked });
            }
            run
        }
    };
    let stands = match request.wanted {
        TableChoice::Pinned(_) | TableChoice::AtCounter { .. } => {
            slot.reasons.without(ExclusionReason::NoTablesFound)
        }
        TableChoice::Same(_) => slot.reasons.without(ExclusionReason::TooShortNotice),
        TableChoice::Best => slot.reasons,
    };
    match tables {
        Some(tables) if stands.is_empty() => {
            let moves = slot.reseat.map(|reseat| reseat.moves).unwrap_or_default();
            Ok(Placement { stay: slot.stay, blocked, tables, moves })
        }
        _ => Err(Refusal::NotBookable(Box::new(slot))),
    }
}
