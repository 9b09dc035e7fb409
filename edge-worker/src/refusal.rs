//! From the engine's no to the guest's: why, and what can be booked instead.

use api::Code;
use api::problem::Alternative;
use engine::{Occupancy, Question, Refusal};

use crate::problem::Failure;
use crate::tenant::Tenant;

/// How many alternatives a refusal names.
const ALTERNATIVES: usize = 3;

/// The failure for a refusal of `question` at `minutes` in this house; `code` for a slot that is not to be had.
pub(crate) fn failure(
    tenant: &Tenant,
    occupancy: &Occupancy,
    (question, minutes): (&Question, u16),
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
            let slots = engine::slots(&tenant.compiled.house, occupancy, question);
            let alternatives = engine::nearest_times(&slots, minutes, ALTERNATIVES)
                .into_iter()
                .map(|slot| Alternative { day: api::Date(slot.day), minutes: slot.minutes })
                .collect();
            Failure::not_bookable(code, slot.reasons.iter().map(Into::into).collect(), alternatives)
        }
    }
}

/// The failure for an experience id that the restaurant does not have.
pub(crate) fn unknown_experience() -> Failure {
    Failure::new(Code::ExperienceNotFound, "the restaurant has no such experience")
}
