//! GET /v1/restaurants/{slug}/snapshot: what the browser needs to run the engine, for the whole booking window.

use api::{Date, Snapshot};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::house::cached;
use crate::house::load::{Loaded, load};
use crate::house::tenant::TenantSelector;
use crate::http::extract::{PathParams, QueryParams};
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::send;

/// The most days that a snapshot covers, whatever the restaurant's window. Guests who plan further ahead have to call.
const DAYS_MAX: u16 = 120;

/// How long after its moment a change may be committed: it is dated when its request begins.
const SETTLING_MS: i64 = 10_000;

const SELECT_LAST_CHANGE: &str = "
    SELECT max((SELECT c.published_at FROM configurations c
                WHERE c.restaurant_id = r.id AND c.version = r.configuration_version),
               COALESCE((SELECT MAX(d.at) FROM day_revisions d WHERE d.restaurant_id = r.id), 0)) AS at
    FROM restaurants r WHERE r.slug = ?1";

#[derive(Deserialize)]
struct ChangeRow {
    at: Option<i64>,
}

/// How fresh the snapshot has to be.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct Freshness {
    /// Milliseconds since the epoch, such as the `madeAt` of the last snapshot: asks for one made after that, or after
    /// the restaurant's last change if that is earlier. If left out, the answer may be up to a minute old.
    fresh_after: Option<i64>,
}

/// Read a snapshot
///
/// Rules and anonymous occupancy from today to the end of the booking window, at most 120 days, so that a browser can
/// run the availability engine. It may be up to a minute old: it is for display, and creating a hold decides.
#[utoipa::path(get, path = "/v1/restaurants/{slug}/snapshot", tag = "Guests", operation_id = "readSnapshot",
    params(("slug" = String, Path, description = "the restaurant's slug"), Freshness),
    responses((status = 200, body = Snapshot), (status = 404, body = api::Problem)))]
#[send]
pub(crate) async fn read(
    State(app): State<App>,
    PathParams(slug): PathParams<String>,
    QueryParams(freshness): QueryParams<Freshness>,
) -> Result<Response, Failure> {
    let key = cached::snapshot_key(&slug);
    if let Some((made_at, text)) = app.cache.get(&key).await.as_deref().and_then(split) {
        let is_fresh = freshness.fresh_after.is_none_or(|after| after < made_at);
        // Nothing can be fresher than what was made after the last change, whatever is asked for.
        if is_fresh || last_change(&app, &slug).await? + SETTLING_MS < made_at {
            return Ok(json(text.to_owned()));
        }
    }
    let text = make(&app, slug).await?;
    app.cache.put(&key, &format!("{}\n{text}", app.now_ms)).await;
    Ok(json(text))
}

/// The moment of the restaurant's last change, in milliseconds since the epoch.
async fn last_change(app: &App, slug: &str) -> Result<i64, Failure> {
    let row: Option<ChangeRow> = app.db.first(Statement::new(SELECT_LAST_CHANGE, [slug.into()])).await?;
    Ok(row.and_then(|row| row.at).unwrap_or(0))
}

fn split(text: &str) -> Option<(i64, &str)> {
    let (made_at, text) = text.split_once('\n')?;
    Some((made_at.parse().ok()?, text))
}

async fn make(app: &App, slug: String) -> Result<String, Failure> {
    let selector = TenantSelector::Slug(slug);
    // The window is known only after the configuration is read, so the longest one is loaded, and a day to spare.
    let from = app.utc_day().plus(-1);
    let days = from..from.plus(i32::from(DAYS_MAX) + 2);
    let Loaded { tenant, stays } = load(app, &selector, days).await?;
    let today = tenant.compiled.house.offsets.today(app.now());
    let window = tenant.compiled.house.last_day(app.now()).0 - today.0 + 1;
    let window = u16::try_from(window).unwrap_or(0).min(DAYS_MAX);
    // Parties that have left still count towards the limits of their service, and keep their tables for the buffer.
    let since = tenant.compiled.house.offsets.instant(today.plus(-1), 0);
    let shown = stays.stays().filter(|stay| since <= stay.span.start()).cloned().collect::<Vec<_>>();
    let snapshot = Snapshot::new(&tenant.compiled, Date(today), window, &shown, app.now_ms);
    serde_json::to_string(&snapshot)
        .map_err(|_| Failure::new(api::Code::Internal, "the snapshot cannot be written"))
}

fn json(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}
