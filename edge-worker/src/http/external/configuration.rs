//! GET and PUT /external/configuration and its parts: what the restaurant decides about its house.
//!
//! Each is published as a whole document that was checked as a whole. A PUT that comes again comes to the same, so that no
//! Idempotency-Key is needed.

use api::configuration::document::{HouseSettings, Published};
use api::configuration::schedule::{Block, Closure, Exception, Release, Service};
use api::{Code, Configuration, Experience, GiftCardTemplate, Scope};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::configuration::publishing::{Edit, publish};
use crate::house::tenant::{Tenant, load_tenant};
use crate::http::authentication::Key;
use crate::http::extract::{Json as JsonBody, PathParams};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// The published configuration.
#[utoipa::path(get, path = "/external/configuration", tag = "Configuration", operation_id = "readConfiguration",
    security(("apiKey" = ["configuration:read"])),
    responses((status = 200, body = Published)))]
#[send]
pub(crate) async fn read(State(app): State<App>, key: Key) -> Result<Json<Published>, Failure> {
    let tenant = load_tenant(&app, &key.with(Scope::ConfigurationRead)).await?;
    Ok(Json(Published { version: tenant.version, configuration: tenant.compiled.configuration }))
}

/// Publishes another configuration. The slug stays.
#[utoipa::path(put, path = "/external/configuration", tag = "Configuration", operation_id = "replaceConfiguration",
    security(("apiKey" = ["configuration:write"])), request_body = Configuration,
    responses((status = 200, body = Published),
              (status = 409, body = api::Problem, description = "parties_stranded")))]
#[send]
pub(crate) async fn replace(
    State(app): State<App>,
    key: Key,
    JsonBody(body): JsonBody<Configuration, true>,
) -> Result<Json<Published>, Failure> {
    let selector = key.with(Scope::ConfigurationWrite);
    let apply = |_: &Tenant, configuration: &mut Configuration| {
        keep_slug(configuration, &body.restaurant.slug)?;
        *configuration = body.clone();
        Ok(())
    };
    publish(&app, &selector, &Edit { apply: &apply, place: &|_| String::new(), reseat: false }).await?;
    let tenant = load_tenant(&app, &selector).await?;
    Ok(Json(Published { version: tenant.version, configuration: tenant.compiled.configuration }))
}

/// What holds for the whole house.
#[utoipa::path(get, path = "/external/settings", tag = "Configuration", operation_id = "readSettings",
    security(("apiKey" = ["configuration:read"])),
    responses((status = 200, body = HouseSettings)))]
#[send]
pub(crate) async fn settings(State(app): State<App>, key: Key) -> Result<Json<HouseSettings>, Failure> {
    let tenant = load_tenant(&app, &key.with(Scope::ConfigurationRead)).await?;
    Ok(Json(tenant.compiled.configuration.house_settings()))
}

/// Publishes other settings. The slug stays.
#[utoipa::path(put, path = "/external/settings", tag = "Configuration", operation_id = "replaceSettings",
    security(("apiKey" = ["configuration:write"])), request_body = HouseSettings,
    responses((status = 200, body = HouseSettings)))]
#[send]
pub(crate) async fn replace_settings(
    State(app): State<App>,
    key: Key,
    JsonBody(body): JsonBody<HouseSettings, true>,
) -> Result<Json<HouseSettings>, Failure> {
    let selector = key.with(Scope::ConfigurationWrite);
    let apply = |_: &Tenant, configuration: &mut Configuration| {
        keep_slug(configuration, &body.restaurant.slug)?;
        configuration.set_house_settings(body.clone());
        Ok(body.clone())
    };
    publish(&app, &selector, &Edit { apply: &apply, place: &|_| String::new(), reseat: false })
        .await
        .map(Json)
}

fn keep_slug(configuration: &Configuration, slug: &str) -> Result<(), Failure> {
    let wrong = || Failure::invalid_field("/restaurant/slug", "stays as it is: guests' links have it");
    (configuration.restaurant.slug == slug).then_some(()).ok_or_else(wrong)
}

/// A list of the configuration that is read and published as a whole.
macro_rules! list {
    ($name:ident, $item:ty, $path:literal, $list:literal, $read:literal, $replace:literal, $read_words:literal, $replace_words:literal) => {
        pub(crate) mod $name {
            use super::*;

            #[doc = $read_words]
            #[utoipa::path(get, path = $path, tag = "Configuration", operation_id = $read,
                        security(("apiKey" = ["configuration:read"])),
                        responses((status = 200, body = Vec<$item>)))]
            #[send]
            pub(crate) async fn read(State(app): State<App>, key: Key) -> Result<Json<Vec<$item>>, Failure> {
                let tenant = load_tenant(&app, &key.with(Scope::ConfigurationRead)).await?;
                Ok(Json(tenant.compiled.configuration.$name))
            }

            #[doc = $replace_words]
            #[utoipa::path(put, path = $path, tag = "Configuration", operation_id = $replace,
                        security(("apiKey" = ["configuration:write"])), request_body = Vec<$item>,
                        responses((status = 200, body = Vec<$item>),
                                  (status = 409, body = api::Problem, description = "parties_stranded")))]
            #[send]
            pub(crate) async fn replace(
                State(app): State<App>,
                key: Key,
                JsonBody(body): JsonBody<Vec<$item>, true>,
            ) -> Result<Json<Vec<$item>>, Failure> {
                let selector = key.with(Scope::ConfigurationWrite);
                let apply = |_: &Tenant, configuration: &mut Configuration| {
                    configuration.$name.clone_from(&body);
                    Ok(body.clone())
                };
                let place = |_: &Configuration| concat!("/", $list).to_owned();
                publish(&app, &selector, &Edit { apply: &apply, place: &place, reseat: false }).await.map(Json)
            }
        }
    };
}

