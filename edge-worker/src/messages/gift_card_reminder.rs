//! The mail that reminds a recipient of a gift card.

use crate::platform::app::App;
use crate::platform::db::Statement;

use super::outbox::{MailKind, about_purchase};

/// After this time a recipient who has not opened the card is reminded, once.
const DELAY_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// The statement that queues the reminder of a card that is delivered at this time, in milliseconds since the epoch.
/// Whoever has opened it by then gets none.
pub(crate) fn queue(app: &App, purchase_id: &str, deliver_at: i64) -> Statement {
    about_purchase(app, MailKind::GiftCardReminder, purchase_id, deliver_at + DELAY_MS)
}
