//! A booking opened by its guest with the manage token, and its cancellation.

use api::Code;
use engine::Instant;
use serde::Deserialize;

use crate::booking::reservation::{Row, select_reservations};
use crate::booking::transition::{self, Visit};
use crate::house::tenant::{Tenant, TenantSelector, load_tenant};
use crate::ledger::refund::{self, By};
use crate::messages::outbox::{self, MailKind};
use crate::platform::app::App;
use crate::platform::db::{DbError, Statement};
use crate::platform::failure::Failure;
use crate::platform::secret;

/// How often a cancellation is tried when the reservation changes concurrently.
const TRIES_MAX: u32 = 4;

const SELECT_RESERVATION: &str = select_reservations!("r.manage_digest = ?1");

const SELECT_SLUG: &str = "
    SELECT t.slug FROM reservations r JOIN restaurants t ON t.id = r.restaurant_id WHERE r.manage_digest = ?1";

#[derive(Deserialize)]
struct SlugRow {
    slug: String,
}

/// A reservation opened by its manage token.
pub(crate) struct GuestBooking {
    pub(crate) row: Row,
    pub(crate) tenant: Tenant,
}

/// The `booking_not_found` failure.
pub(crate) fn not_found() -> Failure {
    Failure::new(Code::BookingNotFound, "this link opens no booking")
}

/// The statement that reads a reservation by the digest of its manage token.
pub(crate) fn select(digest: &str) -> Statement {
    Statement::new(SELECT_RESERVATION, [digest.into()])
}

/// Opens the reservation of a manage token.
pub(crate) async fn open(app: &App, token: &str) -> Result<GuestBooking, Failure> {
    let digest = secret::digest(token);
    let statements =
        [SELECT_RESERVATION, SELECT_SLUG].map(|sql| Statement::new(sql, [digest.as_str().into()]));
    let mut rows = app.db.read(statements.into()).await?;
    let row: Row = rows.first()?.ok_or_else(not_found)?;
    let restaurant: SlugRow = rows.first()?.ok_or_else(not_found)?;
    let tenant = load_tenant(app, &TenantSelector::Slug(restaurant.slug)).await?;
    Ok(GuestBooking { row, tenant })
}

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
        statements.extend(refund::on_cancellation(app, payment, Instant(row.starts), By::Guest)?);
    }
    statements.push(outbox::about_reservation(app, MailKind::Cancellation, &row.id));
    Ok(statements)
}
