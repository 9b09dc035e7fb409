//! Tables that several parties share: at a counter by seats, at any other by counting guests.

use std::ops::Range;

use super::rows::Stay;
use super::{Audit, Rule};

/// Restaurant, table, cell and stay.
type Place<'a> = (&'a str, &'a str, i64, &'a str);

/// When more guests are at a shared table than it takes, if they ever are.
pub(super) fn crowd(stays: &[&Stay]) -> Option<String> {
    let shared = || stays.iter().filter(|stay| stay.places.is_some());
    shared().find_map(|stay| {
        let moment = stay.blocked_from;
        let is_there = |other: &&&Stay| other.blocked_from <= moment && moment < other.blocked_until;
        let guests: i64 = shared().filter(is_there).map(|other| other.attendees).sum();
        let places = stay.places?;
        (places < guests).then(|| format!("seats {guests} of {places} at minute {moment}"))
    })
}

/// The places that a stay has at its shared table; whether they are as many as its guests, at every moment.
pub(super) fn places_of<'a>(
    stay: &'a Stay,
    mut cells: Range<i64>,
    occupancy: &'a [(String, String, i64, String)],
    audit: &mut Audit,
) -> Vec<Place<'a>> {
    let places = stay.places.unwrap_or(0);
    let is_a_place = |table: &str| {
        let number = stay.table_ids.iter().find_map(|id| table.strip_prefix(id.as_str())?.strip_prefix('#'));
        number.and_then(|number| number.parse().ok()).is_some_and(|number| (1..=places).contains(&number))
    };
    let own = occupancy.iter().filter(|(_, table, _, of)| *of == stay.id && is_a_place(table));
    let own: Vec<Place> =
        own.map(|(restaurant, table, cell, of)| (&**restaurant, &**table, *cell, &**of)).collect();
    let count = |cell: i64| own.iter().filter(|(_, _, at, _)| *at == cell).count();
    if let Some(cell) = cells.find(|cell| i64::try_from(count(*cell)) != Ok(stay.attendees)) {
        let found = count(cell);
        audit.add(Rule::OccupancyIsThatOfTheStays, format!("{found} places in cell {cell} for {stay}"));
    }
    own
}
