//! DELETE /v1/restaurants/{slug}/holds/{holdId}: the guest went back.

use axum::extract::State;
use axum::http::StatusCode;

use crate::http::extract::PathParams;
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::send;

const DELETE_HOLD: &str = "
    DELETE FROM stays
    WHERE id = ?2 AND expires_at IS NOT NULL AND restaurant_id = (SELECT id FROM restaurants WHERE slug = ?1)";

/// Frees the tables. Whether the hold was still there makes no difference, so this needs no key. Giving tables back
/// can break nobody's decision but one to move this very hold, which fails with its stay; so it need not be the day's
/// next revision either.
#[utoipa::path(delete, path = "/v1/restaurants/{slug}/holds/{holdId}", tag = "Guests", operation_id = "releaseHold",
    params(("slug" = String, Path, description = "the restaurant's name in addresses"),
           ("holdId" = String, Path, description = "the hold")),
    responses((status = 204)))]
#[send]
pub(crate) async fn release(
    State(app): State<App>,
    PathParams((slug, hold_id)): PathParams<(String, String)>,
) -> Result<StatusCode, Failure> {
    app.db.batch(vec![Statement::new(DELETE_HOLD, [slug.as_str().into(), hold_id.into()])]).await?;
    app.mark_snapshot_stale(&slug);
    Ok(StatusCode::NO_CONTENT)
}
