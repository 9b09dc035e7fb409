//! Finishes visits some minutes after they were paid, which frees their tables.

use api::basics::status::Status;
use serde::Deserialize;

use crate::booking::transition::{self, Visit};
use crate::platform::app::App;
use crate::platform::db::{DbError, Statement};
use crate::platform::failure::log;

/// Reservations per run, in turns by restaurant; the rest in the next one, a minute later.
const FINISHED_MAX: i64 = 300;

const SELECT_DUE: &str = "
    SELECT r.id, r.restaurant_id, r.day, r.checkin_at, t.slug,
           (SELECT MAX(l.sequence) FROM reservation_log l WHERE l.reservation_id = r.id) AS sequence
    FROM (SELECT id, restaurant_id, day, checkin_at, finish_at,
                 ROW_NUMBER() OVER (PARTITION BY restaurant_id ORDER BY finish_at) AS turn
          FROM reservations WHERE finish_at <= ?1) r
    JOIN restaurants t ON t.id = r.restaurant_id
    ORDER BY r.turn, r.finish_at LIMIT ?2";

#[derive(Deserialize)]
struct DueRow {
    id: String,
    restaurant_id: String,
    day: i32,
    checkin_at: Option<i64>,
    slug: String,
    sequence: i64,
}

/// Runs the job.
pub async fn run(app: &App) {
    if let Err(error) = finish(app).await {
        log(&format!("finish paid: {error}"));
    }
}

async fn finish(app: &App) -> Result<(), DbError> {
    let select = Statement::new(SELECT_DUE, [app.now_ms.into(), FINISHED_MAX.into()]);
    let due: Vec<DueRow> = app.db.all(select).await?;
    for DueRow { id, restaurant_id, day, checkin_at, slug, sequence } in due {
        if app.queries.is_spent() {
            break;
        }
        let visit = Visit { id: &id, restaurant_id: &restaurant_id, day, sequence, checkin_at };
        match app.db.batch(transition::change_status(app, &visit, Status::Finished, "clock", 0)).await {
            Ok(_) => app.mark_snapshot_stale(&slug),
            // Changed concurrently, or the reply was lost: the next run retries what is still due.
            Err(DbError::Conflict(_) | DbError::Lost(_)) => {}
            Err(error @ DbError::Fault(_)) => return Err(error),
        }
    }
    Ok(())
}
