//! Carries out what is ordered of payment providers, and delivers the sandbox's callbacks.

use crate::app::App;
use crate::payment::{orders, sandbox};
use crate::problem::log;

/// Runs the job.
pub async fn run(app: &App) {
    if let Err(failure) = orders::carry_out_due(app).await {
        log(&format!("move money: {failure:?}"));
    }
    if app.environment.is_development
        && let Err(failure) = sandbox::deliver_callbacks(app).await
    {
        log(&format!("the sandbox's callbacks: {failure:?}"));
    }
}
