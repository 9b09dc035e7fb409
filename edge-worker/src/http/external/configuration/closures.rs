//! GET and PUT /external/closures

use api::configuration::schedule::Closure;
use axum::Json;

use crate::http::authentication::Key;
use crate::http::extract::Json as JsonBody;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

use super::parts::List;

const LIST: List<Closure> = List { name: "closures", of: |configuration| &mut configuration.closures };

/// List closures
///
/// Starts that are closed although their service is open.
#[utoipa::path(get, path = "/external/closures", tag = "Configuration", operation_id = "listClosures",
    security(("apiKey" = ["configuration:read"])),
    responses((status = 200, body = Vec<Closure>)))]
#[send]
pub(crate) async fn read(app: App, key: Key) -> Result<Json<Vec<Closure>>, Failure> {
    LIST.read(&app, key).await
}

/// Replace closures
///
/// Publishes the whole list of closures.
#[utoipa::path(put, path = "/external/closures", tag = "Configuration", operation_id = "replaceClosures",
    security(("apiKey" = ["configuration:write"])), request_body = Vec<Closure>,
    responses((status = 200, body = Vec<Closure>),
              (status = 409, body = api::Problem, description = "parties_stranded")))]
#[send]
pub(crate) async fn replace(
    app: App,
    key: Key,
    JsonBody(body): JsonBody<Vec<Closure>, true>,
) -> Result<Json<Vec<Closure>>, Failure> {
    LIST.replace(&app, key, body).await
}
