//! GET and PUT /external/configuration and its parts: everything that the restaurant decides about its house.
//!
//! Every edit checks and publishes the whole document. A repeated PUT has the same result, so that no `Idempotency-Key`
//! is needed.

use api::configuration::document::{HouseSettings, Published, PublishedSettings};
use api::{Configuration, Scope};
use axum::Json;

use crate::configuration::publishing::{Edit, publish};
use crate::configuration::warnings::warnings;
use crate::house::tenant::{Tenant, load_tenant};
use crate::http::authentication::Key;
use crate::http::extract::Json as JsonBody;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

pub(crate) mod blocks;
pub(crate) mod closures;
pub(crate) mod exceptions;
pub(crate) mod experience;
pub(crate) mod gift_card_template;
pub(crate) mod gift_card_templates;
mod parts;
pub(crate) mod releases;
pub(crate) mod services;

/// Read the configuration
///
/// The whole configuration that is published now, with its version.
#[utoipa::path(get, path = "/external/configuration", tag = "Configuration", operation_id = "readConfiguration",
    security(("apiKey" = ["configuration:read"])),
    responses((status = 200, body = Published)))]
#[send]
pub(crate) async fn read(app: App, key: Key) -> Result<Json<Published>, Failure> {
    let tenant = load_tenant(&app, &key.with(Scope::ConfigurationRead)).await?;
    Ok(Json(published(tenant)))
}

/// Replace the configuration
///
/// Checks the whole configuration and publishes it. The slug cannot be changed. Refused if booked parties would lose
/// their tables or what they booked.
#[utoipa::path(put, path = "/external/configuration", tag = "Configuration", operation_id = "replaceConfiguration",
    security(("apiKey" = ["configuration:write"])), request_body = Configuration,
    responses((status = 200, body = Published),
              (status = 409, body = api::Problem, description = "parties_stranded")))]
#[send]
pub(crate) async fn replace(
    app: App,
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
    Ok(Json(published(tenant)))
}

/// Read the settings
///
/// The part of the configuration that applies to the whole house.
#[utoipa::path(get, path = "/external/settings", tag = "Configuration", operation_id = "readSettings",
    security(("apiKey" = ["configuration:read"])),
    responses((status = 200, body = HouseSettings)))]
#[send]
pub(crate) async fn settings(app: App, key: Key) -> Result<Json<HouseSettings>, Failure> {
    let tenant = load_tenant(&app, &key.with(Scope::ConfigurationRead)).await?;
    Ok(Json(tenant.compiled.configuration.house_settings()))
}

/// Replace the settings
///
/// Publishes the part of the configuration that applies to the whole house. The slug cannot be changed.
#[utoipa::path(put, path = "/external/settings", tag = "Configuration", operation_id = "replaceSettings",
    security(("apiKey" = ["configuration:write"])), request_body = HouseSettings,
    responses((status = 200, body = PublishedSettings)))]
#[send]
pub(crate) async fn replace_settings(
    app: App,
    key: Key,
    JsonBody(body): JsonBody<HouseSettings, true>,
) -> Result<Json<PublishedSettings>, Failure> {
    let selector = key.with(Scope::ConfigurationWrite);
    let apply = |_: &Tenant, configuration: &mut Configuration| {
        keep_slug(configuration, &body.restaurant.slug)?;
        configuration.set_house_settings(body.clone());
        Ok(PublishedSettings { settings: body.clone(), warnings: warnings(configuration) })
    };
    publish(&app, &selector, &Edit { apply: &apply, place: &|_| String::new(), reseat: false })
        .await
        .map(Json)
}

fn published(tenant: Tenant) -> Published {
    let configuration = tenant.compiled.configuration;
    Published { version: tenant.version, warnings: warnings(&configuration), configuration }
}

fn keep_slug(configuration: &Configuration, slug: &str) -> Result<(), Failure> {
    let wrong = || Failure::invalid_field("/restaurant/slug", "stays as it is: guests' links have it");
    (configuration.restaurant.slug == slug).then_some(()).ok_or_else(wrong)
}
