//! GET /external/availability/slots

use api::{Date, Scope, Slot, Slots};
use axum::Json;
use engine::{Authority, Question};
use serde::Deserialize;

use crate::house::load::load;
use crate::house::placement::{experience, party};
use crate::http::authentication::Key;
use crate::http::extract::QueryParams;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// The party and the day asked about.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SlotsQuestion {
    /// Number of guests.
    attendees: u16,
    /// The opening day.
    day: Date,
    /// Id of the experience.
    experience_id: String,
    /// Id of a reservation that is about to be changed: the answer is given as if it did not exist.
    reservation_id: Option<String>,
}

/// List slots
///
/// Every start of the day, bookable or not, with the reasons in `exclusionReasons`, by the rules that apply to guests.
#[utoipa::path(get, path = "/external/availability/slots", tag = "Availability", operation_id = "listSlots",
    security(("apiKey" = ["availability:read"])), params(SlotsQuestion),
    responses((status = 200, body = Slots),
              (status = 404, body = api::Problem, description = "experience_not_found")))]
#[send]
pub(crate) async fn list(
    app: App,
    key: Key,
    QueryParams(asked): QueryParams<SlotsQuestion>,
) -> Result<Json<Slots>, Failure> {
    let selector = key.with(Scope::AvailabilityRead);
    let attendees = party(asked.attendees)?;
    let loaded = load(&app, &selector, asked.day.0..asked.day.0.plus(1)).await?;
    let compiled = &loaded.tenant.compiled;
    let experience = experience(&loaded.tenant, &asked.experience_id)?;
    let seated = loaded.stays.seated_without(compiled, asked.reservation_id.as_deref());
    let question = Question {
        attendees,
        day: asked.day.0,
        experience,
        floor_plan: None,
        duration: None,
        now: app.now(),
        authority: Authority::System,
        is_confirmed: false,
    };
    let slots = engine::slots(&compiled.house, &seated.occupancy, &question);
    let reservation_of = |stay| seated.reservation_id(stay).map(str::to_owned);
    let wire = |slot| Slot::new(compiled, &loaded.tenant.id, attendees, experience, slot, reservation_of);
    Ok(Json(Slots { slots: slots.iter().map(wire).collect() }))
}
