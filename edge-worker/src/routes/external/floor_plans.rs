//! GET /external/floor-plans and /external/floor-plans/{floorPlanId}

use api::{Code, FloorPlan, Scope};
use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::authentication::Key;
use crate::extract::At;
use crate::problem::Failure;
use crate::tenant::{Door, load_tenant};

/// The floor plans, by sort index.
#[utoipa::path(get, path = "/external/floor-plans", tag = "Floor plans", operation_id = "listFloorPlans",
    security(("apiKey" = ["configuration:read"])),
    responses((status = 200, body = Vec<FloorPlan>)))]
#[worker::send]
pub(crate) async fn list(State(app): State<App>, key: Key) -> Result<Json<Vec<FloorPlan>>, Failure> {
    let door = key.with(Scope::ConfigurationRead);
    plans(&app, &door).await.map(Json)
}

/// One floor plan.
#[utoipa::path(get, path = "/external/floor-plans/{floorPlanId}", tag = "Floor plans",
    operation_id = "readFloorPlan", security(("apiKey" = ["configuration:read"])),
    params(("floorPlanId" = String, Path, description = "its id")),
    responses((status = 200, body = FloorPlan),
              (status = 404, body = api::Problem, description = "floor_plan_not_found")))]
#[worker::send]
pub(crate) async fn read(
    State(app): State<App>,
    key: Key,
    At(floor_plan_id): At<String>,
) -> Result<Json<FloorPlan>, Failure> {
    let door = key.with(Scope::ConfigurationRead);
    let plan = plans(&app, &door).await?.into_iter().find(|plan| plan.id == floor_plan_id);
    plan.map(Json)
        .ok_or_else(|| Failure::new(Code::FloorPlanNotFound, "the restaurant has no such floor plan"))
}

async fn plans(app: &App, door: &Door) -> Result<Vec<FloorPlan>, Failure> {
    let tenant = load_tenant(app, door).await?;
    let of_tenant = |plan| FloorPlan { restaurant_id: tenant.id.clone(), ..plan };
    Ok(tenant.compiled.configuration.floor_plans.into_iter().map(of_tenant).collect())
}
