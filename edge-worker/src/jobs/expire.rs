//! Clears away holds that have run out and answers nobody will ask for again.
//!
//! Decisions ignore holds that have run out by themselves; this only keeps the tables small. A decision made just
//! before, to move such a hold, fails with its stay.

use crate::app::App;
use crate::db::Statement;
use crate::problem::log;

/// How long a request can be repeated with the same key and get the same answer.
const ANSWERS_KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1000;

const DELETE_EXPIRED_HOLDS: &str = "DELETE FROM stays WHERE expires_at <= ?1";
const DELETE_OLD_ANSWERS: &str = "DELETE FROM idempotency WHERE at < ?1";

/// Runs the job.
pub async fn run(app: &App) {
    let statements = vec![
        Statement::new(DELETE_EXPIRED_HOLDS, [app.now_ms.into()]),
        Statement::new(DELETE_OLD_ANSWERS, [(app.now_ms - ANSWERS_KEPT_MS).into()]),
    ];
    if let Err(error) = app.db.batch(statements).await {
        log(&format!("expire: {error}"));
    }
}
