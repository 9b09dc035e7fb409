//! GET /webhooks/front: handles Front's callbacks, which say that a payment may have changed. They are GET requests.

use api::Code;
use axum::extract::RawQuery;
use axum::http::StatusCode;

use crate::operations::handle_callback::handle_callback;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;
use crate::providers::front;

/// Answers 204 whether or not the callback was new. Payments of missed callbacks are found by the hourly sweep.
#[send]
pub(crate) async fn handle(app: App, RawQuery(query): RawQuery) -> Result<StatusCode, Failure> {
    let account = app.environment.front.as_ref();
    let account = account.ok_or_else(|| Failure::new(Code::NotFound, "there is nothing at this address"))?;
    let callback = front::verify_callback(&account.callback_secret, &query.unwrap_or_default(), app.now_ms)?;
    handle_callback(&app, front::NAME, &callback).await?;
    Ok(StatusCode::NO_CONTENT)
}
