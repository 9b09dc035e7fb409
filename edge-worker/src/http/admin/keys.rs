//! /admin/restaurants/{slug}/keys: issue, list, replace and revoke API keys.

use api::access::scope::{Key, KeyIssued, KeyRequest};
use api::{Code, Scope};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use crate::house::api_key::{self, KeyRow, NewKey};
use crate::house::retry::{Effect, retry_on_conflict};
use crate::http::authentication::Admin;
use crate::http::extract::{Json as JsonBody, PathParams};
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::{secret, send};

const NAME_LENGTH_MAX: usize = 100;
/// How long a replaced key still works, so that systems can change over one by one.
const OVERLAP_MS: i64 = 24 * 60 * 60 * 1000;

const SELECT_RESTAURANT: &str = "SELECT id FROM restaurants WHERE slug = ?1";
const SELECT_KEYS: &str = "
    SELECT k.id, k.restaurant_id, k.name, k.last_four, k.scopes, k.created_at, k.ends_at, k.revoked_at
    FROM restaurants r JOIN api_keys k ON k.restaurant_id = r.id
    WHERE r.slug = ?1 ORDER BY k.created_at, k.id";
/// A key that has an end keeps it: replacing it again does not prolong it.
const END_KEY: &str = "UPDATE api_keys SET ends_at = COALESCE(ends_at, ?2) WHERE id = ?1";
const REVOKE_KEY: &str = "UPDATE api_keys SET revoked_at = COALESCE(revoked_at, ?2) WHERE id = ?1";

#[derive(Deserialize)]
struct RestaurantRow {
    id: String,
}

fn check(request: &KeyRequest) -> Result<(), Failure> {
    let length = request.name.trim().chars().count();
    if !(1..=NAME_LENGTH_MAX).contains(&length) {
        return Err(Failure::invalid_field("/name", "1 to 100 characters"));
    }
    if request.scopes.is_empty() {
        return Err(Failure::invalid_field("/scopes", "at least one"));
    }
    Ok(())
}

/// Issues a key. It is shown in this answer and never again.
#[utoipa::path(post, path = "/admin/restaurants/{slug}/keys", tag = "Provisioning", operation_id = "issueKey",
    security(("adminToken" = [])), params(("slug" = String, Path, description = "the restaurant's name in addresses")),
    request_body = KeyRequest,
    responses((status = 201, body = KeyIssued),
              (status = 404, body = api::Problem, description = "restaurant_not_found")))]
#[send]
pub(crate) async fn issue(
    State(app): State<App>,
    _: Admin,
    PathParams(slug): PathParams<String>,
    JsonBody(request): JsonBody<KeyRequest>,
) -> Result<(StatusCode, Json<KeyIssued>), Failure> {
    check(&request)?;
    let (id, key) = (secret::id(), secret::api_key()?);
    let restaurant: Option<RestaurantRow> =
        app.db.first(Statement::new(SELECT_RESTAURANT, [slug.into()])).await?;
    let missing = || Failure::new(Code::RestaurantNotFound, "no restaurant has this name");
    let restaurant = restaurant.ok_or_else(missing)?;
    let new = NewKey { name: request.name.trim(), scopes: &request.scopes };
    app.db.batch(vec![api_key::insert(&app, &restaurant.id, &id, &key, &new)]).await?;
    Ok((StatusCode::CREATED, Json(KeyIssued { id, api_key: key, scopes: request.scopes })))
}

/// The restaurant's keys, the oldest first, those that were revoked too; without what makes them keys.
#[utoipa::path(get, path = "/admin/restaurants/{slug}/keys", tag = "Provisioning", operation_id = "listKeys",
    security(("adminToken" = [])), params(("slug" = String, Path, description = "the restaurant's name in addresses")),
    responses((status = 200, body = Vec<Key>)))]
