//! From a request's words to the engine's decision: where the party sits, or why it cannot, and what can be booked
//! instead.

use api::problem::Alternative;
use api::{Code, Date};
use engine::{Authority, Occupancy, Placement, Question, Refusal, Request, Wanted};

use crate::app::App;
use crate::problem::Failure;
use crate::tenant::Tenant;

/// How many alternatives a refusal names.
const ALTERNATIVES: usize = 3;

/// Who wants to come when and for what, in the request's words.
pub(crate) struct Wish<'a> {
    pub(crate) attendees: u16,
    pub(crate) day: Date,
    pub(crate) minutes: u16,
    pub(crate) experience_id: &'a str,
    pub(crate) floor_plan_id: Option<&'a str>,
    pub(crate) authority: Authority,
    pub(crate) wanted: Wanted,
}

/// Where the engine puts the party in this house; `code` is for a slot that is not to be had.
pub(crate) fn place(
    app: &App,
    tenant: &Tenant,
    occupancy: &Occupancy,
    wish: &Wish,
    code: Code,
) -> Result<Placement, Failure> {
    let question = Question {
        experience: experience(tenant, wish.experience_id)?,
        attendees: party(wish.attendees)?,
        day: wish.day.0,
        floor_plan: floor_plan(tenant, wish.floor_plan_id)?,
        duration: None,
        now: app.now(),
        authority: wish.authority,
    };
    let request = Request { question, minutes: wish.minutes, wanted: wish.wanted };
    engine::decide(&tenant.compiled.house, occupancy, &request)
        .map_err(|refusal| failure(tenant, occupancy, &request, refusal, code))
}

/// A party of nobody is a mistake, not a party too small.
pub(crate) fn party(attendees: u16) -> Result<u16, Failure> {
    let is_party = 0 < attendees;
    is_party.then_some(attendees).ok_or_else(|| Failure::invalid_field("/attendees", "at least one guest"))
}

/// The index of the experience asked for.
pub(crate) fn experience(tenant: &Tenant, id: &str) -> Result<usize, Failure> {
    tenant.compiled.experience(id).ok_or_else(unknown_experience)
}

/// The index of the floor plan asked for.
fn floor_plan(tenant: &Tenant, id: Option<&str>) -> Result<Option<u8>, Failure> {
    let unknown = || Failure::invalid_field("/floorPlanId", "the restaurant has no such floor plan");
    id.map(|id| tenant.compiled.floor_plan(id).ok_or_else(unknown)).transpose()
}

fn failure(
    tenant: &Tenant,
    occupancy: &Occupancy,
    request: &Request,
    refusal: Refusal,
    code: Code,
) -> Failure {
    match refusal {
        Refusal::UnknownExperience => unknown_experience(),
        Refusal::TablesTaken(tables) => {
            let names = tenant.compiled.table_ids(&tables).join(", ");
            Failure::new(Code::TablesTaken, format!("in use during the stay: {names}"))
        }
        Refusal::NotBookable(slot) => {
            let slots = engine::slots(&tenant.compiled.house, occupancy, &request.question);
            let alternatives = engine::nearest_times(&slots, request.minutes, ALTERNATIVES)
                .into_iter()
                .map(|slot| Alternative { day: Date(slot.day), minutes: slot.minutes })
                .collect();
            Failure::not_bookable(code, slot.reasons.iter().map(Into::into).collect(), alternatives)
        }
    }
}

fn unknown_experience() -> Failure {
    Failure::new(Code::ExperienceNotFound, "the restaurant has no such experience")
}
