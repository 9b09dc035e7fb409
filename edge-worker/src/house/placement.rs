//! Translates a request into the engine's decision: where the party sits, or why it cannot, and the alternatives.
//!
//! A decision reads only the day that it changes. The days around are read only after a refusal.

use api::{Code, Date};
use engine::{Authority, Placement, Question, Refusal, Request, Span, TableChoice, TableSet};

use crate::house::stays::Seated;
use crate::house::tenant::Tenant;
use crate::platform::app::App;
use crate::platform::failure::Failure;

/// Who wants to come when and for what, in the terms of the API.
pub(crate) struct PlacementRequest<'a> {
    pub(crate) attendees: u16,
    pub(crate) day: Date,
    pub(crate) minutes: u16,
    pub(crate) experience_id: &'a str,
    pub(crate) floor_plan_id: Option<&'a str>,
    pub(crate) duration: Option<u16>,
    pub(crate) authority: Authority,
    /// Whether it changes a confirmed booking.
    pub(crate) is_confirmed: bool,
    pub(crate) wanted: TableChoice,
}

/// Where the engine places the party; `code` is the error code for a slot that cannot be booked.
pub(crate) fn place(
    app: &App,
    tenant: &Tenant,
    seated: &Seated,
    placement_request: &PlacementRequest,
    code: Code,
) -> Result<Placement, Failure> {
    let PlacementRequest { day, minutes, .. } = *placement_request;
    if !tenant.compiled.house.offsets.exists(day.0, minutes) {
        return Err(Failure::invalid_field("/minutes", "the clocks skip this time on that day"));
    }
    let question = question(app, tenant, placement_request)?;
    let request = Request { question, minutes: placement_request.minutes, wanted: placement_request.wanted };
    engine::decide(&tenant.compiled.house, &seated.occupancy, &request)
        .map_err(|refusal| failure(tenant, seated, refusal, code))
}

/// Refuses a party of 0 guests as invalid input, not as a party that is too small.
pub(crate) fn party(attendees: u16) -> Result<u16, Failure> {
    let is_party = 0 < attendees;
    is_party.then_some(attendees).ok_or_else(|| Failure::invalid_field("/attendees", "at least one guest"))
}

/// The index of the requested experience.
pub(crate) fn experience(tenant: &Tenant, id: &str) -> Result<usize, Failure> {
    tenant.compiled.experience(id).ok_or_else(unknown_experience)
}

/// The index of the requested floor plan.
pub(crate) fn floor_plan(tenant: &Tenant, id: Option<&str>) -> Result<Option<u8>, Failure> {
    let unknown = || Failure::invalid_field("/floorPlanId", "the restaurant has no such floor plan");
    // Typed clients send an empty text for a field left out.
    id.filter(|id| !id.is_empty()).map(|id| tenant.compiled.floor_plan(id).ok_or_else(unknown)).transpose()
}

fn failure(tenant: &Tenant, seated: &Seated, refusal: Refusal, code: Code) -> Failure {
    match refusal {
        Refusal::UnknownExperience => unknown_experience(),
        Refusal::Duration(usual) => impossible_duration(usual),
        Refusal::TablesTaken { tables, during } => tables_taken(tenant, seated, &tables, during),
        Refusal::NotBookable(slot) => {
            Failure::not_bookable(code, slot.reasons.iter().map(Into::into).collect())
        }
    }
}

/// The `tables_taken` failure: which tables, and whose they are meanwhile.
pub(crate) fn tables_taken(tenant: &Tenant, seated: &Seated, tables: &TableSet, during: Span) -> Failure {
    let names = tenant.compiled.named_ids(tables).join(", ");
    Failure::tables_taken(format!("in use during the stay: {names}"), seated.reservations_at(tables, during))
}

/// The list of tables, if it names any: an empty one counts as left out, as typed clients send it.
pub(crate) fn named(ids: Option<&Vec<String>>) -> Option<&[String]> {
    ids.map(Vec::as_slice).filter(|ids| !ids.is_empty())
}

/// How a party is put at these tables on a host's authority: where they are a counter, or too few or too many of its seats,
/// at as many neighbours as there are guests, near to the seats that are named, or else to its own.
pub(crate) fn at_tables(tenant: &Tenant, tables: TableSet, attendees: u16, own: TableSet) -> TableChoice {
    match tenant.compiled.house.floor.counter_of(&tables) {
        Some(seats) if seats == tables || tables.len() != usize::from(attendees) => {
            let near = if seats == tables { own } else { tables };
            TableChoice::AtCounter { seats, near }
        }
        _ => TableChoice::Pinned(tables),
    }
}

/// The tables that a list names, pinned on the restaurant's authority.
pub(crate) fn pinned(tenant: &Tenant, pointer: &str, ids: &[String]) -> Result<TableSet, Failure> {
    if ids.is_empty() {
        return Err(Failure::invalid_field(pointer, "name a table"));
    }
    let unknown = |i| Failure::invalid_field(&format!("{pointer}/{i}"), "the restaurant has no such table");
    let tables = tenant.compiled.table_set(ids).map_err(unknown)?;
    if tenant.compiled.places(&tables).is_some() && 1 < tables.len() {
        return Err(Failure::invalid_field(pointer, "a shared table is not joined with others"));
    }
    Ok(tables)
}

pub(super) fn question(
    app: &App,
    tenant: &Tenant,
    placement_request: &PlacementRequest,
) -> Result<Question, Failure> {
    Ok(Question {
        experience: experience(tenant, placement_request.experience_id)?,
        attendees: party(placement_request.attendees)?,
        day: placement_request.day.0,
        floor_plan: floor_plan(tenant, placement_request.floor_plan_id)?,
        duration: placement_request.duration,
        now: app.now(),
        authority: placement_request.authority,
        is_confirmed: placement_request.is_confirmed,
    })
}

fn impossible_duration(usual: u16) -> Failure {
    let detail =
        format!("a multiple of 15, at most the usual {usual} minutes and no less than the house allows");
    Failure::invalid_field("/duration", detail)
}

fn unknown_experience() -> Failure {
    Failure::new(Code::ExperienceNotFound, "the restaurant has no such experience")
}
