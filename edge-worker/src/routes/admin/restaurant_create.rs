//! POST /admin/restaurants: set up a restaurant and give it a key.

use api::{Code, Compiled, Configuration, FieldError};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::authentication::Admin;
use crate::db::{DbError, Statement};
use crate::extract::Json;
use crate::problem::Failure;
use crate::secret;
use crate::zone;

/// The largest party that can book online.
const PARTY_MAX: u16 = 100;
/// The longest booking window.
const WINDOW_DAYS_MAX: u16 = 700;

/// The prefix of keys that only a development server takes.
const DEVELOPMENT_KEY_PREFIX: &str = "cvk_demo_";

/// A restaurant to set up.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RestaurantRequest {
    /// Everything the restaurant decides about its house.
    configuration: Configuration,
    /// In development only: the key to give it.
    #[serde(default)]
    api_key: Option<String>,
}

/// A restaurant that was set up.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RestaurantCreated {
    restaurant_id: String,
    /// Shown this once: only its digest is kept.
    api_key: String,
}

const INSERT_RESTAURANT: &str = "
    INSERT INTO restaurants (id, slug, configuration_version, created_at) VALUES (?1, ?2, 1, ?3)";

const INSERT_CONFIGURATION: &str = "
    INSERT INTO configurations (restaurant_id, version, document, published_at) VALUES (?1, 1, ?2, ?3)";

const INSERT_KEY: &str = "INSERT INTO api_keys (digest, restaurant_id, created_at) VALUES (?1, ?2, ?3)";

/// Checks the configuration as a whole, publishes it, and issues a key.
#[utoipa::path(post, path = "/admin/restaurants", tag = "Provisioning", operation_id = "createRestaurant",
    security(("adminToken" = [])), request_body = RestaurantRequest,
    responses((status = 201, body = RestaurantCreated), (status = 400, body = api::Problem),
              (status = 401, body = api::Problem),
              (status = 409, body = api::Problem, description = "restaurant_exists"),
              (status = 413, body = api::Problem), (status = 415, body = api::Problem),
              (status = 422, body = api::Problem)))]
#[worker::send]
pub(crate) async fn create(
    State(app): State<App>,
    _: Admin,
    Json(request): Json<RestaurantRequest, true>,
) -> Result<(StatusCode, axum::Json<RestaurantCreated>), Failure> {
    let document = checked(&app, &request.configuration).map_err(Failure::invalid)?;
    let slug = request.configuration.restaurant.slug;
    let key = match request.api_key {
        Some(key) if app.environment.is_development && key.starts_with(DEVELOPMENT_KEY_PREFIX) => key,
        Some(_) => return Err(Failure::invalid_field("/apiKey", "keys are chosen in development only")),
        None => secret::api_key()?,
    };
    let (id, now) = (secret::id(), app.now_ms);
    let statements = vec![
        Statement::new(INSERT_RESTAURANT, [id.as_str().into(), slug.into(), now.into()]),
        Statement::new(INSERT_CONFIGURATION, [id.as_str().into(), document.into(), now.into()]),
        Statement::new(INSERT_KEY, [secret::digest(&key).into(), id.as_str().into(), now.into()]),
    ];
    app.db.batch(statements).await.map_err(|error| match error {
        DbError::Conflict(_) => {
            Failure::new(Code::RestaurantExists, "a restaurant has this slug or key already")
        }
        other => other.into(),
    })?;
    Ok((StatusCode::CREATED, axum::Json(RestaurantCreated { restaurant_id: id, api_key: key })))
}

/// The document as it is published, if the whole of it is sound.
fn checked(app: &App, configuration: &Configuration) -> Result<String, Vec<FieldError>> {
    let restaurant = &configuration.restaurant;
    let at = |field: &str, detail: &str| {
        vec![FieldError::new(format!("/configuration/restaurant/{field}"), detail)]
    };
    if !is_slug(&restaurant.slug) {
        return Err(at(
            "slug",
            "2 to 60 lower-case letters, digits and hyphens, a letter or digit at each end",
        ));
    }
    let zone =
        zone::named(&restaurant.time_zone).ok_or_else(|| at("timeZone", "no zone has this IANA name"))?;
    if restaurant.locales.is_empty() {
        return Err(at("locales", "at least one language"));
    }
    if !is_link(&restaurant.privacy_url) {
        return Err(at("privacyUrl", "an address that starts with https:// or http:// or /, or nothing"));
    }
    if let Some(i) = restaurant.allowed_origins.iter().position(|origin| !is_origin(origin)) {
        return Err(at(
            &format!("allowedOrigins/{i}"),
            "an origin as browsers send it: https://www.example.com",
        ));
    }
    check_sizes(configuration)?;
    let today = app.utc_day();
    let offsets = zone::offsets(zone, today, today.plus(1));
    let under_configuration =
        |fault: FieldError| FieldError::new(format!("/configuration{}", fault.pointer), fault.detail);
    Compiled::new(configuration.clone(), offsets)
        .map_err(|faults| faults.into_iter().map(under_configuration).collect::<Vec<_>>())?;
    serde_json::to_string(configuration)
        .map_err(|error| vec![FieldError::new("/configuration", error.to_string())])
}

/// What a widget can show and a decision can look through.
fn check_sizes(configuration: &Configuration) -> Result<(), Vec<FieldError>> {
    let settings = &configuration.settings;
    let faults = [
        (PARTY_MAX < settings.max_party_size, "settings/maxPartySize", "at most 100"),
        (WINDOW_DAYS_MAX < settings.window_days, "settings/windowDays", "at most 700"),
        (configuration.experiences.is_empty(), "experiences", "at least one"),
    ];
    let faults: Vec<_> = faults
        .into_iter()
        .filter(|(is_wrong, ..)| *is_wrong)
        .map(|(_, field, detail)| FieldError::new(format!("/configuration/{field}"), detail))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Scheme, host and perhaps a port, in lower case and with nothing behind them (RFC 6454).
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or(text.strip_prefix("http://")).unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte);
    !host.is_empty() && host.bytes().all(is_plain)
}

/// Guests follow it from the widget, so it must not be a script.
fn is_link(text: &str) -> bool {
    text.is_empty() || ["https://", "http://", "/"].iter().any(|start| text.starts_with(start))
}

fn is_slug(text: &str) -> bool {
    (2..=60).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}
