//! POST /external/floor-plans, PUT and DELETE /external/floor-plans/{floorPlanId}

use api::configuration::floor_plan::{FloorPlan, FloorPlanRequest};
use api::{Code, Configuration, Scope};
use axum::Json;
use axum::http::StatusCode;
use serde::Deserialize;

use crate::configuration::publishing::{Edit, publish, publish_once};
use crate::house::idempotency::{Audience, IdempotentRequest};
use crate::house::tenant::Tenant;
use crate::http::authentication::Key;
use crate::http::extract::{Json as JsonBody, Keyed, PathParams, QueryParams};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::{secret, send};

/// What may happen to parties that are already booked.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Consequences {
    /// Whether booked parties that would lose their table may be given another of the kind they were promised. It is
    /// done only if all of them can; default `false`.
    #[serde(default)]
    reseat: bool,
}

/// Create a floor plan
///
/// Tables and combinations keep the ids sent with them, which are also the keys of their maps.
#[utoipa::path(post, path = "/external/floor-plans", tag = "Floor plans", operation_id = "createFloorPlan",
    security(("apiKey" = ["configuration:write"])),
    params(("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = FloorPlanRequest,
    responses((status = 201, body = FloorPlan)))]
#[send]
pub(crate) async fn create(
    app: App,
    api_key: Key,
    Keyed { key, body }: Keyed<FloorPlanRequest, true>,
) -> Result<(StatusCode, Json<FloorPlan>), Failure> {
    let selector = api_key.with(Scope::ConfigurationWrite);
    let plan = body.floor_plan(secret::id());
    let apply = |tenant: &Tenant, configuration: &mut Configuration| {
        configuration.floor_plans.push(plan.clone());
        Ok(FloorPlan { restaurant_id: tenant.id.clone(), ..plan.clone() })
    };
    let edit = Edit { apply: &apply, place: &|configuration| place(configuration, &plan.id), reseat: false };
    let request = IdempotentRequest { selector: &selector, audience: Audience::Restaurant, key: &key };
    let plan = publish_once(&app, request, &edit).await?;
    Ok((StatusCode::CREATED, Json(plan)))
}

/// Replace a floor plan
///
/// Refused if booked parties would lose their table or no longer fit; `stranded` lists them. With `reseat=true` they
/// get other tables in the same floor plan instead, if all of them can.
#[utoipa::path(put, path = "/external/floor-plans/{floorPlanId}", tag = "Floor plans",
    operation_id = "replaceFloorPlan", security(("apiKey" = ["configuration:write"])),
    params(("floorPlanId" = String, Path, description = "the floor plan's id"), Consequences),
    request_body = FloorPlanRequest,
    responses((status = 200, body = FloorPlan),
              (status = 404, body = api::Problem, description = "floor_plan_not_found"),
              (status = 409, body = api::Problem, description = "parties_stranded")))]
#[send]
pub(crate) async fn replace(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
    QueryParams(consequences): QueryParams<Consequences>,
    JsonBody(body): JsonBody<FloorPlanRequest, true>,
) -> Result<Json<FloorPlan>, Failure> {
    let selector = key.with(Scope::ConfigurationWrite);
    let plan = body.floor_plan(id.clone());
    let apply = |tenant: &Tenant, configuration: &mut Configuration| {
        *found(configuration, &id)? = plan.clone();
        Ok(FloorPlan { restaurant_id: tenant.id.clone(), ..plan.clone() })
    };
    let edit = Edit {
        apply: &apply,
        place: &|configuration| place(configuration, &id),
        reseat: consequences.reseat,
    };
    publish(&app, &selector, &edit).await.map(Json)
}

/// Delete a floor plan
///
/// Deletes it with its tables. Refused while parties are booked there, or while a service or an experience refers to
/// it.
#[utoipa::path(delete, path = "/external/floor-plans/{floorPlanId}", tag = "Floor plans",
    operation_id = "deleteFloorPlan", security(("apiKey" = ["configuration:write"])),
    params(("floorPlanId" = String, Path, description = "the floor plan's id"), Consequences),
    responses((status = 204),
              (status = 404, body = api::Problem, description = "floor_plan_not_found"),
              (status = 409, body = api::Problem, description = "parties_stranded"),
              (status = 422, body = api::Problem, description = "a service or an experience refers to it")))]
#[send]
pub(crate) async fn delete(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
    QueryParams(consequences): QueryParams<Consequences>,
) -> Result<StatusCode, Failure> {
    let selector = key.with(Scope::ConfigurationWrite);
    let apply = |_: &Tenant, configuration: &mut Configuration| {
        found(configuration, &id)?;
        configuration.floor_plans.retain(|plan| plan.id != id);
        Ok(())
    };
    let edit = Edit { apply: &apply, place: &|_| String::new(), reseat: consequences.reseat };
    publish(&app, &selector, &edit).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn found<'a>(configuration: &'a mut Configuration, id: &str) -> Result<&'a mut FloorPlan, Failure> {
    let missing = || Failure::new(Code::FloorPlanNotFound, "the restaurant has no such floor plan");
    configuration.floor_plans.iter_mut().find(|plan| plan.id == id).ok_or_else(missing)
}

fn place(configuration: &Configuration, id: &str) -> String {
    let index = configuration.floor_plans.iter().position(|plan| plan.id == id);
    index.map_or_else(String::new, |index| format!("/floorPlans/{index}"))
}
