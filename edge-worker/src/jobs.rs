//! What happens by the clock, once a minute. Each job is idempotent and may overlap with itself.

use crate::app::App;

pub mod deliver_mail;
pub mod expire;
pub mod finish_paid;

/// Runs every job.
pub async fn run(app: &App) {
    expire::run(app).await;
    finish_paid::run(app).await;
    deliver_mail::run(app).await;
}
