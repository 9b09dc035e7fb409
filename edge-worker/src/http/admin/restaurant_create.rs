//! POST /admin/restaurants: create a restaurant and issue its first API key.

use api::{Code, Configuration, FieldError, Scope};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::configuration::validation;
use crate::configuration::warnings::warnings;
use crate::house::api_key::{self, NewKey};
use crate::http::authentication::Admin;
use crate::http::extract::Json;
use crate::platform::app::App;
use crate::platform::db::{DbError, Statement};
use crate::platform::failure::Failure;
use crate::platform::{secret, send};

/// The prefix of keys that only a development server accepts.
const DEVELOPMENT_KEY_PREFIX: &str = "cvk_demo_";

/// A restaurant to create.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RestaurantRequest {
    /// The restaurant's complete configuration.
    configuration: Configuration,
    /// On a development server only: the API key to use, which starts with `cvk_demo_`. Otherwise one is generated.
    #[serde(default)]
    api_key: Option<String>,
}

/// A restaurant that was created.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RestaurantCreated {
    restaurant_id: String,
    /// The restaurant's first API key, with every scope. Shown only in this answer: the server keeps its digest.
    api_key: String,
    /// What of the configuration has no effect, or another one than it seems to have; left out if there is nothing to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<FieldError>,
}

const INSERT_RESTAURANT: &str = "
    INSERT INTO restaurants (id, slug, configuration_version, created_at) VALUES (?1, ?2, 1, ?3)";

const INSERT_CONFIGURATION: &str = "
    INSERT INTO configurations (restaurant_id, version, document, published_at) VALUES (?1, 1, ?2, ?3)";

/// Create a restaurant
///
/// Checks the configuration as a whole, publishes it, and issues an API key with every scope. It needs no
/// `Idempotency-Key`, since a slug can be used only once.
#[utoipa::path(post, path = "/admin/restaurants", tag = "Provisioning", operation_id = "createRestaurant",
    security(("adminToken" = [])), request_body = RestaurantRequest,
    responses((status = 201, body = RestaurantCreated),
              (status = 409, body = api::Problem, description = "restaurant_exists")))]
#[send]
pub(crate) async fn create(
    app: App,
    _: Admin,
    Json(request): Json<RestaurantRequest, true>,
) -> Result<(StatusCode, axum::Json<RestaurantCreated>), Failure> {
    let slug = request.configuration.restaurant.slug.clone();
    let warnings = warnings(&request.configuration).into_iter().map(under).collect();
    let today = app.utc_day();
    let checked = validation::checked(&app, request.configuration, &(today..today.plus(1)));
    let (document, _) =
        checked.map_err(|faults| Failure::invalid(faults.into_iter().map(under).collect()))?;
    let key = match request.api_key {
        Some(key) if app.environment.is_development && key.starts_with(DEVELOPMENT_KEY_PREFIX) => key,
        Some(_) => return Err(Failure::invalid_field("/apiKey", "keys are chosen in development only")),
        None => api_key::generate()?,
    };
    let (id, now) = (secret::id(), app.now_ms);
    let new = NewKey { name: "first", scopes: &Scope::ALL };
    let statements = vec![
        Statement::new(INSERT_RESTAURANT, [id.as_str().into(), slug.into(), now.into()]),
        Statement::new(INSERT_CONFIGURATION, [id.as_str().into(), document.into(), now.into()]),
        api_key::insert(&app, &id, &secret::id(), &key, &new),
    ];
    app.db.batch(statements).await.map_err(|error| match error {
        DbError::Conflict(_) => {
            Failure::new(Code::RestaurantExists, "a restaurant has this slug or key already")
        }
        other => other.into(),
    })?;
    Ok((StatusCode::CREATED, axum::Json(RestaurantCreated { restaurant_id: id, api_key: key, warnings })))
}

/// The same about the request, of which the configuration is a part.
fn under(fault: FieldError) -> FieldError {
    FieldError::new(format!("/configuration{}", fault.pointer), fault.detail)
}
