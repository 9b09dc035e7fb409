//! GET and PUT /external/releases

use api::configuration::schedule::Release;
use axum::Json;

use crate::http::authentication::Key;
use crate::http::extract::Json as JsonBody;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

use super::parts::List;

const LIST: List<Release> = List { name: "releases", of: |configuration| &mut configuration.releases };

/// List releases
///
/// Days that open for booking at a time of their own.
#[utoipa::path(get, path = "/external/releases", tag = "Configuration", operation_id = "listReleases",
    security(("apiKey" = ["configuration:read"])),
    responses((status = 200, body = Vec<Release>)))]
#[send]
pub(crate) async fn read(app: App, key: Key) -> Result<Json<Vec<Release>>, Failure> {
    LIST.read(&app, key).await
}

/// Replace releases
///
/// Publishes the whole list of releases.
#[utoipa::path(put, path = "/external/releases", tag = "Configuration", operation_id = "replaceReleases",
    security(("apiKey" = ["configuration:write"])), request_body = Vec<Release>,
    responses((status = 200, body = Vec<Release>),
              (status = 409, body = api::Problem, description = "parties_stranded")))]
#[send]
pub(crate) async fn replace(
    app: App,
    key: Key,
    JsonBody(body): JsonBody<Vec<Release>, true>,
) -> Result<Json<Vec<Release>>, Failure> {
    LIST.replace(&app, key, body).await
}
