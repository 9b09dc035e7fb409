//! Deletes what nobody needs any more: expired holds, past stays, abandoned purchases, replaced API keys, stored
//! answers, and old messages, counters and events.
//!
//! Decisions already ignore what is deleted here; this keeps the tables small. If a concurrent decision moves an expired
//! hold, its batch fails because the stay is gone.

use crate::house::idempotency;
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::log;

const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;

const DELETE_EXPIRED_HOLDS: &str = "DELETE FROM stays WHERE expires_at <= ?1";

/// How long stays are kept after their start, with the cells of their tables. Reservations keep their tables' ids.
const STAYS_KEPT_DAYS: i64 = 7;
/// Stays deleted per run.
const STAYS_MAX: i64 = 5000;
/// The minute of the hour at which what takes up room is deleted.
const MINUTE: i64 = 11;
/// `CROSS JOIN` begins with the restaurants, of which there are few.
const DELETE_PAST_STAYS: &str = "
    DELETE FROM stays WHERE id IN (
      SELECT s.id FROM restaurants r CROSS JOIN stays s ON s.restaurant_id = r.id AND s.starts < ?1 LIMIT ?2)";
const DELETE_PAST_REVISIONS: &str = "
    DELETE FROM day_revisions WHERE (restaurant_id, day) IN (
      SELECT r.id, d.day FROM restaurants r CROSS JOIN day_revisions d ON d.restaurant_id = r.id AND d.day < ?1 LIMIT ?2)";

const REVOKE_REPLACED_KEYS: &str =
    "UPDATE api_keys SET revoked_at = ends_at WHERE ends_at <= ?1 AND revoked_at IS NULL";

/// How long webhook messages can be replayed, and mails can be looked up.
const MESSAGES_KEPT_MS: i64 = 30 * DAY_MS;
const DELETE_OLD_MESSAGES: &str = "DELETE FROM webhook_messages WHERE at < ?1";
/// Whether a gift card has arrived is read of its mail.
const DELETE_OLD_MAILS: &str = "DELETE FROM outbox WHERE delivered_at < ?1 AND kind <> 'gift_card'";

const DELETE_OLD_BUDGETS: &str = "DELETE FROM budgets WHERE ends_at < ?1";
const FORGET_VISITORS: &str = "
    UPDATE stays SET visitor = NULL, network = NULL
    WHERE visitor IS NOT NULL AND expires_at IS NULL
      AND EXISTS (SELECT 1 FROM reservations r WHERE r.id = stays.id AND r.status <> 'payment_pending')";
const DELETE_OLD_GUESSES: &str = "DELETE FROM guesses WHERE hour < ?1";

/// Long after a provider has stopped resending an event.
const EVENTS_KEPT_MS: i64 = 90 * DAY_MS;
const DELETE_OLD_EVENTS: &str = "DELETE FROM provider_events WHERE at < ?1";

/// How long a purchase that nobody paid is kept, in case that its money is only late.
const ABANDONED_KEPT_MS: i64 = 30 * DAY_MS;

/// The payments of purchases that were given up, and for which no money ever came.
macro_rules! abandoned {
    ($column:literal) => {
        concat!(
            "(SELECT p.",
            $column,
            " FROM payments p
              WHERE p.purchase_id IS NOT NULL AND p.keep_max = 0 AND p.closed_at < ?1
                AND NOT EXISTS (SELECT 1 FROM gift_cards c WHERE c.id = p.purchase_id)
                AND NOT EXISTS (SELECT 1 FROM payment_orders o WHERE o.payment_id = p.id)
                AND NOT EXISTS (SELECT 1 FROM payment_log l WHERE l.payment_id = p.id AND l.kind <> 'expired'))"
        )
    };
}
/// All of them name the payments in the same way, so that the payments go last. Foreign keys are checked when the batch
/// is committed.
const DELETE_ABANDONED: [&str; 6] = [
    "PRAGMA defer_foreign_keys = ON",
    concat!("DELETE FROM outbox WHERE purchase_id IN ", abandoned!("purchase_id")),
    concat!("DELETE FROM payment_differences WHERE payment_id IN ", abandoned!("id")),
    concat!("DELETE FROM gift_card_purchases WHERE id IN ", abandoned!("purchase_id")),
    concat!("DELETE FROM payment_log WHERE payment_id IN ", abandoned!("id")),
    concat!("DELETE FROM payments WHERE id IN ", abandoned!("id")),
];

/// Runs the job.
pub async fn run(app: &App) {
    let is_time = app.now().0.rem_euclid(60) == MINUTE;
    let hourly = is_time.then(|| [past(app), abandoned_purchases(app)]).into_iter().flatten();
    // One after the other: what one of them cannot delete must not keep the others from it.
    for statements in std::iter::once(expired(app)).chain(hourly) {
        if let Err(error) = app.db.batch(statements).await {
            log(&format!("prune: {error}"));
        }
    }
}

/// What decisions would have to read past.
fn expired(app: &App) -> Vec<Statement> {
    let now = app.now_ms;
    vec![
        Statement::new(DELETE_EXPIRED_HOLDS, [now.into()]),
        Statement::new(REVOKE_REPLACED_KEYS, [now.into()]),
        Statement::new(DELETE_OLD_BUDGETS, [now.into()]),
        Statement::new(FORGET_VISITORS, []),
    ]
}

/// What takes up room.
fn past(app: &App) -> Vec<Statement> {
    let now = app.now_ms;
    let first_start = now.div_euclid(60_000) - STAYS_KEPT_DAYS * 1440;
    let first_day = i64::from(app.utc_day().0) - STAYS_KEPT_DAYS;
    vec![
        Statement::new(DELETE_PAST_STAYS, [first_start.into(), STAYS_MAX.into()]),
        Statement::new(DELETE_PAST_REVISIONS, [first_day.into(), STAYS_MAX.into()]),
        idempotency::delete_old_answers(app),
        Statement::new(DELETE_OLD_MESSAGES, [(now - MESSAGES_KEPT_MS).into()]),
        Statement::new(DELETE_OLD_MAILS, [(now - MESSAGES_KEPT_MS).into()]),
        Statement::new(DELETE_OLD_GUESSES, [now.div_euclid(HOUR_MS).into()]),
        Statement::new(DELETE_OLD_EVENTS, [(now - EVENTS_KEPT_MS).into()]),
    ]
}

fn abandoned_purchases(app: &App) -> Vec<Statement> {
    let before = app.now_ms - ABANDONED_KEPT_MS;
    let statement = |(i, sql)| Statement::new(sql, (0 < i).then_some(before.into()));
    DELETE_ABANDONED.into_iter().enumerate().map(statement).collect()
}
