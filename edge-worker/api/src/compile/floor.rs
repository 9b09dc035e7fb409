//! Compiles the document's floor plans to the engine's floor.

use engine::{Combination, Floor, FloorError, PartyBounds, Table, house::SECTIONS_MAX};

use crate::basics::field_error::FieldError;
use crate::compile::names::Names;
use crate::configuration::floor_plan::FloorPlan;

pub(crate) fn floor(plans: &[FloorPlan], names: &Names) -> Result<Floor, Vec<FieldError>> {
    let mut faults = Vec::new();
    let (tables, table_pointers) = tables(plans, names, &mut faults);
    let mut combinations = Vec::new();
    let mut combination_pointers = Vec::new();
    for (p, plan) in plans.iter().enumerate() {
        for (key, combination) in &plan.combinations {
            let pointer = format!("/floorPlans/{p}/combinations/{key}");
            if *key != combination.id {
                faults.push(FieldError::new(format!("{pointer}/id"), "differs from its key"));
            }
            let index = |id: &String| names.table_ids.iter().position(|known| known == id);
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
    for (p, plan) in plans.iter().enumerate() {
        for (key, table) in &plan.tables {
            let pointer = format!("/floorPlans/{p}/tables/{key}");
            if *key != table.id {
                faults.push(FieldError::new(format!("{pointer}/id"), "differs from its key"));
            }
            if names.table_ids.iter().take(tables.len()).any(|earlier| *earlier == table.id) {
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
            tables.push(Table {
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
            });
            pointers.push(pointer);
        }
    }
    (tables, pointers)
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
