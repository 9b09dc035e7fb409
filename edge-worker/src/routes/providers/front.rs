//! GET /webhooks/front: Front says that something may have happened to a payment. Their callbacks are GETs.

use api::Code;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;

use crate::app::App;
use crate::payment::front;
use crate::problem::Failure;

/// Heard, whether or not it was news; what is not heard the hourly sweep finds.
#[worker::send]
pub(crate) async fn hear(State(app): State<App>, RawQuery(query): RawQuery) -> Result<StatusCode, Failure> {
    let account = app.environment.front.as_ref();
    let account = account.ok_or_else(|| Failure::new(Code::NotFound, "there is nothing at this address"))?;
    front::hear(&app, &account.callback_secret, &query.unwrap_or_default()).await?;
    Ok(StatusCode::NO_CONTENT)
}
