//! Gives up payments that nobody waits for any more: their time ran out, or their bookings are gone.

use crate::app::App;
use crate::db::Statement;
use crate::payment::books::{Payment, select_payments};
use crate::payment::giving_up::give_up;
use crate::problem::{Failure, log};

/// So many in one go; the others a minute later.
const PAYMENTS_MAX: i64 = 20;
/// Nobody has longer to pay: with it the index serves for all that are open.
const FAR_MS: i64 = 400 * 24 * 60 * 60 * 1000;

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
    if let Err(failure) = give_up_due(app).await {
        log(&format!("give up unpaid: {failure:?}"));
    }
}

async fn give_up_due(app: &App) -> Result<(), Failure> {
    let select = Statement::new(SELECT_DUE, [app.now_ms.into(), FAR_MS.into(), PAYMENTS_MAX.into()]);
    let rows = app.db.batch(vec![select]).await?.into_iter().next().unwrap_or_default();
    for payment in Payment::from_rows(rows)? {
        match give_up(app, &payment).await {
            Ok(true) => app.snapshot_is_stale(&slug(app, &payment).await?),
            Ok(false) => {}
            Err(failure) => log(&format!("give up {}: {failure:?}", payment.id)),
        }
    }
    Ok(())
}

const SELECT_SLUG: &str = "SELECT slug FROM restaurants WHERE id = ?1";

#[derive(serde::Deserialize)]
struct SlugRow {
    slug: String,
}

async fn slug(app: &App, payment: &Payment) -> Result<String, Failure> {
    let select = Statement::new(SELECT_SLUG, [payment.restaurant_id.as_str().into()]);
    let rows = app.db.batch(vec![select]).await?.into_iter().next().unwrap_or_default();
    Ok(rows.first::<SlugRow>()?.map(|row| row.slug).unwrap_or_default())
}