list!(
    services,
    Service,
    "/external/services",
    "services",
    "listServices",
    "replaceServices",
    "The weekly opening windows.",
    "Publishes other weekly opening windows."
);
list!(
    exceptions,
    Exception,
    "/external/exceptions",
    "exceptions",
    "listExceptions",
    "replaceExceptions",
    "Dates on which other windows open.",
    "Publishes other such dates."
);
list!(
    closures,
    Closure,
    "/external/closures",
    "closures",
    "listClosures",
    "replaceClosures",
    "Starts that are closed although their service is open.",
    "Publishes other closed starts."
);
list!(
    blocks,
    Block,
    "/external/blocks",
    "blocks",
    "listBlocks",
    "replaceBlocks",
    "Tables that nobody can have for a time.",
    "Publishes other blocked tables. Refused where a booked party has one of them then."
);
list!(
    releases,
    Release,
    "/external/releases",
    "releases",
    "listReleases",
    "replaceReleases",
    "Days that open for booking at an instant of their own.",
    "Publishes other such days."
);
list!(
    gift_card_templates,
    GiftCardTemplate,
    "/external/gift-card-templates",
    "giftCardTemplates",
    "listGiftCardTemplates",
    "replaceGiftCardTemplates",
    "The kinds of gift cards.",
    "Publishes other kinds of gift cards. Cards that were sold stay as they are."
);

/// An item of the configuration that is put and deleted by its id.
macro_rules! item {
    ($name:ident, $list_name:ident, $item:ty, $path:literal, $list:literal, $put:literal, $delete:literal, $put_words:literal, $delete_words:literal) => {
        pub(crate) mod $name {
            use super::*;

            #[doc = $put_words]
            #[utoipa::path(put, path = $path, tag = "Configuration", operation_id = $put,
                security(("apiKey" = ["configuration:write"])),
                params(("id" = String, Path, description = "its id, chosen by the restaurant")),
                request_body = $item,
                responses((status = 200, body = $item)))]
            #[send]
            pub(crate) async fn put(
                State(app): State<App>,
                key: Key,
                PathParams(id): PathParams<String>,
                JsonBody(body): JsonBody<$item, true>,
            ) -> Result<Json<$item>, Failure> {
                let selector = key.with(Scope::ConfigurationWrite);
                if body.id != id {
                    return Err(Failure::invalid_field("/id", "must be the one in the address"));
                }
                let apply = |_: &Tenant, configuration: &mut Configuration| {
                    match configuration.$list_name.iter_mut().find(|item| item.id == id) {
                        Some(item) => *item = body.clone(),
                        None => configuration.$list_name.push(body.clone()),
                    }
                    Ok(())
                };
                let place = |configuration: &Configuration| {
                    let index = configuration.$list_name.iter().position(|item| item.id == id);
                    format!(concat!("/", $list, "/{}"), index.unwrap_or_default())
                };
                publish(&app, &selector, &Edit { apply: &apply, place: &place, reseat: false }).await?;
                let tenant = load_tenant(&app, &selector).await?;
                // As it was published: texts are cleaned.
                let published = tenant.compiled.configuration.$list_name.into_iter().find(|item| item.id == id);
                Ok(Json(published.unwrap_or(body)))
            }

            #[doc = $delete_words]
            #[utoipa::path(delete, path = $path, tag = "Configuration", operation_id = $delete,
                security(("apiKey" = ["configuration:write"])),
                params(("id" = String, Path, description = "its id")),
                responses((status = 204),
                          (status = 404, body = api::Problem, description = "not_configured"),
                          (status = 409, body = api::Problem, description = "parties_stranded"),
                          (status = 422, body = api::Problem, description = "something else names it")))]
            #[send]
            pub(crate) async fn delete(
                State(app): State<App>,
                key: Key,
                PathParams(id): PathParams<String>,
            ) -> Result<StatusCode, Failure> {
                let selector = key.with(Scope::ConfigurationWrite);
                let apply = |_: &Tenant, configuration: &mut Configuration| {
                    let before = configuration.$list_name.len();
                    configuration.$list_name.retain(|item| item.id != id);
                    let is_gone = configuration.$list_name.len() < before;
                    let missing = || Failure::new(Code::NotConfigured, "the configuration has none of this id");
                    is_gone.then_some(()).ok_or_else(missing)
                };
                publish(&app, &selector, &Edit { apply: &apply, place: &|_| String::new(), reseat: false }).await?;
                Ok(StatusCode::NO_CONTENT)
            }
        }
    };
}

item!(
    experience,
    experiences,
    Experience,
    "/external/experiences/{id}",
    "experiences",
    "putExperience",
    "deleteExperience",
    "Publishes an experience, new or in the place of the one with this id. HTML is cleaned.",
    "Deletes an experience. Refused while parties are booked for it, or while a service names it."
);
item!(
    gift_card_template,
    gift_card_templates,
    GiftCardTemplate,
    "/external/gift-card-templates/{id}",
    "giftCardTemplates",
    "putGiftCardTemplate",
    "deleteGiftCardTemplate",
    "Publishes a kind of gift card, new or in the place of the one with this id.",
    "Deletes a kind of gift card. Cards that were sold stay as they are."
);
