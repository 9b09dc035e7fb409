//! GET and PUT /external/blocks

use api::configuration::schedule::Block;
use axum::Json;

use crate::http::authentication::Key;
use crate::http::extract::Json as JsonBody;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

use super::parts::List;

const LIST: List<Block> = List { name: "blocks", of: |configuration| &mut configuration.blocks };

/// List blocks
///
/// Tables that cannot be used for a time.
#[utoipa::path(get, path = "/external/blocks", tag = "Configuration", operation_id = "listBlocks",
    security(("apiKey" = ["configuration:read"])),
    responses((status = 200, body = Vec<Block>)))]
#[send]
pub(crate) async fn read(app: App, key: Key) -> Result<Json<Vec<Block>>, Failure> {
    LIST.read(&app, key).await
}

/// Replace blocks
///
/// Publishes the whole list of blocks. Refused if a booked party has one of the tables at that time.
#[utoipa::path(put, path = "/external/blocks", tag = "Configuration", operation_id = "replaceBlocks",
    security(("apiKey" = ["configuration:write"])), request_body = Vec<Block>,
    responses((status = 200, body = Vec<Block>),
              (status = 409, body = api::Problem, description = "parties_stranded")))]
#[send]
pub(crate) async fn replace(
    app: App,
    key: Key,
    JsonBody(body): JsonBody<Vec<Block>, true>,
) -> Result<Json<Vec<Block>>, Failure> {
    LIST.replace(&app, key, body).await
}
