//! GET and PUT /external/exceptions

use api::configuration::schedule::Exception;
use axum::Json;

use crate::http::authentication::Key;
use crate::http::extract::Json as JsonBody;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

use super::parts::List;

const LIST: List<Exception> = List { name: "exceptions", of: |configuration| &mut configuration.exceptions };

/// List exceptions
///
/// Dates on which other services open than on their weekday, or none.
#[utoipa::path(get, path = "/external/exceptions", tag = "Configuration", operation_id = "listExceptions",
    security(("apiKey" = ["configuration:read"])),
    responses((status = 200, body = Vec<Exception>)))]
#[send]
pub(crate) async fn read(app: App, key: Key) -> Result<Json<Vec<Exception>>, Failure> {
    LIST.read(&app, key).await
}

/// Replace exceptions
///
/// Publishes the whole list of exceptions.
#[utoipa::path(put, path = "/external/exceptions", tag = "Configuration", operation_id = "replaceExceptions",
    security(("apiKey" = ["configuration:write"])), request_body = Vec<Exception>,
    responses((status = 200, body = Vec<Exception>),
              (status = 409, body = api::Problem, description = "parties_stranded")))]
#[send]
pub(crate) async fn replace(
    app: App,
    key: Key,
    JsonBody(body): JsonBody<Vec<Exception>, true>,
) -> Result<Json<Vec<Exception>>, Failure> {
    LIST.replace(&app, key, body).await
}
