//! Ends requests that the restaurant did not answer in time, and offers that the guest did not: their tables are free
//! again, what was paid comes back in full, and the guest is told.

use api::Status;
use engine::Instant;
use serde::Deserialize;

use crate::booking::reservation;
use crate::booking::transition::{self, Visit};
use crate::house::tenant::TenantSelector;
use crate::ledger::refund::{self, Kept};
use crate::messages::outbox::MailKind;
use crate::platform::app::App;
use crate::platform::db::{DbError, Statement};
use crate::platform::failure::{Failure, log};

/// Reservations per run, in turns by restaurant; the rest in the next one, a minute later.
const LAPSED_MAX: i64 = 100;

const SELECT_DUE: &str = "
    SELECT r.id, t.slug
    FROM (SELECT id, restaurant_id, answer_by,
                 ROW_NUMBER() OVER (PARTITION BY restaurant_id ORDER BY answer_by) AS turn
          FROM reservations
          WHERE status IN ('requested', 'unconfirmed') AND answer_by IS NOT NULL AND answer_by <= ?1) r
    JOIN restaurants t ON t.id = r.restaurant_id
    ORDER BY r.turn, r.answer_by LIMIT ?2";

#[derive(Deserialize)]
struct DueRow {
    id: String,
    slug: String,
}

/// Runs the job.
pub async fn run(app: &App) {
    if let Err(failure) = lapse_due(app).await {
        log(&format!("lapse unanswered: {failure:?}"));
    }
}

async fn lapse_due(app: &App) -> Result<(), Failure> {
    let select = Statement::new(SELECT_DUE, [app.now().0.into(), LAPSED_MAX.into()]);
    let due: Vec<DueRow> = app.db.all(select).await?;
    for DueRow { id, slug } in due {
        if app.queries.is_spent() {
            break;
        }
        // One that cannot be ended must not keep the others.
        if let Err(failure) = lapse(app, &id, slug).await {
            log(&format!("lapse unanswered {id}: {failure:?}"));
        }
    }
    Ok(())
}

async fn lapse(app: &App, id: &str, slug: String) -> Result<(), Failure> {
    let (tenant, row) = reservation::find(app, &TenantSelector::Slug(slug.clone()), id).await?;
    // It may have been answered with an offer since it was listed.
    if row.answer_by.is_none_or(|by| app.now().0 < by) {
        return Ok(());
    }
    let (to, mail) = match row.status()? {
        Status::Requested => (Status::Declined, MailKind::RequestLapsed),
        Status::Unconfirmed => (Status::Cancelled, MailKind::OfferLapsed),
        _ => return Ok(()),
    };
    let mut statements = transition::change_status(app, &Visit::of(&row, &tenant.id), to, "clock", 0);
    if let Some(payment) = &row.payment {
        let start = Instant(row.starts);
        statements.extend(refund::on_cancellation(app, payment, start, Kept::Nothing)?);
    }
    statements.extend(row.mail(app, mail));
    match app.db.batch(statements).await {
        Ok(_) => app.mark_snapshot_stale(&slug),
        // Changed concurrently, or the reply was lost: the next run retries what is still due.
        Err(DbError::Conflict(_) | DbError::Lost(_)) => {}
        Err(error @ DbError::Fault(_)) => return Err(error.into()),
    }
    Ok(())
}
