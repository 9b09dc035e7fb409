//! What happens by the clock, once a minute. Each job is idempotent and may overlap with itself.

use crate::app::App;

pub mod deliver_mail;
pub mod deliver_webhooks;
pub mod expire;
pub mod finish_paid;
pub mod forget;
pub mod give_up_unpaid;
pub mod move_money;
pub mod reconcile;

/// Runs every job.
pub async fn run(app: &App) {
    expire::run(app).await;
    finish_paid::run(app).await;
    move_money::run(app).await;
    give_up_unpaid::run(app).await;
    reconcile::run(app).await;
    forget::run(app).await;
    deliver_mail::run(app).await;
    deliver_webhooks::run(app).await;
}
