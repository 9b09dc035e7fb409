//! Maps the ids of a document to the indexes of the engine, and points at what is wrong.

use std::collections::BTreeSet;
use std::fmt::{self, Display};

use engine::TableSet;

use crate::basics::field_error::FieldError;
use crate::compile::{CATEGORIES_MAX, FLOOR_PLANS_MAX};
use crate::configuration::document::Configuration;
use crate::configuration::floor_plan::Table;
use crate::configuration::schedule::{Exception, Service};

/// The ids that other parts of the document refer to.
pub(crate) struct Names<'a> {
    pub(crate) plan_ids: Vec<&'a str>,
    pub(crate) category_ids: Vec<&'a str>,
    /// Of the engine's tables, in the order of the floor plans: a counter has one for each seat.
    pub(crate) table_ids: Vec<String>,
    pub(crate) experience_ids: Vec<&'a str>,
    /// Of the weekly services and those of exceptions, which may share ids.
    pub(crate) service_ids: Vec<&'a str>,
}

impl<'a> Names<'a> {
    pub(super) fn of(configuration: &'a Configuration) -> Self {
        let tables = configuration.floor_plans.iter().flat_map(|plan| plan.tables.values());
        Self {
            plan_ids: configuration.floor_plans.iter().map(|plan| plan.id.as_str()).collect(),
            category_ids: configuration.table_categories.iter().map(|c| c.id.as_str()).collect(),
            table_ids: tables.flat_map(Table::engine_ids).collect(),
            experience_ids: configuration.experiences.iter().map(|e| e.id.as_str()).collect(),
            service_ids: service_ids(&configuration.services, &configuration.exceptions),
        }
    }

    pub(super) fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut faults = Vec::new();
        for (what, ids, max) in [
            ("floorPlans", &self.plan_ids, FLOOR_PLANS_MAX),
            ("tableCategories", &self.category_ids, CATEGORIES_MAX),
        ] {
            if max < ids.len() {
                faults.push(FieldError::new(format!("/{what}"), format!("at most {max} of them")));
            }
            if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
                faults.push(FieldError::new(format!("/{what}"), "two of them have the same id"));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// The engine's tables with these ids, in a field of this name; of a counter all seats.
    pub(super) fn tables<F: Fault>(
        &self,
        ids: &[String],
        pointer: &impl Display,
        field: &str,
    ) -> Result<TableSet, F> {
        let mut tables = TableSet::EMPTY;
        for (i, id) in ids.iter().enumerate() {
            let before = tables.len();
            tables = tables.union(&tables_named(&self.table_ids, id));
            let is_again = ids.iter().take(i).any(|earlier| earlier == id);
            if tables.len() == before && !is_again {
                return Err(F::of(|| unknown(pointer, field, i, id)));
            }
        }
        Ok(tables)
    }

    pub(super) fn plan_bits<F: Fault>(&self, ids: &[String], pointer: &impl Display) -> Result<u32, F> {
        if ids.is_empty() {
            return Ok(u32::MAX);
        }
        let plans = indexes(&self.plan_ids, ids, pointer, "floorPlanIds")?;
        Ok(plans.into_iter().fold(0, |bits, plan| bits | 1 << plan))
    }

    pub(super) fn category_bits<F: Fault>(&self, ids: &[String], pointer: &impl Display) -> Result<u64, F> {
        let categories = indexes(&self.category_ids, ids, pointer, "tableCategoryIds")?;
        Ok(categories.into_iter().fold(0, |bits, category| bits | 1 << category))
    }
}

/// The engine's tables with this id: one, or all seats of a counter; none if no table has it.
pub(super) fn tables_named(table_ids: &[String], id: &str) -> TableSet {
    if let Some(table) = table_ids.iter().position(|known| known == id) {
        return std::iter::once(table).collect();
    }
    let known = table_ids.iter().enumerate();
    known.filter(|(_, known)| is_or_has(id, known)).map(|(seat, _)| seat).collect()
}

/// The ids of all services.
pub(crate) fn service_ids<'a>(services: &'a [Service], exceptions: &'a [Exception]) -> Vec<&'a str> {
    let special = exceptions.iter().flat_map(|exception| &exception.services);
    services.iter().chain(special).map(|service| service.id.as_str()).collect()
}

/// How a fault is reported: with its place and text, or only that there is one. The reader of a snapshot does not need
/// the texts, and so does not have to download the code that writes them.
pub(crate) trait Fault {
    fn of(fault: impl FnOnce() -> FieldError) -> Self;
}

impl Fault for Vec<FieldError> {
    fn of(fault: impl FnOnce() -> FieldError) -> Self {
        vec![fault()]
    }
}

/// A place in the document: the item of a list, or of a list in an exception, or a part of the item.
#[derive(Clone, Copy)]
pub(crate) struct Pointer {
    pub(super) exception: Option<usize>,
    pub(super) list: &'static str,
    pub(super) index: usize,
    pub(super) part: &'static str,
}

impl Pointer {
    /// The first item of a list.
    pub(super) fn to(list: &'static str) -> Self {
        Self { exception: None, list, index: 0, part: "" }
    }
}

impl Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { exception, list, index, part } = self;
        if let Some(exception) = exception {
            write!(f, "/exceptions/{exception}")?;
        }
        write!(f, "/{list}/{index}{part}")
    }
}

/// The indexes of these ids among the known ones.
pub(crate) fn indexes<F: Fault>(
    known: &[&str],
    ids: &[String],
    pointer: &impl Display,
    field: &str,
) -> Result<Vec<usize>, F> {
    let index = |(i, id): (usize, &String)| {
        known.iter().position(|known| known == id).ok_or_else(|| F::of(|| unknown(pointer, field, i, id)))
    };
    ids.iter().enumerate().map(index).collect()
}

fn unknown(pointer: &impl Display, field: &str, i: usize, id: &str) -> FieldError {
    FieldError::new(format!("{pointer}/{field}/{i}"), format!("nothing has the id {id:?}"))
}

/// Whether this is the id of a table of the engine, or of the counter of which that is a seat.
pub(crate) fn is_or_has(id: &str, engine_id: &str) -> bool {
    engine_id == id || engine_id.strip_prefix(id).is_some_and(is_seat)
}

fn is_seat(rest: &str) -> bool {
    rest.strip_prefix('#').is_some_and(|number| number.parse::<u16>().is_ok())
}
