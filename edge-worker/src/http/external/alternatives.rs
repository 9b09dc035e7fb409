//! GET /external/availability/alternatives

use api::{Alternatives, Date, Scope};
use axum::Json;
use engine::{Authority, TableChoice};
use serde::Deserialize;

use crate::house::offered_alternatives::{Wanted, alternatives};
use crate::house::placement::PlacementRequest;
use crate::http::authentication::Key;
use crate::http::extract::QueryParams;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// The start around which alternatives are wanted.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AlternativesQuestion {
    /// Number of guests.
    attendees: u16,
    /// The opening day.
    day: Date,
    /// The start, in minutes since the opening day began: 1140 is 19:00.
    minutes: u16,
    /// Id of the experience.
    experience_id: String,
    /// Id of the only floor plan that was asked for; any if left out.
    floor_plan_id: Option<String>,
}

/// List alternatives
///
/// The nearest slots that guests can book around one start, itself included: at another time, in another floor plan,
/// for another experience, with one guest fewer or more, for a shorter stay where the restaurant allows it, or on
/// another day. At most five, nearest first.
#[utoipa::path(get, path = "/external/availability/alternatives", tag = "Availability",
    operation_id = "listAlternatives", security(("apiKey" = ["availability:read"])), params(AlternativesQuestion),
    responses((status = 200, body = Alternatives),
              (status = 404, body = api::Problem, description = "experience_not_found")))]
#[send]
pub(crate) async fn list(
    app: App,
    key: Key,
    QueryParams(asked): QueryParams<AlternativesQuestion>,
) -> Result<Json<Alternatives>, Failure> {
    let selector = key.with(Scope::AvailabilityRead);
    let placement_request = PlacementRequest {
        attendees: asked.attendees,
        day: asked.day,
        minutes: asked.minutes,
        experience_id: &asked.experience_id,
        floor_plan_id: asked.floor_plan_id.as_deref(),
        duration: None,
        authority: Authority::System,
        is_confirmed: false,
        wanted: TableChoice::Best,
    };
    let wanted = Wanted { instead_of: &placement_request, leaving: None, changes: &engine::Change::ALL };
    Ok(Json(Alternatives { alternatives: alternatives(&app, &selector, wanted).await? }))
}
