//! PUT and DELETE /external/experiences/{id}

use api::Experience;
use axum::Json;
use axum::http::StatusCode;

use crate::http::authentication::Key;
use crate::http::extract::{Json as JsonBody, PathParams};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

use super::parts::List;

const LIST: List<Experience> =
    List { name: "experiences", of: |configuration| &mut configuration.experiences };

/// Create or replace an experience
///
/// Publishes the experience with this id. HTML is sanitized, so that the answer may differ from what was sent.
#[utoipa::path(put, path = "/external/experiences/{id}", tag = "Configuration", operation_id = "putExperience",
    security(("apiKey" = ["configuration:write"])),
    params(("id" = String, Path, description = "the item's id, chosen by the restaurant")),
    request_body = Experience,
    responses((status = 200, body = Experience)))]
#[send]
pub(crate) async fn put(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
    JsonBody(body): JsonBody<Experience, true>,
) -> Result<Json<Experience>, Failure> {
    LIST.put(&app, key, &id, body).await
}

/// Delete an experience
///
/// Refused while parties are booked for it, or while a service refers to it.
#[utoipa::path(delete, path = "/external/experiences/{id}", tag = "Configuration", operation_id = "deleteExperience",
    security(("apiKey" = ["configuration:write"])),
    params(("id" = String, Path, description = "the item's id")),
    responses((status = 204),
              (status = 404, body = api::Problem, description = "not_configured"),
              (status = 409, body = api::Problem, description = "parties_stranded"),
              (status = 422, body = api::Problem,
               description = "another part of the configuration refers to it")))]
#[send]
pub(crate) async fn delete(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
) -> Result<StatusCode, Failure> {
    LIST.delete(&app, key, &id).await
}
