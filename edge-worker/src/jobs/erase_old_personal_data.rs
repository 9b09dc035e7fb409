//! Erases what is older than the restaurant's retention period: guests by their last booked day, calls, and who bought gift
//! cards.

use api::Configuration;
use serde::Deserialize;

use crate::booking::erasure;
use crate::platform::app::App;
use crate::platform::db::{DbError, Statement};
use crate::platform::failure::log;

/// Guests per restaurant and run; the rest in the next one, an hour later.
const GUESTS_MAX: i64 = 50;
/// The minute of the hour at which the job runs.
const MINUTE: i64 = 17;

const SELECT_RESTAURANTS: &str = "
    SELECT r.id, c.document FROM restaurants r
    JOIN configurations c ON c.restaurant_id = r.id AND c.version = r.configuration_version";
const SELECT_GUESTS: &str = "
    SELECT id FROM guests WHERE restaurant_id = ?1 AND last_day < ?2 AND erased_at IS NULL ORDER BY last_day LIMIT ?3";

/// Deleted by age, since callers need not be in the guestbook.
const DELETE_CALLS: &str = "DELETE FROM calls WHERE restaurant_id = ?1 AND created_at < ?2";

/// Only purchases without a gift card, or whose gift card has expired.
const EMPTY_PURCHASES: &str = "
    UPDATE gift_card_purchases SET buyer_name = '', buyer_email = '', recipient_name = '', recipient_email = '', message = ''
    WHERE restaurant_id = ?1 AND created_at < ?2 AND buyer_name || recipient_name <> ''
      AND (expires_on_day < ?3 OR NOT EXISTS (SELECT 1 FROM gift_cards c WHERE c.id = gift_card_purchases.id))";

#[derive(Deserialize)]
struct RestaurantRow {
    id: String,
    document: String,
}

#[derive(Deserialize)]
struct GuestRow {
    id: String,
}

/// Runs the job, once an hour.
pub async fn run(app: &App) {
    if app.now().0.rem_euclid(60) != MINUTE {
        return;
    }
    if let Err(error) = forget(app).await {
        log(&format!("erase old personal data: {error}"));
    }
}

async fn forget(app: &App) -> Result<(), DbError> {
    let restaurants: Vec<RestaurantRow> = app.db.all(Statement::new(SELECT_RESTAURANTS, [])).await?;
    for RestaurantRow { id, document } in restaurants {
        let configuration = serde_json::from_str::<Configuration>(&document).ok();
        let Some(days) = configuration.and_then(|configuration| configuration.privacy.forget_after_days)
        else {
            continue;
        };
        let before = app.utc_day().plus(-i32::from(days)).0;
        let select = Statement::new(SELECT_GUESTS, [id.as_str().into(), before.into(), GUESTS_MAX.into()]);
        let guests: Vec<GuestRow> = app.db.all(select).await?;
        let cutoff = app.now_ms - i64::from(days) * 24 * 60 * 60 * 1000;
        let old = [
            Statement::new(DELETE_CALLS, [id.as_str().into(), cutoff.into()]),
            Statement::new(EMPTY_PURCHASES, [id.as_str().into(), cutoff.into(), app.utc_day().0.into()]),
        ];
        app.db.batch(old.into()).await?;
        for guest in guests {
            if app.queries.is_spent() {
                return Ok(());
            }
            // Fails for a guest who has booked since; the others are still erased.
            if let Err(error) = app.db.batch(erasure::statements(app, &id, &guest.id)).await {
                log(&format!("erase old personal data: {error}"));
            }
        }
    }
    Ok(())
}
