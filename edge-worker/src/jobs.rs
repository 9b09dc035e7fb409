//! Scheduled jobs, run once a minute, and work deferred until the response is sent. Each job is idempotent and may
//! overlap with itself.

use crate::house::cached;
use crate::platform::app::App;

mod compose_mail;
pub mod deliver_mail;
pub mod deliver_webhooks;
pub mod erase_old_guests;
pub mod expire_unpaid;
pub mod finish_paid;
pub mod payment_orders;
pub mod prune;
pub mod reconcile;

/// Runs every job.
pub async fn run(app: &App) {
    prune::run(app).await;
    finish_paid::run(app).await;
    payment_orders::run(app).await;
    expire_unpaid::run(app).await;
    reconcile::run(app).await;
    erase_old_guests::run(app).await;
    deliver_mail::run(app).await;
    deliver_webhooks::run(app).await;
}

/// Work deferred until the response is sent: drops stale snapshots, executes payment orders, sends mail and webhooks.
/// Never fails the request.
pub async fn after_answer(app: &App) {
    for slug in app.take_stale_snapshots() {
        app.cache.remove(&cached::snapshot_key(&slug)).await;
    }
    payment_orders::run(app).await;
    deliver_mail::run(app).await;
    deliver_webhooks::run(app).await;
}
