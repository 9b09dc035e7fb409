//! Cleans up what has expired: holds, replaced API keys, stored answers, webhook messages, code attempts and provider
//! events.
//!
//! Decisions already ignore expired holds; this only keeps the tables small. If a concurrent decision moves such a
//! hold, its batch fails because the stay is gone.

use crate::house::idempotency;
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::log;

const DELETE_EXPIRED_HOLDS: &str = "DELETE FROM stays WHERE expires_at <= ?1";

/// How long webhook messages can be replayed.
const MESSAGES_KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;
const HOUR_MS: i64 = 60 * 60 * 1000;

const REVOKE_REPLACED_KEYS: &str =
    "UPDATE api_keys SET revoked_at = ends_at WHERE ends_at <= ?1 AND revoked_at IS NULL";
const DELETE_OLD_MESSAGES: &str = "DELETE FROM webhook_messages WHERE at < ?1";
const DELETE_OLD_GUESSES: &str = "DELETE FROM guesses WHERE hour < ?1";

/// Long after a provider has stopped resending an event.
const EVENTS_KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1000;
const DELETE_OLD_EVENTS: &str = "DELETE FROM provider_events WHERE at < ?1";

/// Runs the job.
pub async fn run(app: &App) {
    let statements = vec![
        Statement::new(DELETE_EXPIRED_HOLDS, [app.now_ms.into()]),
        idempotency::delete_old_answers(app),
        Statement::new(REVOKE_REPLACED_KEYS, [app.now_ms.into()]),
        Statement::new(DELETE_OLD_MESSAGES, [(app.now_ms - MESSAGES_KEPT_MS).into()]),
        Statement::new(DELETE_OLD_GUESSES, [app.now_ms.div_euclid(HOUR_MS).into()]),
        Statement::new(DELETE_OLD_EVENTS, [(app.now_ms - EVENTS_KEPT_MS).into()]),
    ];
    if let Err(error) = app.db.batch(statements).await {
        log(&format!("expire: {error}"));
    }
}
