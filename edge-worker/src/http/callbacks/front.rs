//! GET /webhooks/front: Front says that something may have happened to a payment. Their callbacks are GETs.

use api::Code;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;

use crate::operations::handle_callback::handle_callback;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;
use crate::providers::front;

/// Answered alike, whether or not it was news; what is missed the hourly sweep finds.
#[send]
pub(crate) async fn handle(State(app): State<App>, RawQuery(query): RawQuery) -> Result<StatusCode, Failure> {
    let account = app.environment.front.as_ref();
    let account = account.ok_or_else(|| Failure::new(Code::NotFound, "there is nothing at this address"))?;
    let callback = front::verify_callback(&account.callback_secret, &query.unwrap_or_default(), app.now_ms)?;
    handle_callback(&app, front::NAME, &callback).await?;
    Ok(StatusCode::NO_CONTENT)
}
