//! DELETE /v1/restaurants/{slug}/holds/{holdId}: the guest no longer wants the tables.

use axum::http::StatusCode;
use serde::Deserialize;

use crate::http::extract::PathParams;
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::send;

const DELETE_HOLD: &str = "
    DELETE FROM stays
    WHERE id = ?2 AND expires_at IS NOT NULL AND restaurant_id = (SELECT id FROM restaurants WHERE slug = ?1)
    RETURNING restaurant_id, day";

/// Freeing tables invalidates only a decision that moves this very hold, which fails anyway since its stay is missing. But
/// snapshots show another state now.
const NEXT_REVISION: &str = "
    UPDATE day_revisions SET revision = revision + 1, at = max(at, ?3) WHERE restaurant_id = ?1 AND day = ?2";

#[derive(Deserialize)]
struct ReleasedRow {
    restaurant_id: String,
    day: i32,
}

/// Release a hold
///
/// Frees its tables. The answer is the same if the hold no longer exists, so it needs no `Idempotency-Key`.
#[utoipa::path(delete, path = "/v1/restaurants/{slug}/holds/{holdId}", tag = "Guests", operation_id = "releaseHold",
    params(("slug" = String, Path, description = "the restaurant's slug"),
           ("holdId" = String, Path, description = "the hold's id")),
    responses((status = 204)))]
#[send]
pub(crate) async fn release(
    app: App,
    PathParams((slug, hold_id)): PathParams<(String, String)>,
) -> Result<StatusCode, Failure> {
    let delete = Statement::new(DELETE_HOLD, [slug.as_str().into(), hold_id.into()]);
    let released: Option<ReleasedRow> = app.db.first(delete).await?;
    // Only a hold that was there: anybody can ask to release one that was not.
    if let Some(ReleasedRow { restaurant_id, day }) = released {
        let changed = [restaurant_id.into(), day.into(), app.now_ms.into()];
        app.db.batch(vec![Statement::new(NEXT_REVISION, changed)]).await?;
        app.mark_snapshot_stale(&slug);
    }
    Ok(StatusCode::NO_CONTENT)
}
