//! GET /external/floor-plans and /external/floor-plans/{floorPlanId}

use api::{Code, FloorPlan, Scope};
use axum::Json;

use crate::house::tenant::{TenantSelector, load_tenant};
use crate::http::authentication::Key;
use crate::http::extract::PathParams;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// List floor plans
///
/// By `sortIndex`, each with its tables, combinations and drawn elements.
#[utoipa::path(get, path = "/external/floor-plans", tag = "Floor plans", operation_id = "listFloorPlans",
    security(("apiKey" = ["configuration:read"])),
    responses((status = 200, body = Vec<FloorPlan>)))]
#[send]
pub(crate) async fn list(app: App, key: Key) -> Result<Json<Vec<FloorPlan>>, Failure> {
    let selector = key.with(Scope::ConfigurationRead);
    plans(&app, &selector).await.map(Json)
}

/// Read a floor plan
///
/// One floor plan with its tables, combinations and drawn elements.
#[utoipa::path(get, path = "/external/floor-plans/{floorPlanId}", tag = "Floor plans",
    operation_id = "readFloorPlan", security(("apiKey" = ["configuration:read"])),
    params(("floorPlanId" = String, Path, description = "the floor plan's id")),
    responses((status = 200, body = FloorPlan),
              (status = 404, body = api::Problem, description = "floor_plan_not_found")))]
#[send]
pub(crate) async fn read(
    app: App,
    key: Key,
    PathParams(floor_plan_id): PathParams<String>,
) -> Result<Json<FloorPlan>, Failure> {
    let selector = key.with(Scope::ConfigurationRead);
    let plan = plans(&app, &selector).await?.into_iter().find(|plan| plan.id == floor_plan_id);
    plan.map(Json)
        .ok_or_else(|| Failure::new(Code::FloorPlanNotFound, "the restaurant has no such floor plan"))
}

async fn plans(app: &App, selector: &TenantSelector) -> Result<Vec<FloorPlan>, Failure> {
    let tenant = load_tenant(app, selector).await?;
    let of_tenant = |plan| FloorPlan { restaurant_id: tenant.id.clone(), ..plan };
    Ok(tenant.compiled.configuration.floor_plans.into_iter().map(of_tenant).collect())
}
