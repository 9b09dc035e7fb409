//! GET /v1/restaurants/{slug}/snapshot: what the browser needs to run the engine, for the whole booking window.

use api::Snapshot;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::house::cached_snapshot::CachedSnapshot;
use crate::http::extract::{PathParams, QueryParams};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

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
    app: App,
    PathParams(slug): PathParams<String>,
    QueryParams(freshness): QueryParams<Freshness>,
) -> Result<Response, Failure> {
    let cached = CachedSnapshot::get(&app, &slug).await;
    let wants_fresher =
        |cached: &CachedSnapshot| freshness.fresh_after.is_some_and(|after| cached.made_at <= after);
    match cached {
        Some(cached) if !wants_fresher(&cached) => return Ok(json(cached.text)),
        // Nothing is fresher than what shows the present state, whatever is asked for.
        cached => Ok(json(CachedSnapshot::current(&app, &slug, cached).await?.text)),
    }
}

fn json(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}
