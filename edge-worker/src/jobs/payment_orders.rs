//! Executes due payment orders, and delivers the sandbox's callbacks.

use crate::operations::handle_callback::deliver_sandbox_callbacks;
use crate::payments::orders;
use crate::platform::app::App;
use crate::platform::failure::log;

/// Runs the job.
pub async fn run(app: &App) {
    if let Err(failure) = orders::execute_due(app).await {
        log(&format!("payment orders: {failure:?}"));
    }
    if app.environment.is_development
        && let Err(failure) = deliver_sandbox_callbacks(app).await
    {
        log(&format!("the sandbox's callbacks: {failure:?}"));
    }
}
