//! GET /external/availability/days

use api::{Date, Days, Scope};
use axum::Json;
use engine::{Authority, Question};
use serde::Deserialize;

use crate::house::load::load;
use crate::house::placement::{experience, floor_plan, party};
use crate::http::authentication::Key;
use crate::http::extract::QueryParams;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Days per answer at most.
const DAYS_MAX: u16 = 120;
const DAYS_UNLESS_ASKED: u16 = 31;

/// The party and the days asked about.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DaysQuestion {
    /// Number of guests.
    attendees: u16,
    /// Id of the experience.
    experience_id: String,
    /// The first day.
    from: Date,
    /// Number of days, 1 to 120; 31 if left out.
    days: Option<u16>,
    /// Id of the only floor plan to consider; any if left out.
    floor_plan_id: Option<String>,
}

/// List days with room
///
/// For each day how many slots the party could book, by the rules that apply to guests.
#[utoipa::path(get, path = "/external/availability/days", tag = "Availability", operation_id = "listDays",
    security(("apiKey" = ["availability:read"])), params(DaysQuestion),
    responses((status = 200, body = Days),
              (status = 404, body = api::Problem, description = "experience_not_found")))]
#[send]
pub(crate) async fn list(
    app: App,
    key: Key,
    QueryParams(asked): QueryParams<DaysQuestion>,
) -> Result<Json<Days>, Failure> {
    let selector = key.with(Scope::AvailabilityRead);
    let days = asked.days.unwrap_or(DAYS_UNLESS_ASKED);
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(Failure::invalid_field("/days", "1 to 120"));
    }
    let loaded = load(&app, &selector, asked.from.0..asked.from.0.plus(i32::from(days))).await?;
    let tenant = &loaded.tenant;
    let question = Question {
        attendees: party(asked.attendees)?,
        day: asked.from.0,
        experience: experience(tenant, &asked.experience_id)?,
        floor_plan: floor_plan(tenant, asked.floor_plan_id.as_deref())?,
        duration: None,
        now: app.now(),
        authority: Authority::System,
        is_confirmed: false,
    };
    let occupancy = loaded.stays.seated_without(&tenant.compiled, None).occupancy;
    let rooms = engine::month(&tenant.compiled.house, &occupancy, &question, days);
    Ok(Json(Days { days: rooms.into_iter().map(Into::into).collect() }))
}
