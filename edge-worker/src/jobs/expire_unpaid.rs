//! Expires payments that are overdue or whose booking is gone.

use futures_util::future::join_all;

use crate::house::tenant::slug_of;
use crate::ledger::payment::{Payment, select_payments};
use crate::payments::expire::expire_payment;
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::{Failure, log};

/// Payments, and supplements, per run, in turns by restaurant; the rest in the next one, a minute later.
const PAYMENTS_MAX: i64 = 150;
/// Payments expired at a time: a Worker waits for at most six connections.
const AT_A_TIME: usize = 6;
/// Beyond every payment deadline: bounds `due_at` so that the index covers all open rows.
const DEADLINE_MAX_MS: i64 = 400 * 24 * 60 * 60 * 1000;

const SELECT_DUE: &str = select_payments!(
    "p.id IN (SELECT id FROM (
                SELECT o.id, o.due_at, ROW_NUMBER() OVER (PARTITION BY o.restaurant_id ORDER BY o.due_at) AS turn
                FROM payments o LEFT JOIN reservations r ON r.id = o.reservation_id
                WHERE o.closed_at IS NULL AND o.due_at <= ?1 + ?2
                  AND (o.due_at <= ?1 OR r.status NOT IN ('payment_pending', 'requested', 'unconfirmed'))
                ORDER BY turn, o.due_at LIMIT ?3)
              UNION ALL SELECT payment_id FROM (
                SELECT a.payment_id, a.due_at, ROW_NUMBER() OVER (PARTITION BY o.restaurant_id ORDER BY a.due_at) AS turn
                FROM payment_raises a JOIN payments o ON o.id = a.payment_id
                JOIN reservations r ON r.id = o.reservation_id
                WHERE a.closed_at IS NULL AND a.due_at <= ?1 + ?2
                  AND (a.due_at <= ?1 OR r.status IN ('declined', 'finished', 'cancelled', 'no_show', 'voided'))
                ORDER BY turn, a.due_at LIMIT ?3))"
);

/// Runs the job.
pub async fn run(app: &App) {
    if let Err(failure) = expire_due(app).await {
        log(&format!("expire unpaid: {failure:?}"));
    }
}

async fn expire_due(app: &App) -> Result<(), Failure> {
    let select = Statement::new(SELECT_DUE, [app.now_ms.into(), DEADLINE_MAX_MS.into(), PAYMENTS_MAX.into()]);
    let due = Payment::find_all(app, select).await?;
    for some in due.chunks(AT_A_TIME) {
        if app.queries.is_spent() {
            break;
        }
        join_all(some.iter().map(|payment| expire(app, payment))).await;
    }
    Ok(())
}

async fn expire(app: &App, payment: &Payment) {
    let outcome = async {
        if expire_payment(app, payment).await? {
            app.mark_snapshot_stale(&slug_of(app, &payment.restaurant_id).await?);
        }
        Ok::<_, Failure>(())
    };
    if let Err(failure) = outcome.await {
        log(&format!("expire unpaid {}: {failure:?}", payment.id));
    }
}
