//! PUT and DELETE /external/gift-card-templates/{id}

use api::GiftCardTemplate;
use axum::Json;
use axum::http::StatusCode;

use crate::http::authentication::Key;
use crate::http::extract::{Json as JsonBody, PathParams};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

use super::parts::List;

const LIST: List<GiftCardTemplate> =
    List { name: "giftCardTemplates", of: |configuration| &mut configuration.gift_card_templates };

/// Create or replace a gift card template
///
/// Publishes the gift card template with this id. Cards that were sold stay as they are.
#[utoipa::path(put, path = "/external/gift-card-templates/{id}", tag = "Configuration",
    operation_id = "putGiftCardTemplate", security(("apiKey" = ["configuration:write"])),
    params(("id" = String, Path, description = "the item's id, chosen by the restaurant")),
    request_body = GiftCardTemplate,
    responses((status = 200, body = GiftCardTemplate)))]
#[send]
pub(crate) async fn put(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
    JsonBody(body): JsonBody<GiftCardTemplate, true>,
) -> Result<Json<GiftCardTemplate>, Failure> {
    LIST.put(&app, key, &id, body).await
}

/// Delete a gift card template
///
/// Cards that were sold stay as they are.
#[utoipa::path(delete, path = "/external/gift-card-templates/{id}", tag = "Configuration",
    operation_id = "deleteGiftCardTemplate", security(("apiKey" = ["configuration:write"])),
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
