//! Executes due payment orders, and delivers the sandbox's callbacks.

use crate::jobs::due::Due;
use crate::operations::handle_callback::deliver_sandbox_callbacks;
use crate::payments::orders;
use crate::platform::app::App;
use crate::platform::failure::log;

/// Runs the job.
pub async fn run(app: &App) {
    run_for(app, Due::All).await;
}

pub(super) async fn run_for(app: &App, due: Due) {
    if let Err(failure) = orders::execute_due(app, due.since(app)).await {
        log(&format!("payment orders: {failure:?}"));
    }
    if app.environment.is_development
        && let Err(failure) = deliver_sandbox_callbacks(app).await
    {
        log(&format!("the sandbox's callbacks: {failure:?}"));
    }
}
