//! Once an hour, reads payments that are new or changed within the last three days at their providers. Missed
//! callbacks are made up for; what contradicts our ledger is recorded as a difference for the restaurant to see.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::payments::settle::settle;
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::{Failure, log};

const MINUTES_BETWEEN: i64 = 60;
const DAYS_BACK_MS: i64 = 3 * 24 * 60 * 60 * 1000;
const PAYMENTS_MAX: i64 = 200;

const SELECT_RECENT: &str = "
    SELECT id FROM payments WHERE provider <> 'gift_card' AND id IN (
      SELECT id FROM payments WHERE created_at >= ?1
      UNION ALL SELECT payment_id FROM payment_log WHERE at >= ?1) LIMIT ?2";

/// Payments that a provider reports as changed may be older.
const SELECT_MOVED: &str = "
    SELECT id FROM payments WHERE provider = ?1 AND reference IN (SELECT value FROM json_each(?2)) LIMIT ?3";

#[derive(Deserialize)]
struct RecentRow {
    id: String,
}

/// Runs the job, in the first minute of each hour.
pub async fn run(app: &App) {
    if app.now().0.rem_euclid(MINUTES_BETWEEN) != 0 {
        return;
    }
    if let Err(failure) = sweep(app).await {
        log(&format!("reconcile: {failure:?}"));
    }
}

async fn sweep(app: &App) -> Result<(), Failure> {
    let recent = [(app.now_ms - DAYS_BACK_MS).into(), PAYMENTS_MAX.into()];
    let mut selects = vec![Statement::new(SELECT_RECENT, recent)];
    for provider in &app.providers {
        match provider.recently_changed(app).await {
            Ok(references) if references.is_empty() => {}
            Ok(references) => {
                let references = serde_json::to_string(&references).map_err(Failure::internal)?;
                let values = [provider.name().into(), references.into(), PAYMENTS_MAX.into()];
                selects.push(Statement::new(SELECT_MOVED, values));
            }
            Err(error) => log(&format!("reconcile {}: {error:?}", provider.name())),
        }
    }
    let mut payments = BTreeSet::new();
    for rows in app.db.batch(selects).await? {
        payments.extend(rows.all::<RecentRow>()?.into_iter().map(|row| row.id));
    }
    for id in payments {
        if let Err(failure) = settle(app, &id, None).await {
            log(&format!("reconcile {id}: {failure:?}"));
        }
    }
    Ok(())
}
