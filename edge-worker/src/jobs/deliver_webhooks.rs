//! Posts due webhook messages.
//!
//! One statement claims the due rows and sets their next attempt, so overlapping runs post nothing twice, and a run
//! that dies is repeated. A receiver may still get a message twice, under the same id, if its response was lost.

use futures_util::future::join_all;
use serde::Deserialize;
use serde_json::json;

use crate::jobs::due::Due;
use crate::messages::webhook_address;
use crate::messages::webhook_signature::{self, SecretVersion};
use crate::platform::app::App;
use crate::platform::db::{DbError, Statement, Value};
use crate::platform::failure::log;
use crate::platform::outbound::Message;

/// Messages per round, in turns by webhook.
const MESSAGES_MAX: i64 = 20;
/// Rounds per run; the rest in the next one, a minute later.
const ROUNDS_MAX: usize = 10;
/// After the last attempt a message is only sent again by a replay.
const ATTEMPTS_MAX: i64 = 14;

/// Messages per webhook and round, so that an unresponsive receiver does not delay the others.
const OF_ONE_WEBHOOK_MAX: i64 = 5;

/// Claims are leases: a run that dies with one is repeated after five minutes, without using up an attempt.
const CLAIM: &str = "
    UPDATE webhook_messages SET next_attempt_at = ?1 + 300000
    WHERE id IN (
      SELECT id FROM (
        SELECT id, next_attempt_at, ROW_NUMBER() OVER (PARTITION BY webhook_id ORDER BY next_attempt_at, id) AS place
        FROM webhook_messages WHERE next_attempt_at BETWEEN ?4 AND ?1)
      WHERE place <= ?3 ORDER BY place, next_attempt_at LIMIT ?2)
    RETURNING id, webhook_id, type, data, at,
              (SELECT w.url FROM webhooks w WHERE w.id = webhook_id) AS url,
              (SELECT w.secret_version FROM webhooks w WHERE w.id = webhook_id) AS secret_version,
              (SELECT w.secret_rolled_at FROM webhooks w WHERE w.id = webhook_id) AS secret_rolled_at";

const MARK_DELIVERED: &str = "
    UPDATE webhook_messages SET attempts = attempts + 1, delivered_at = ?2, next_attempt_at = NULL, last_error = NULL WHERE id = ?1";
/// Backoff doubles with each attempt: half a minute, 1, 2, 4 ... minutes; about three days in all.
const MARK_FAILED: &str = "
    UPDATE webhook_messages SET attempts = attempts + 1, last_error = ?2,
      next_attempt_at = iif(attempts + 1 < ?4, ?3 + 30000 * (1 << min(attempts, 13)), NULL)
    WHERE id = ?1";
const MARK_GONE: &str = "UPDATE webhooks SET gone_at = ?2 WHERE id = ?1";
const FORGET_GONE: &str = "UPDATE webhook_messages SET next_attempt_at = NULL WHERE webhook_id = ?1";

#[derive(Deserialize)]
struct DueRow {
    id: String,
    webhook_id: String,
    #[serde(rename = "type")]
    kind: String,
    data: String,
    at: i64,
    url: String,
    #[serde(flatten)]
    secret_version: SecretVersion,
}

/// Runs the job.
pub async fn run(app: &App) {
    run_for(app, Due::All).await;
}

pub(super) async fn run_for(app: &App, due: Due) {
    for _ in 0..ROUNDS_MAX {
        if app.queries.is_spent() {
            break;
        }
        match deliver_due(app, due).await {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                log(&format!("deliver_webhooks: {error}"));
                break;
            }
        }
    }
}

/// Returns how many were due.
async fn deliver_due(app: &App, due: Due) -> Result<usize, DbError> {
    let values: [Value; 4] =
        [app.now_ms.into(), MESSAGES_MAX.into(), OF_ONE_WEBHOOK_MAX.into(), due.since(app).into()];
    let due: Vec<DueRow> = app.db.all(Statement::new(CLAIM, values)).await?;
    let outcomes = join_all(due.iter().map(|row| post(app, row))).await;
    if !outcomes.is_empty() {
        app.db.batch(outcomes.into_iter().flatten().collect()).await?;
    }
    Ok(due.len())
}

/// Posts one message; returns the statements that record the outcome.
async fn post(app: &App, row: &DueRow) -> Vec<Statement> {
    let id = || Value::from(row.id.as_str());
    let failed = |why: String| {
        let values = [id(), why.into(), app.now_ms.into(), ATTEMPTS_MAX.into()];
        vec![Statement::new(MARK_FAILED, values)]
    };
    let data: serde_json::Value = serde_json::from_str(&row.data).unwrap_or_default();
    let timestamp = api::Timestamp::of_millis(row.at);
    let body = json!({ "type": row.kind, "timestamp": timestamp, "data": data }).to_string();
    // Checked again, since the address may no longer be allowed.
    if !webhook_address::is_public(app, &row.url) {
        return failed("not a public address".to_owned());
    }
    let Ok(headers) = webhook_signature::signed(app, &row.webhook_id, row.secret_version, &row.id, &body)
    else {
        return failed("cannot be signed".to_owned());
    };
    let message = Message { method: "POST", url: row.url.clone(), headers, body };
    match app.outbound.status(&message).await {
        Ok(200..300) => vec![Statement::new(MARK_DELIVERED, [id(), app.now_ms.into()])],
        Ok(410) => {
            let webhook = || Value::from(row.webhook_id.as_str());
            let mut statements = failed("410".to_owned());
            statements.push(Statement::new(MARK_GONE, [webhook(), app.now_ms.into()]));
            statements.push(Statement::new(FORGET_GONE, [webhook()]));
            statements
        }
        Ok(status) => failed(status.to_string()),
        Err(why) => failed(why),
    }
}
