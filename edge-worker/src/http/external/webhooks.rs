//! /external/webhooks: the URLs at which a restaurant's systems are told of changes.

use api::access::webhook::{Replay, Replayed, WebhookMessage, WebhookRequest};
use api::{Scope, Timestamp, Webhook};
use axum::Json;
use axum::http::StatusCode;
use serde::Deserialize;

use crate::house::idempotency::{Audience, IdempotentRequest, run_once};
use crate::house::retry::{Effect, retry_on_conflict};
use crate::house::tenant::{Tenant, TenantSelector, restaurant_id, select_tenant};
use crate::http::authentication::Key;
use crate::http::extract::{Keyed, PathParams};
use crate::messages::webhook::{self, WebhookRow};
use crate::messages::webhook_address::is_public;
use crate::messages::webhook_signature::signing_secret;
use crate::platform::app::App;
use crate::platform::db::follow_ups::FollowUp;
use crate::platform::db::{RowSets, Statement};
use crate::platform::failure::Failure;
use crate::platform::{secret, send};

const WEBHOOKS_MAX: usize = 20;
const URL_LENGTH_MAX: usize = 2000;
/// Messages per list.
const MESSAGES: i64 = 200;

const SELECT_WEBHOOKS: &str = concat!(
    "SELECT id, url, events, created_at, gone_at FROM webhooks WHERE restaurant_id = ",
    restaurant_id!(),
    " ORDER BY created_at, id",
);

const INSERT_WEBHOOK: &str =
    "INSERT INTO webhooks (id, restaurant_id, url, events, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
const DELETE_WEBHOOK: &str = "DELETE FROM webhooks WHERE id = ?1 AND restaurant_id = ?2";

const SELECT_MESSAGES: &str = concat!(
    "SELECT m.id, m.type, m.data, m.at, m.attempts, m.delivered_at, m.next_attempt_at, m.last_error
     FROM webhook_messages m JOIN webhooks w ON w.id = m.webhook_id
     WHERE m.webhook_id = ?3 AND w.restaurant_id = ",
    restaurant_id!(),
    " ORDER BY m.at DESC, m.id LIMIT ?4",
);

const REPLAY: &str = "
    UPDATE webhook_messages SET next_attempt_at = ?3, attempts = 0, delivered_at = NULL
    WHERE webhook_id = ?1 AND at >= ?2";
const COUNT_SINCE: &str = concat!(
    "SELECT COUNT(*) AS messages FROM webhook_messages m JOIN webhooks w ON w.id = m.webhook_id
     WHERE m.webhook_id = ?3 AND m.at >= ?4 AND w.restaurant_id = ",
    restaurant_id!(),
);

#[derive(Deserialize)]
struct MessageRow {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    data: String,
    at: i64,
    attempts: u16,
    delivered_at: Option<i64>,
    next_attempt_at: Option<i64>,
    last_error: Option<String>,
}

/// List webhooks
///
/// All webhooks of the restaurant, without their secrets.
#[utoipa::path(get, path = "/external/webhooks", tag = "Webhooks", operation_id = "listWebhooks",
    security(("apiKey" = ["webhooks:read"])),
    responses((status = 200, body = Vec<Webhook>)))]
#[send]
pub(crate) async fn list(app: App, key: Key) -> Result<Json<Vec<Webhook>>, Failure> {
    let selector = key.with(Scope::WebhooksRead);
    let reads = vec![select_tenant(&selector), selector.statement(SELECT_WEBHOOKS, [])];
    let mut rows = app.db.read(reads).await?;
    let (_, webhooks) = read_webhooks(&app, &selector, &mut rows)?;
    Ok(Json(webhooks.into_iter().map(WebhookRow::webhook).collect()))
}

/// Create a webhook
///
/// Messages are signed by the Standard Webhooks scheme with the `secret` of this answer. They name what changed, not
/// its present state: read that with the API. A message that is not answered with 2xx is sent again at growing
/// intervals for about three days. The same request with the same `Idempotency-Key` gives the secret again.
#[utoipa::path(post, path = "/external/webhooks", tag = "Webhooks", operation_id = "createWebhook",
    security(("apiKey" = ["webhooks:write"])),
    params(("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = WebhookRequest,
    responses((status = 201, body = Webhook)))]
#[send]
pub(crate) async fn create(
    app: App,
    api_key: Key,
    Keyed { key, body }: Keyed<WebhookRequest>,
) -> Result<(StatusCode, Json<Webhook>), Failure> {
    let selector = api_key.with(Scope::WebhooksWrite);
    if URL_LENGTH_MAX < body.url.len() || !is_public(&app, &body.url) {
        return Err(Failure::invalid_field(
            "/url",
            "https, and a name that the public finds, without a port",
        ));
    }
    if body.events.is_empty() {
        return Err(Failure::invalid_field("/events", "at least one"));
    }
    let id = secret::id();
    let reads = vec![select_tenant(&selector), selector.statement(SELECT_WEBHOOKS, [])];
    let request = IdempotentRequest { selector: &selector, audience: Audience::Restaurant, key: &key };
    let mut webhook = run_once(&app, request, reads, |rows| {
        let (tenant, webhooks) = read_webhooks(&app, &selector, rows)?;
        if WEBHOOKS_MAX <= webhooks.len() {
            return Err(Failure::invalid_field("/url", "a restaurant has at most 20 webhooks"));
        }
        let events = serde_json::to_string(&body.events).unwrap_or_default();
        let row = WebhookRow {
            id: id.clone(),
            url: body.url.clone(),
            events,
            created_at: app.now_ms,
            gone_at: None,
        };
        let values = [
            row.id.as_str().into(),
            tenant.id.into(),
            row.url.as_str().into(),
            row.events.as_str().into(),
            row.created_at.into(),
        ];
        Ok(Effect { statements: vec![Statement::new(INSERT_WEBHOOK, values)], answer: row.webhook() })
    })
    .await?;
    webhook.secret = Some(signing_secret(&app, &webhook.id, 1)?);
    Ok((StatusCode::CREATED, Json(webhook)))
}

