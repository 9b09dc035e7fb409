//! Expires payments that are overdue or whose booking is gone.

use crate::house::tenant::slug_of;
use crate::ledger::payment::{Payment, select_payments};
use crate::payments::expire::expire_payment;
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::{Failure, log};

/// Payments, and supplements, per run; the rest in the next one, a minute later.
const PAYMENTS_MAX: i64 = 20;
/// Beyond every payment deadline: bounds `due_at` so that the index covers all open rows.
const DEADLINE_MAX_MS: i64 = 400 * 24 * 60 * 60 * 1000;

const SELECT_DUE: &str = select_payments!(
    "p.id IN (SELECT id FROM (
                SELECT o.id FROM payments o LEFT JOIN reservations r ON r.id = o.reservation_id
                WHERE o.closed_at IS NULL AND o.due_at <= ?1 + ?2
                  AND (o.due_at <= ?1 OR r.status NOT IN ('payment_pending', 'requested', 'unconfirmed'))
                ORDER BY o.due_at LIMIT ?3)
              UNION ALL SELECT payment_id FROM (
                SELECT a.payment_id FROM payment_raises a JOIN payments o ON o.id = a.payment_id
                JOIN reservations r ON r.id = o.reservation_id
                WHERE a.closed_at IS NULL AND a.due_at <= ?1 + ?2
                  AND (a.due_at <= ?1 OR r.status IN ('declined', 'finished', 'cancelled', 'no_show', 'voided'))
                ORDER BY a.due_at LIMIT ?3))"
);

/// Runs the job.
pub async fn run(app: &App) {
    if let Err(failure) = expire_due(app).await {
        log(&format!("expire unpaid unpaid: {failure:?}"));
    }
}

async fn expire_due(app: &App) -> Result<(), Failure> {
    let select = Statement::new(SELECT_DUE, [app.now_ms.into(), DEADLINE_MAX_MS.into(), PAYMENTS_MAX.into()]);
    for payment in Payment::find_all(app, select).await? {
        match expire_payment(app, &payment).await {
            Ok(true) => app.mark_snapshot_stale(&slug_of(app, &payment.restaurant_id).await?),
            Ok(false) => {}
            Err(failure) => log(&format!("expire unpaid {}: {failure:?}", payment.id)),
        }
    }
    Ok(())
}
