//! A guest cancels their booking.

use api::Code;
use engine::Instant;

use crate::booking::transition::{self, Visit};
use crate::ledger::refund::{self, Kept};
use crate::messages::outbox::{self, MailKind};
use crate::operations::manage_booking::{GuestBooking, open};
use crate::platform::app::App;
use crate::platform::db::{DbError, Statement};
use crate::platform::failure::Failure;

/// How often a cancellation is tried when the reservation changes concurrently.
const TRIES_MAX: u32 = 4;

/// Cancels the reservation of a manage token. Cancelling again succeeds and changes nothing.
pub(crate) async fn cancel(app: &App, token: &str) -> Result<GuestBooking, Failure> {
    for _ in 0..TRIES_MAX {
        let mut opened = open(app, token).await?;
        let cancelled = api::basics::status::Status::Cancelled;
        if opened.row.status()? == cancelled {
            return Ok(opened);
        }
        if !opened.row.can_cancel(app.now())? {
            let detail = "this booking can no longer be cancelled here; please call the restaurant";
            return Err(Failure::new(Code::TransitionNotAllowed, detail));
        }
        match app.db.batch(cancellation(app, &opened)?).await {
            Ok(_) => {
                app.mark_snapshot_stale(opened.tenant.slug());
                if opened.row.payment.is_some() {
                    // Read again, so that the ledger includes the refund.
                    return open(app, token).await;
                }
                cancelled.name().clone_into(&mut opened.row.status);
                opened.row.message_to_guest.clear();
                return Ok(opened);
            }
            // The reservation changed concurrently, or the reply was lost: try again.
            Err(DbError::Conflict(_) | DbError::Lost(_)) => {}
            Err(error @ DbError::Fault(_)) => return Err(error.into()),
        }
    }
    Err(Failure::new(Code::Busy, "the booking keeps changing; try again"))
}

fn cancellation(app: &App, opened: &GuestBooking) -> Result<Vec<Statement>, Failure> {
    let GuestBooking { row, tenant } = opened;
    let cancelled = api::basics::status::Status::Cancelled;
    let mut statements = transition::change_status(app, &Visit::of(row, &tenant.id), cancelled, "guest", 0);
    if let Some(payment) = &row.payment {
        // Before both have said yes nothing is agreed that the restaurant could keep.
        let is_agreed = !engine::Status::from(row.status()?).awaits_answer();
        let kept = if is_agreed { Kept::ByPolicy } else { Kept::Nothing };
        statements.extend(refund::on_cancellation(app, payment, Instant(row.starts), kept)?);
    }
    statements.push(outbox::about_reservation(app, MailKind::Cancellation, &row.id));
    Ok(statements)
}
