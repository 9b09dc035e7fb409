//! GET /r/{slug}: the hosted page to book.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use maud::html;

use crate::http::extract::PathParams;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

use super::hosted::{Purpose, hosted};

const BOOKING: Purpose = Purpose {
    title: |words| words.book_a_table,
    needs_script: |words| words.no_script,
    mode: None,
    below: |_, _| html! {},
};

/// The page to book.
#[send]
pub(crate) async fn show(
    State(app): State<App>,
    PathParams(slug): PathParams<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    hosted(&app, &slug, query.as_deref(), &headers, &BOOKING).await
}