#[send]
pub(crate) async fn list(
    State(app): State<App>,
    _: Admin,
    PathParams(slug): PathParams<String>,
) -> Result<Json<Vec<Key>>, Failure> {
    let rows: Vec<KeyRow> = app.db.all(Statement::new(SELECT_KEYS, [slug.into()])).await?;
    Ok(Json(rows.into_iter().map(KeyRow::key).collect()))
}

/// Replaces a key by another with the same name and scopes. The old one works for another day.
#[utoipa::path(post, path = "/admin/restaurants/{slug}/keys/{keyId}/rotate", tag = "Provisioning",
    operation_id = "rotateKey", security(("adminToken" = [])),
    params(("slug" = String, Path, description = "the restaurant's name in addresses"),
           ("keyId" = String, Path, description = "the key's id")),
    responses((status = 201, body = KeyIssued),
              (status = 404, body = api::Problem, description = "key_not_found")))]
#[send]
pub(crate) async fn rotate(
    State(app): State<App>,
    _: Admin,
    PathParams((slug, key_id)): PathParams<(String, String)>,
) -> Result<(StatusCode, Json<KeyIssued>), Failure> {
    let (id, key) = (secret::id(), secret::api_key()?);
    let reads = || vec![Statement::new(SELECT_KEYS, [slug.as_str().into()])];
    let issued = retry_on_conflict(&app, reads, |rows| {
        let rows: Vec<KeyRow> = rows.all()?;
        // The reply to the write was lost, and it had happened.
        if let Some(made) = rows.iter().find(|row| row.id == id) {
            let answer = KeyIssued { id: id.clone(), api_key: key.clone(), scopes: made.scopes() };
            return Ok(Effect { statements: Vec::new(), answer });
        }
        let old = named(rows, &key_id)?;
        let scopes: Vec<Scope> = old.scopes();
        let new = NewKey { name: &old.name, scopes: &scopes };
        let statements = vec![
            api_key::insert(&app, &old.restaurant_id, &id, &key, &new),
            Statement::new(END_KEY, [key_id.as_str().into(), (app.now_ms + OVERLAP_MS).into()]),
        ];
        Ok(Effect { statements, answer: KeyIssued { id: id.clone(), api_key: key.clone(), scopes } })
    })
    .await?;
    Ok((StatusCode::CREATED, Json(issued)))
}

/// Revokes a key: it opens nothing from now on.
#[utoipa::path(delete, path = "/admin/restaurants/{slug}/keys/{keyId}", tag = "Provisioning",
    operation_id = "revokeKey", security(("adminToken" = [])),
    params(("slug" = String, Path, description = "the restaurant's name in addresses"),
           ("keyId" = String, Path, description = "the key's id")),
    responses((status = 204),
              (status = 404, body = api::Problem, description = "key_not_found")))]
#[send]
pub(crate) async fn revoke(
    State(app): State<App>,
    _: Admin,
    PathParams((slug, key_id)): PathParams<(String, String)>,
) -> Result<StatusCode, Failure> {
    let reads = || vec![Statement::new(SELECT_KEYS, [slug.as_str().into()])];
    retry_on_conflict(&app, reads, |rows| {
        let rows = rows.all()?;
        let _ = known(rows, &key_id)?;
        let revoke = Statement::new(REVOKE_KEY, [key_id.as_str().into(), app.now_ms.into()]);
        Ok(Effect { statements: vec![revoke], answer: StatusCode::NO_CONTENT })
    })
    .await
}

fn known(rows: Vec<KeyRow>, id: &str) -> Result<KeyRow, Failure> {
    rows.into_iter().find(|row| row.id == id).ok_or_else(api_key::not_found)
}

/// A key that was revoked is not replaced.
fn named(rows: Vec<KeyRow>, id: &str) -> Result<KeyRow, Failure> {
    Some(known(rows, id)?).filter(|row| row.revoked_at.is_none()).ok_or_else(api_key::not_found)
}
