//! GET /external/availability/slots

use api::{Date, Scope, Slot, Slots};
use axum::Json;
use axum::extract::State;
use engine::{Authority, Question};
use serde::Deserialize;

use crate::app::App;
use crate::authentication::Key;
use crate::extract::Asked;
use crate::placing::{experience, party};
use crate::problem::Failure;
use crate::tenant::load;

/// The question.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SlotsQuestion {
    /// How many guests.
    attendees: u16,
    /// The opening day.
    day: Date,
    /// What is booked.
    experience_id: String,
    /// Take this reservation out of the house first: it is about to be changed.
    reservation_id: Option<String>,
}

/// Every start of the day, bookable or not, with the reasons. The rules are the guests'.
#[utoipa::path(get, path = "/external/availability/slots", tag = "Availability", operation_id = "listSlots",
    security(("apiKey" = ["availability:read"])), params(SlotsQuestion),
    responses((status = 200, body = Slots),
              (status = 404, body = api::Problem, description = "experience_not_found")))]
#[worker::send]
pub(crate) async fn list(
    State(app): State<App>,
    key: Key,
    Asked(asked): Asked<SlotsQuestion>,
) -> Result<Json<Slots>, Failure> {
    let door = key.with(Scope::AvailabilityRead);
    let attendees = party(asked.attendees)?;
    let loaded = load(&app, &door, asked.day.0..asked.day.0.plus(1)).await?;
    let compiled = &loaded.tenant.compiled;
    let experience = experience(&loaded.tenant, &asked.experience_id)?;
    let seated = loaded.guests.seated_without(compiled, asked.reservation_id.as_deref());
    let question = Question {
        attendees,
        day: asked.day.0,
        experience,
        floor_plan: None,
        duration: None,
        now: app.now(),
        authority: Authority::System,
    };
    let slots = engine::slots(&compiled.house, &seated.occupancy, &question);
    let reservation_of = |stay| seated.reservation_id(stay).map(str::to_owned);
    let wire = |slot| Slot::new(compiled, &loaded.tenant.id, attendees, experience, slot, reservation_of);
    Ok(Json(Slots { slots: slots.iter().map(wire).collect() }))
}
