//! Compiles the document's floor plans to the engine's floor.

use engine::{Combination, Floor, FloorError, PartyBounds, Sharing, Table, house::SECTIONS_MAX};

use crate::basics::field_error::FieldError;
use crate::compile::names::{Names, is_or_has};
use crate::configuration::floor_plan::{self as configuration, FloorPlan};

pub(crate) fn floor(plans: &[FloorPlan], names: &Names) -> Result<Floor, Vec<FieldError>> {
    let mut faults = Vec::new();
    let (tables, table_pointers) = tables(plans, names, &mut faults);
    let mut combinations = counters(plans);
    let mut combination_pointers = vec![String::new(); combinations.len()];
    for (p, plan) in plans.iter().enumerate() {
        for (key, combination) in &plan.combinations {
            let pointer = format!("/floorPlans/{p}/combinations/{key}");
            if *key != combination.id {
                faults.push(FieldError::new(format!("{pointer}/id"), "differs from its key"));
            }
            let index = |id: &String| names.table_ids.iter().position(|known| known == id);
            let of_shared =
                |id: &String, table: &configuration::Table| table.shared && is_or_has(&table.id, id);
            let is_shared = |id: &String| plan.tables.values().any(|table| of_shared(id, table));
            if let Some(i) = combination.table_ids.iter().position(is_shared) {
                let words = "a shared table is not joined with others";
                faults.push(FieldError::new(format!("{pointer}/tableIds/{i}"), words));
            }
            combinations.push(Combination {
                tables: combination.table_ids.iter().map(|id| index(id).unwrap_or(usize::MAX)).collect(),
                party: PartyBounds { min: combination.min_party_size, max: combination.max_party_size },
                priority: combination.priority_index,
            });
            combination_pointers.push(pointer);
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Floor::new(tables, &combinations)
        .map_err(|fault| vec![floor_fault(&fault, &table_pointers, &combination_pointers)])
}

/// The tables, and the pointer to each in the document for the engine's faults.
fn tables(plans: &[FloorPlan], names: &Names, faults: &mut Vec<FieldError>) -> (Vec<Table>, Vec<String>) {
    let (mut tables, mut pointers) = (Vec::new(), Vec::new());
    let mut sections: Vec<&str> = Vec::new();
    let mut counters = 0;
    let mut shared_ids: Vec<&str> = Vec::new();
    for (p, plan) in plans.iter().enumerate() {
        for (key, table) in &plan.tables {
            let pointer = format!("/floorPlans/{p}/tables/{key}");
            if *key != table.id {
                faults.push(FieldError::new(format!("{pointer}/id"), "differs from its key"));
            }
            let earlier = names.table_ids.get(..tables.len()).unwrap_or(&[]);
            let meets = |id: &String| {
                earlier.contains(id) || (table.shared && earlier.iter().any(|e| is_or_has(id, e)))
            };
            let is_in_shared = shared_ids.iter().any(|shared| is_or_has(shared, &table.id));
            if table.engine_ids().iter().any(meets) || is_in_shared {
                faults.push(FieldError::new(format!("{pointer}/id"), "another table has this id"));
            }
            let categories: Result<u64, Vec<FieldError>> =
                names.category_bits(&table.table_category_ids, &pointer);
            let section = sections.iter().position(|known| *known == table.section).unwrap_or_else(|| {
                sections.push(&table.section);
                sections.len() - 1
            });
            if usize::from(SECTIONS_MAX) <= section {
                let words = format!("at most {SECTIONS_MAX} sections");
                faults.push(FieldError::new(format!("{pointer}/section"), words));
            }
            faults.extend(sharing_fault(table, &pointer));
            shared_ids.extend(table.shared.then_some(&*table.id));
            let engine_table = Table {
                party: PartyBounds { min: table.min_party_size, max: table.max_party_size },
                priority: table.priority_index,
                reservable: table.reservable,
                online: table.online,
                floor_plan: u8::try_from(p).unwrap_or(u8::MAX),
                categories: categories.unwrap_or_else(|mut wrong| {
                    faults.append(&mut wrong);
                    0
                }),
                section: u8::try_from(section).unwrap_or(u8::MAX),
                sharing: table.counted_places().map_or(Sharing::Alone, Sharing::Counted),
            };
            match table.counter_seats() {
                Some(seats) => {
                    let sharing = Sharing::Seat(counters);
                    let seat = Table { party: engine_table.party.of_one_seat(), sharing, ..engine_table };
                    tables.extend(vec![seat; seats.into()]);
                    pointers.extend(vec![pointer; seats.into()]);
                    counters += 1;
                }
                None => {
                    tables.push(engine_table);
                    pointers.push(pointer);
                }
            }
        }
    }
    (tables, pointers)
}

/// The runs of neighbouring seats of all counters.
fn counters(plans: &[FloorPlan]) -> Vec<Combination> {
    let (mut runs, mut first) = (Vec::new(), 0);
    for table in plans.iter().flat_map(|plan| plan.tables.values()) {
        let party = PartyBounds { min: table.min_party_size, max: table.max_party_size };
        if let Some(seats) = table.counter_seats().filter(|_| party.is_in_order()) {
            runs.extend(engine::seat_runs(first, seats, party, table.priority_index));
        }
        first += table.engine_ids().len();
    }
    runs
}

/// The most seats of a shared table.
const SEATS_MAX: u16 = 64;

fn sharing_fault(table: &configuration::Table, pointer: &str) -> Option<FieldError> {
    let is_seated = |seats: u16| (1..=SEATS_MAX).contains(&seats) && table.max_party_size <= seats;
    let is_in_order = 0 < table.min_party_size && table.min_party_size <= table.max_party_size;
    let (field, words) = match table.seats {
        None if table.shared => ("seats", "a shared table has a number of seats"),
        Some(_) if !table.shared => ("seats", "only a shared table has seats that are counted"),
        None if table.adjacent => ("adjacent", "only at a shared table seats are neighbours"),
        Some(seats) if !is_seated(seats) => ("seats", "at least maxPartySize, and at most 64"),
        Some(_) if !is_in_order => ("minPartySize", "must be at least 1 and at most maxPartySize"),
        _ => return None,
    };
    Some(FieldError::new(format!("{pointer}/{field}"), words))
}

pub(crate) fn floor_fault(fault: &FloorError, tables: &[String], combinations: &[String]) -> FieldError {
    let at = |pointers: &[String], i: usize, field: &str| {
        format!("{}/{field}", pointers.get(i).map_or("", String::as_str))
    };
    match *fault {
        FloorError::TooManyTables => FieldError::new("/floorPlans", "more tables than a restaurant can have"),
        FloorError::TableBounds(i) => {
            FieldError::new(at(tables, i, "minPartySize"), "must be at least 1 and at most maxPartySize")
        }
        FloorError::TablePlaces(i) => FieldError::new(at(tables, i, "seats"), "at least maxPartySize"),
        FloorError::CombinationShared(i) => {
            FieldError::new(at(combinations, i, "tableIds"), "a shared table is not joined with others")
        }
        FloorError::CombinationBounds(i) => FieldError::new(
            at(combinations, i, "minPartySize"),
            "must be at least 1 and at most maxPartySize",
        ),
        FloorError::CombinationTables(i) => FieldError::new(
            at(combinations, i, "tableIds"),
            "must name two or more different tables that exist",
        ),
        FloorError::CombinationAcrossFloorPlans(i) => {
            FieldError::new(at(combinations, i, "tableIds"), "must name tables of one floor plan")
        }
    }
}
