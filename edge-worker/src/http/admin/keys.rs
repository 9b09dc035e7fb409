//! /admin/restaurants/{slug}/keys: issue, list, rotate and revoke API keys.

use api::access::scope::{Key, KeyIssued, KeyRequest};
use api::{Code, Scope};
use axum::Json;
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
/// How long a rotated key still works, so that a restaurant's systems can switch to the new one one by one.
const OVERLAP_MS: i64 = 24 * 60 * 60 * 1000;

const SELECT_RESTAURANT: &str = "SELECT id FROM restaurants WHERE slug = ?1";
const SELECT_KEYS: &str = "
    SELECT k.id, k.restaurant_id, k.name, k.last_four, k.scopes, k.created_at, k.ends_at, k.revoked_at
    FROM restaurants r JOIN api_keys k ON k.restaurant_id = r.id
    WHERE r.slug = ?1 ORDER BY k.created_at, k.id";
/// A key that already has an end keeps it: rotating it again does not prolong it.
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

/// Issue an API key
///
/// The key is shown in this answer and never again: the server keeps only its digest.
#[utoipa::path(post, path = "/admin/restaurants/{slug}/keys", tag = "Provisioning", operation_id = "issueKey",
    security(("adminToken" = [])), params(("slug" = String, Path, description = "the restaurant's slug")),
    request_body = KeyRequest,
    responses((status = 201, body = KeyIssued),
              (status = 404, body = api::Problem, description = "restaurant_not_found")))]
#[send]
pub(crate) async fn issue(
    app: App,
    _: Admin,
    PathParams(slug): PathParams<String>,
    JsonBody(request): JsonBody<KeyRequest>,
) -> Result<(StatusCode, Json<KeyIssued>), Failure> {
    check(&request)?;
    let (id, key) = (secret::id(), api_key::generate()?);
    let restaurant: Option<RestaurantRow> =
        app.db.first(Statement::new(SELECT_RESTAURANT, [slug.into()])).await?;
    let missing = || Failure::new(Code::RestaurantNotFound, "no restaurant has this name");
    let restaurant = restaurant.ok_or_else(missing)?;
    let new = NewKey { name: request.name.trim(), scopes: &request.scopes };
    app.db.batch(vec![api_key::insert(&app, &restaurant.id, &id, &key, &new)]).await?;
    Ok((StatusCode::CREATED, Json(KeyIssued { id, api_key: key, scopes: request.scopes })))
}

/// List API keys
///
/// Oldest first, revoked keys included. Of each key itself only the last four characters are shown.
#[utoipa::path(get, path = "/admin/restaurants/{slug}/keys", tag = "Provisioning", operation_id = "listKeys",
    security(("adminToken" = [])), params(("slug" = String, Path, description = "the restaurant's slug")),
    responses((status = 200, body = Vec<Key>)))]
#[send]
pub(crate) async fn list(
    app: App,
    _: Admin,
    PathParams(slug): PathParams<String>,
) -> Result<Json<Vec<Key>>, Failure> {
    let rows: Vec<KeyRow> = app.db.all(Statement::new(SELECT_KEYS, [slug.into()])).await?;
    Ok(Json(rows.into_iter().map(KeyRow::key).collect()))
}

/// Rotate an API key
///
/// Issues a key with the same name and scopes. The old key works for another 24 hours.
#[utoipa::path(post, path = "/admin/restaurants/{slug}/keys/{keyId}/rotate", tag = "Provisioning",
    operation_id = "rotateKey", security(("adminToken" = [])),
    params(("slug" = String, Path, description = "the restaurant's slug"),
           ("keyId" = String, Path, description = "the key's id")),
    responses((status = 201, body = KeyIssued),
              (status = 404, body = api::Problem, description = "key_not_found")))]
#[send]
pub(crate) async fn rotate(
    app: App,
    _: Admin,
    PathParams((slug, key_id)): PathParams<(String, String)>,
) -> Result<(StatusCode, Json<KeyIssued>), Failure> {
    let (id, key) = (secret::id(), api_key::generate()?);
    let reads = || vec![Statement::new(SELECT_KEYS, [slug.as_str().into()])];
    let issued = retry_on_conflict(&app, reads, |rows| {
        let rows: Vec<KeyRow> = rows.all()?;
        // An earlier attempt wrote the key and its reply was lost: answer with that key.
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

/// Revoke an API key
///
/// The key is refused from now on.
#[utoipa::path(delete, path = "/admin/restaurants/{slug}/keys/{keyId}", tag = "Provisioning",
    operation_id = "revokeKey", security(("adminToken" = [])),
    params(("slug" = String, Path, description = "the restaurant's slug"),
           ("keyId" = String, Path, description = "the key's id")),
    responses((status = 204),
              (status = 404, body = api::Problem, description = "key_not_found")))]
#[send]
pub(crate) async fn revoke(
    app: App,
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

/// The key of this id, unless it was revoked: a revoked key cannot be rotated.
fn named(rows: Vec<KeyRow>, id: &str) -> Result<KeyRow, Failure> {
    Some(known(rows, id)?).filter(|row| row.revoked_at.is_none()).ok_or_else(api_key::not_found)
}
