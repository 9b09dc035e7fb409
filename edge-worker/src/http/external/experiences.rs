//! GET /external/availability/experiences

use api::{Experience, Scope};
use axum::Json;

use crate::house::tenant::load_tenant;
use crate::http::authentication::Key;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// List experiences
///
/// Everything that can be booked, with when and where it is offered and what is paid at booking.
#[utoipa::path(get, path = "/external/availability/experiences", tag = "Availability",
    operation_id = "listExperiences", security(("apiKey" = ["availability:read"])),
    responses((status = 200, body = Vec<Experience>)))]
#[send]
pub(crate) async fn list(app: App, key: Key) -> Result<Json<Vec<Experience>>, Failure> {
    let selector = key.with(Scope::AvailabilityRead);
    Ok(Json(load_tenant(&app, &selector).await?.compiled.configuration.experiences))
}