/// Delete a webhook
///
/// Deletes it with its messages.
#[utoipa::path(delete, path = "/external/webhooks/{webhookId}", tag = "Webhooks", operation_id = "deleteWebhook",
    security(("apiKey" = ["webhooks:write"])),
    params(("webhookId" = String, Path, description = "the webhook's id")),
    responses((status = 204),
              (status = 404, body = api::Problem, description = "webhook_not_found")))]
#[send]
pub(crate) async fn delete(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
) -> Result<StatusCode, Failure> {
    let selector = key.with(Scope::WebhooksWrite);
    let reads = || vec![select_tenant(&selector), selector.statement(SELECT_WEBHOOKS, [])];
    retry_on_conflict(&app, reads, |rows| {
        let (tenant, webhooks) = read_webhooks(&app, &selector, rows)?;
        known(&webhooks, &id)?;
        let delete = Statement::new(DELETE_WEBHOOK, [id.as_str().into(), tenant.id.into()]);
        Ok(Effect { statements: vec![delete], answer: StatusCode::NO_CONTENT })
    })
    .await
}

/// List webhook messages
///
/// The latest first, at most 200.
#[utoipa::path(get, path = "/external/webhooks/{webhookId}/messages", tag = "Webhooks",
    operation_id = "listWebhookMessages", security(("apiKey" = ["webhooks:read"])),
    params(("webhookId" = String, Path, description = "the webhook's id")),
    responses((status = 200, body = Vec<WebhookMessage>),
              (status = 404, body = api::Problem, description = "webhook_not_found")))]
#[send]
pub(crate) async fn messages(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
) -> Result<Json<Vec<WebhookMessage>>, Failure> {
    let selector = key.with(Scope::WebhooksRead);
    let select = selector.statement(SELECT_MESSAGES, [id.as_str().into(), MESSAGES.into()]);
    let reads = vec![select_tenant(&selector), selector.statement(SELECT_WEBHOOKS, []), select];
    let mut rows = app.db.read(reads).await?;
    let (_, webhooks) = read_webhooks(&app, &selector, &mut rows)?;
    known(&webhooks, &id)?;
    let messages: Vec<MessageRow> = rows.all()?;
    Ok(Json(messages.into_iter().map(MessageRow::message).collect()))
}

/// Replay webhook messages
///
/// Sends all messages since a given time again, under the same ids.
#[utoipa::path(post, path = "/external/webhooks/{webhookId}/replay", tag = "Webhooks", operation_id = "replayWebhook",
    security(("apiKey" = ["webhooks:write"])),
    params(("webhookId" = String, Path, description = "the webhook's id"),
           ("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = Replay,
    responses((status = 200, body = Replayed),
              (status = 404, body = api::Problem, description = "webhook_not_found")))]
#[send]
pub(crate) async fn replay(
    app: App,
    api_key: Key,
    PathParams(id): PathParams<String>,
    Keyed { key, body }: Keyed<Replay>,
) -> Result<Json<Replayed>, Failure> {
    let selector = api_key.with(Scope::WebhooksWrite);
    let since = body.since.seconds.saturating_mul(1000);
    let count = selector.statement(COUNT_SINCE, [id.as_str().into(), since.into()]);
    let reads = vec![select_tenant(&selector), selector.statement(SELECT_WEBHOOKS, []), count];
    let request = IdempotentRequest { selector: &selector, audience: Audience::Restaurant, key: &key };
    run_once(&app, request, reads, |rows| {
        let (_, webhooks) = read_webhooks(&app, &selector, rows)?;
        known(&webhooks, &id)?;
        let replayed: Option<Replayed> = rows.first()?;
        let replay = Statement::new(REPLAY, [id.as_str().into(), since.into(), app.now_ms.into()]);
        let replay = replay.then(FollowUp::Webhooks);
        Ok(Effect { statements: vec![replay], answer: replayed.unwrap_or(Replayed { messages: 0 }) })
    })
    .await
    .map(Json)
}

/// The restaurant with its webhooks.
fn read_webhooks(
    app: &App,
    selector: &TenantSelector,
    rows: &mut RowSets,
) -> Result<(Tenant, Vec<WebhookRow>), Failure> {
    let tenant = Tenant::read_today(app, selector, rows)?;
    Ok((tenant, rows.all()?))
}

fn known(webhooks: &[WebhookRow], id: &str) -> Result<(), Failure> {
    webhooks.iter().any(|webhook| webhook.id == id).then_some(()).ok_or_else(webhook::not_found)
}

impl MessageRow {
    fn message(self) -> WebhookMessage {
        WebhookMessage {
            id: self.id,
            kind: self.kind,
            data: serde_json::from_str(&self.data).unwrap_or_default(),
            timestamp: Timestamp::of_millis(self.at),
            attempts: self.attempts,
            delivered_at: self.delivered_at.map(Timestamp::of_millis),
            next_attempt_at: self.next_attempt_at.map(Timestamp::of_millis),
            last_error: self.last_error,
        }
    }
}
