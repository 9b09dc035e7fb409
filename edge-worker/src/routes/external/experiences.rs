//! GET /external/availability/experiences

use api::{Experience, Scope};
use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::authentication::Key;
use crate::problem::Failure;
use crate::tenant::load_tenant;

/// Everything that can be booked.
#[utoipa::path(get, path = "/external/availability/experiences", tag = "Availability",
    operation_id = "listExperiences", security(("apiKey" = ["availability:read"])),
    responses((status = 200, body = Vec<Experience>)))]
#[worker::send]
pub(crate) async fn list(State(app): State<App>, key: Key) -> Result<Json<Vec<Experience>>, Failure> {
    let door = key.with(Scope::AvailabilityRead);
    Ok(Json(load_tenant(&app, &door).await?.compiled.configuration.experiences))
}
