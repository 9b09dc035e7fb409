//! The mail that reminds a guest to pay.

use crate::platform::app::App;
use crate::platform::db::Statement;

use super::outbox::{MailKind, about_reservation_later};

/// When a guest who has not paid is reminded of it. Most pay at once.
const DELAY_MS: i64 = 3 * 60_000;

/// The statement that queues the reminder. Whoever has paid by then gets none.
pub(crate) fn queue(app: &App, reservation_id: &str) -> Statement {
    about_reservation_later(app, MailKind::ToPay, reservation_id, app.now_ms + DELAY_MS)
}
