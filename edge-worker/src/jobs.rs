//! Scheduled jobs, run once a minute, and work deferred until the response is sent. Each job is idempotent and may
//! overlap with itself.
//!
//! A job drains what is due, up to a bound for each run, and takes it in turns by restaurant: so no restaurant waits for
//! another one's rows. What is left over after that is in the [`backlog`].

use crate::house::cached_snapshot;
use crate::jobs::due::Due;
use crate::platform::app::App;
use crate::platform::db::follow_ups::FollowUp;

pub(crate) mod backlog;
mod compose_mail;
pub mod deliver_mail;
pub mod deliver_webhooks;
mod due;
pub mod erase_old_personal_data;
pub mod expire_unpaid;
pub mod finish_paid;
pub mod lapse_unanswered;
pub mod payment_orders;
pub mod prune;
pub mod reconcile;

/// How often work deferred may ask for more of it: an order that is executed sends a mail.
const ROUNDS_MAX: usize = 3;

/// Runs every job. Those after [`prune`] share the run's queries: none takes what another one needs.
pub async fn run(app: &App) {
    prune::run(app).await;
    let mut jobs_left = 8;
    let mut share = || {
        app.queries.share_among(jobs_left);
        jobs_left -= 1;
    };
    share();
    finish_paid::run(app).await;
    share();
    lapse_unanswered::run(app).await;
    share();
    payment_orders::run(app).await;
    share();
    expire_unpaid::run(app).await;
    drop_stale_snapshots(app).await;
    share();
    deliver_mail::run(app).await;
    share();
    deliver_webhooks::run(app).await;
    // Last, since they can wait, and may take long.
    share();
    reconcile::run(app).await;
    share();
    erase_old_personal_data::run(app).await;
    backlog::report(app).await;
}

/// Work deferred until the response is sent: drops stale snapshots, and executes payment orders and sends mail and
/// webhooks if this request wrote any. Never fails the request.
pub async fn after_answer(app: &App) {
    drop_stale_snapshots(app).await;
    for _ in 0..ROUNDS_MAX {
        let follow_ups = app.follow_ups.take();
        if follow_ups.is_empty() {
            return;
        }
        for follow_up in follow_ups {
            match follow_up {
                FollowUp::PaymentOrders => payment_orders::run_for(app, Due::Now).await,
                FollowUp::Mail => deliver_mail::run_for(app, Due::Now).await,
                FollowUp::Webhooks => deliver_webhooks::run_for(app, Due::Now).await,
            }
        }
    }
}

async fn drop_stale_snapshots(app: &App) {
    for slug in app.take_stale_snapshots() {
        app.cache.remove(&cached_snapshot::key(&slug)).await;
    }
}
