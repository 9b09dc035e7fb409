//! GET and PUT /external/gift-card-templates

use api::GiftCardTemplate;
use axum::Json;

use crate::http::authentication::Key;
use crate::http::extract::Json as JsonBody;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

use super::parts::List;

const LIST: List<GiftCardTemplate> =
    List { name: "giftCardTemplates", of: |configuration| &mut configuration.gift_card_templates };

/// List gift card templates
///
/// The kinds of gift cards that the restaurant has.
#[utoipa::path(get, path = "/external/gift-card-templates", tag = "Configuration",
    operation_id = "listGiftCardTemplates", security(("apiKey" = ["configuration:read"])),
    responses((status = 200, body = Vec<GiftCardTemplate>)))]
#[send]
pub(crate) async fn read(app: App, key: Key) -> Result<Json<Vec<GiftCardTemplate>>, Failure> {
    LIST.read(&app, key).await
}

/// Replace gift card templates
///
/// Publishes the whole list of gift card templates. Cards that were sold stay as they are.
#[utoipa::path(put, path = "/external/gift-card-templates", tag = "Configuration",
    operation_id = "replaceGiftCardTemplates", security(("apiKey" = ["configuration:write"])),
    request_body = Vec<GiftCardTemplate>,
    responses((status = 200, body = Vec<GiftCardTemplate>),
              (status = 409, body = api::Problem, description = "parties_stranded")))]
#[send]
pub(crate) async fn replace(
    app: App,
    key: Key,
    JsonBody(body): JsonBody<Vec<GiftCardTemplate>, true>,
) -> Result<Json<Vec<GiftCardTemplate>>, Failure> {
    LIST.replace(&app, key, body).await
}
