//! GET and PUT /external/services

use api::configuration::schedule::Service;
use axum::Json;

use crate::http::authentication::Key;
use crate::http::extract::Json as JsonBody;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

use super::parts::List;

const LIST: List<Service> = List { name: "services", of: |configuration| &mut configuration.services };

/// List services
///
/// The weekly opening windows.
#[utoipa::path(get, path = "/external/services", tag = "Configuration", operation_id = "listServices",
    security(("apiKey" = ["configuration:read"])),
    responses((status = 200, body = Vec<Service>)))]
#[send]
pub(crate) async fn read(app: App, key: Key) -> Result<Json<Vec<Service>>, Failure> {
    LIST.read(&app, key).await
}

/// Replace services
///
/// Publishes the whole list of weekly opening windows.
#[utoipa::path(put, path = "/external/services", tag = "Configuration", operation_id = "replaceServices",
    security(("apiKey" = ["configuration:write"])), request_body = Vec<Service>,
    responses((status = 200, body = Vec<Service>),
              (status = 409, body = api::Problem, description = "parties_stranded")))]
#[send]
pub(crate) async fn replace(
    app: App,
    key: Key,
    JsonBody(body): JsonBody<Vec<Service>, true>,
) -> Result<Json<Vec<Service>>, Failure> {
    LIST.replace(&app, key, body).await
}
