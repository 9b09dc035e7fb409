//! GET /v1/restaurants/{slug}/snapshot: what the browser needs to run the engine, for the whole booking window.

use api::{Date, Snapshot};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::house::cached::CachedSnapshot;
use crate::house::load::{Loaded, load};
use crate::house::tenant::TenantSelector;
use crate::http::extract::{PathParams, QueryParams};
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::send;

/// The most days that a snapshot covers, whatever the restaurant's window. Guests who plan further ahead have to call.
const DAYS_MAX: u16 = 120;

/// The state of a restaurant that a snapshot shows: its configuration, and how often its days from yesterday on changed.
const SELECT_STATE: &str = "
    SELECT r.configuration_version || '.' || COALESCE(SUM(d.revision), 0) AS state
    FROM restaurants r LEFT JOIN day_revisions d ON d.restaurant_id = r.id AND d.day >= ?2 WHERE r.slug = ?1 GROUP BY r.id";

#[derive(Deserialize)]
struct StateRow {
    state: String,
}

/// How fresh the snapshot has to be.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct Freshness {
    /// Milliseconds since the epoch, such as the `madeAt` of the last snapshot: asks for one made after that, or one
    /// that shows the present state. If left out, the answer may be up to a minute old.
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
    let cached = CachedSnapshot::get(&app, &slug).await;
    let wants_fresher =
        |cached: &CachedSnapshot| freshness.fresh_after.is_some_and(|after| cached.made_at <= after);
    match cached {
        Some(cached) if !wants_fresher(&cached) => return Ok(json(cached.text)),
        cached => {
            let state = state(&app, &slug).await?;
            // Nothing is fresher than what shows the present state, whatever is asked for.
            if let Some(cached) = cached.filter(|cached| cached.state == state) {
                return Ok(json(cached.text));
            }
            let text = make(&app, slug.clone()).await?;
            let cached = CachedSnapshot { made_at: app.now_ms, state, text };
            cached.put(&app, &slug).await;
            Ok(json(cached.text))
        }
    }
}

async fn state(app: &App, slug: &str) -> Result<String, Failure> {
    let values = [slug.into(), app.utc_day().plus(-1).0.into()];
    let row: Option<StateRow> = app.db.first(Statement::new(SELECT_STATE, values)).await?;
    Ok(row.map(|row| row.state).unwrap_or_default())
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
