//! POST /external/webhooks/{webhookId}/secret: another secret for a webhook's signatures.

use api::{Scope, Webhook};
use axum::Json;
use serde::{Deserialize, Serialize};

use crate::house::idempotency::{Audience, IdempotentRequest, run_once};
use crate::house::retry::Effect;
use crate::house::tenant::{Tenant, restaurant_id, select_tenant};
use crate::http::authentication::Key;
use crate::http::extract::{EmptyBody, Keyed, PathParams};
use crate::messages::webhook::{self, WebhookRow};
use crate::messages::webhook_signature::signing_secret;
use crate::platform::app::App;
use crate::platform::db::{Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::send;

const SELECT_SECRET: &str = concat!(
    "SELECT id, url, events, created_at, gone_at, secret_version FROM webhooks WHERE id = ?3 AND restaurant_id = ",
    restaurant_id!(),
);
/// Guards against another roll meanwhile: the version is NULL then, which violates NOT NULL and rolls the batch back.
const ROLL_SECRET: &str = "
    UPDATE webhooks SET secret_version = iif(secret_version = ?3, ?3 + 1, NULL), secret_rolled_at = ?4
    WHERE id = ?1 AND restaurant_id = ?2";

#[derive(Deserialize)]
struct SecretRow {
    #[serde(flatten)]
    webhook: WebhookRow,
    secret_version: u32,
}

/// What is stored under the idempotency key: the secret follows from the version.
#[derive(Serialize, Deserialize)]
struct Rolled {
    webhook: Webhook,
    version: u32,
}

/// Roll a webhook's secret
///
/// Answers with a new `secret`. For a day, messages carry two signatures, by the new secret and by the one before it, so
/// that a receiver may change over at any time. The same request with the same `Idempotency-Key` gives the same secret.
#[utoipa::path(post, path = "/external/webhooks/{webhookId}/secret", tag = "Webhooks",
    operation_id = "rollWebhookSecret", security(("apiKey" = ["webhooks:write"])),
    params(("webhookId" = String, Path, description = "the webhook's id"),
           ("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    responses((status = 200, body = Webhook),
              (status = 404, body = api::Problem, description = "webhook_not_found")))]
#[send]
pub(crate) async fn roll(
    app: App,
    api_key: Key,
    PathParams(id): PathParams<String>,
    Keyed { key, body: EmptyBody {} }: Keyed<EmptyBody>,
) -> Result<Json<Webhook>, Failure> {
    let selector = api_key.with(Scope::WebhooksWrite);
    let reads = vec![select_tenant(&selector), selector.statement(SELECT_SECRET, [id.as_str().into()])];
    let request = IdempotentRequest { selector: &selector, audience: Audience::Restaurant, key: &key };
    let Rolled { mut webhook, version } = run_once(&app, request, reads, |rows| {
        let tenant = Tenant::read_today(&app, &selector, rows)?;
        let row: SecretRow = rows.first()?.ok_or_else(webhook::not_found)?;
        let ids = [row.webhook.id.as_str(), &tenant.id].map(Value::from);
        let values = ids.into_iter().chain([i64::from(row.secret_version).into(), app.now_ms.into()]);
        let roll = Statement::new(ROLL_SECRET, values);
        let version = row.secret_version + 1;
        Ok(Effect { statements: vec![roll], answer: Rolled { webhook: row.webhook.webhook(), version } })
    })
    .await?;
    webhook.secret = Some(signing_secret(&app, &webhook.id, version)?);
    Ok(Json(webhook))
}
