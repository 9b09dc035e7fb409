//! How far the jobs are behind: what is due, and since when.

use serde::{Deserialize, Serialize};

use crate::platform::app::App;
use crate::platform::db::{DbError, Statement};
use crate::platform::failure::log;

const MINUTES_BETWEEN: i64 = 5;
/// A backlog of this age is logged: every job runs once a minute.
const LOGGED_MS: i64 = 5 * 60_000;

/// Each selects how many rows a job has to work off, and since when the oldest of them is due.
const BACKLOGS: [(&str, &str); 7] = [
    (
        "deliver_mail",
        "SELECT COUNT(*) AS due, MIN(next_attempt_at) AS since FROM outbox
         WHERE delivered_at IS NULL AND attempts < 12 AND next_attempt_at <= ?1",
    ),
    (
        "deliver_webhooks",
        "SELECT COUNT(*) AS due, MIN(next_attempt_at) AS since FROM webhook_messages WHERE next_attempt_at <= ?1",
    ),
    (
        "payment_orders",
        "SELECT COUNT(*) AS due, MIN(next_attempt_at) AS since FROM payment_orders WHERE next_attempt_at <= ?1",
    ),
    (
        "expire_unpaid",
        "SELECT COUNT(*) AS due, MIN(due_at) AS since FROM payments WHERE closed_at IS NULL AND due_at <= ?1",
    ),
    (
        "expire_supplements",
        "SELECT COUNT(*) AS due, MIN(due_at) AS since FROM payment_raises WHERE closed_at IS NULL AND due_at <= ?1",
    ),
    (
        "reconcile",
        "SELECT COUNT(*) AS due, MIN(begun_at) AS since FROM job_cursors
         WHERE job = 'reconcile' AND begun_at <= ?1 - 3600000",
    ),
    (
        "finish_paid",
        "SELECT COUNT(*) AS due, MIN(finish_at) AS since FROM reservations WHERE finish_at <= ?1",
    ),
];

/// What a job has to work off.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Backlog {
    /// The job.
    pub(crate) job: &'static str,
    /// How many rows are due.
    pub(crate) due: i64,
    /// For how many seconds the oldest of them has been; 0 if nothing is due.
    pub(crate) oldest_seconds: i64,
}

#[derive(Deserialize)]
struct BacklogRow {
    due: i64,
    since: Option<i64>,
}

/// What each job has to work off.
pub(crate) async fn read(app: &App) -> Result<Vec<Backlog>, DbError> {
    let statements = BACKLOGS.map(|(_, sql)| Statement::new(sql, [app.now_ms.into()]));
    let mut rows = app.db.read(statements.into()).await?;
    let mut backlogs = Vec::new();
    for (job, _) in BACKLOGS {
        let row: Option<BacklogRow> = rows.first()?;
        let BacklogRow { due, since } = row.unwrap_or(BacklogRow { due: 0, since: None });
        let seconds = since.map_or(0, |since| (app.now_ms - since).div_euclid(1000));
        backlogs.push(Backlog { job, due, oldest_seconds: seconds });
    }
    Ok(backlogs)
}

/// Logs the jobs that are behind, every few minutes.
pub(crate) async fn report(app: &App) {
    if app.now().0.rem_euclid(MINUTES_BETWEEN) != 0 {
        return;
    }
    match read(app).await {
        Ok(backlogs) => {
            for Backlog { job, due, oldest_seconds } in backlogs {
                if LOGGED_MS <= oldest_seconds * 1000 {
                    log(&format!("{job} is behind: {due} due, the oldest for {oldest_seconds} s"));
                }
            }
        }
        Err(error) => log(&format!("backlog: {error}")),
    }
}
