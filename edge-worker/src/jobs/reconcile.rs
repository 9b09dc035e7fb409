//! Reads payments that are new or changed within the last three days at their providers, each once an hour. Missed
//! callbacks are made up for; what contradicts our ledger is recorded as a difference for the restaurant to see.
//!
//! A walk begins with each hour and goes by time. Where it is too long for one run, a cursor keeps how far it has come,
//! and the next run goes on from there.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde::Deserialize;

use crate::payments::settle::settle;
use crate::platform::app::App;
use crate::platform::db::{DbError, Statement, Value};
use crate::platform::failure::{Failure, log};

const HOUR_MS: i64 = 60 * 60 * 1000;
const DAYS_BACK_MS: i64 = 3 * 24 * 60 * 60 * 1000;
/// Payments per step, and steps per run.
const STEP: i64 = 12;
const STEPS_MAX: usize = 20;
/// Payments read at a time: a Worker waits for at most six connections.
const AT_A_TIME: usize = 6;

const JOB: &str = "reconcile";
const SELECT_CURSOR: &str = "SELECT at, id, begun_at FROM job_cursors WHERE job = ?1";
const SET_CURSOR: &str = "INSERT OR REPLACE INTO job_cursors (job, at, id, begun_at) VALUES (?1, ?2, ?3, ?4)";

/// The next payments after the cursor that were made or changed, up to the moment at which the walk began.
const SELECT_NEXT: &str = "
    SELECT n.id, n.at, p.provider FROM (
      SELECT * FROM (SELECT id, created_at AS at FROM payments
                     WHERE (created_at, id) > (?1, ?2) AND created_at <= ?3 ORDER BY created_at, id LIMIT ?4)
      UNION ALL
      SELECT * FROM (SELECT payment_id AS id, at FROM payment_log
                     WHERE (at, payment_id) > (?1, ?2) AND at <= ?3 ORDER BY at, payment_id LIMIT ?4)
      ORDER BY at, id LIMIT ?4) n
    JOIN payments p ON p.id = n.id ORDER BY n.at, n.id";

/// Payments that a provider reports as changed may be older.
const SELECT_MOVED: &str =
    "SELECT id FROM payments WHERE provider = ?1 AND reference IN (SELECT value FROM json_each(?2))";

/// How far a walk has come.
#[derive(Deserialize)]
struct Cursor {
    /// Of the last payment it has looked at, in milliseconds since the epoch.
    at: i64,
    id: String,
    begun_at: i64,
}

#[derive(Deserialize)]
struct NextRow {
    id: String,
    at: i64,
    provider: String,
}

#[derive(Deserialize)]
struct MovedRow {
    id: String,
}

/// Runs the job.
pub async fn run(app: &App) {
    if let Err(failure) = walk(app).await {
        log(&format!("reconcile: {failure:?}"));
    }
}

async fn walk(app: &App) -> Result<(), Failure> {
    let cursor: Option<Cursor> = app.db.first(Statement::new(SELECT_CURSOR, [JOB.into()])).await?;
    let mut cursor = match cursor {
        Some(cursor) => cursor,
        None => begin(app).await?,
    };
    for _ in 0..STEPS_MAX {
        if app.queries.is_spent() {
            break;
        }
        let values: [Value; 4] =
            [cursor.at.into(), cursor.id.as_str().into(), cursor.begun_at.into(), STEP.into()];
        let next: Vec<NextRow> = app.db.all(Statement::new(SELECT_NEXT, values)).await?;
        cursor = match next.last() {
            Some(last) => {
                let at_provider = next.iter().filter(|row| row.provider != "gift_card");
                settle_all(app, &at_provider.map(|row| row.id.clone()).collect()).await;
                Cursor { at: last.at, id: last.id.clone(), ..cursor }
            }
            // The walk is over. The next one begins with the hour, however late the last one was.
            None if cursor.begun_at.div_euclid(HOUR_MS) < app.now_ms.div_euclid(HOUR_MS) => {
                begin(app).await?
            }
            None => return Ok(()),
        };
        set(app, &cursor).await?;
    }
    Ok(())
}

/// Begins a walk, with what may be older than its first payment.
async fn begin(app: &App) -> Result<Cursor, Failure> {
    settle_all(app, &moved(app).await?).await;
    Ok(Cursor { at: app.now_ms - DAYS_BACK_MS, id: String::new(), begun_at: app.now_ms })
}

async fn set(app: &App, cursor: &Cursor) -> Result<(), DbError> {
    let values: [Value; 4] =
        [JOB.into(), cursor.at.into(), cursor.id.as_str().into(), cursor.begun_at.into()];
    app.db.batch(vec![Statement::new(SET_CURSOR, values)]).await.map(drop)
}

/// The payments that providers report as changed.
async fn moved(app: &App) -> Result<BTreeSet<String>, Failure> {
    let mut payments = BTreeSet::new();
    for provider in &app.providers {
        match provider.recently_changed(app).await {
            Ok(references) if references.is_empty() => {}
            Ok(references) => {
                let references = serde_json::to_string(&references).map_err(Failure::internal)?;
                let select = Statement::new(SELECT_MOVED, [provider.name().into(), references.into()]);
                payments.extend(app.db.all::<MovedRow>(select).await?.into_iter().map(|row| row.id));
            }
            Err(error) => log(&format!("reconcile {}: {error:?}", provider.name())),
        }
    }
    Ok(payments)
}

async fn settle_all(app: &App, payments: &BTreeSet<String>) {
    let payments: Vec<&String> = payments.iter().collect();
    for some in payments.chunks(AT_A_TIME) {
        let settled = some.iter().map(|id| async move { (id, settle(app, id, None).await) });
        for (id, outcome) in join_all(settled).await {
            if let Err(failure) = outcome {
                log(&format!("reconcile {id}: {failure:?}"));
            }
        }
    }
}
