//! GET and DELETE /v1/bookings/{manageToken}: a guest looks at their booking, or calls it off.

use api::{Booking, Code};
use axum::Json;
use axum::extract::State;
use engine::Instant;
use serde::Deserialize;

use crate::app::App;
use crate::db::{DbError, Statement};
use crate::extract::At;
use crate::mail;
use crate::payment::called_off::{self, By};
use crate::problem::Failure;
use crate::reservation::{self, Row, select_reservations};
use crate::secret;
use crate::tenant::{Door, Tenant, load_tenant};
use crate::visit;

/// How often a cancellation looks again when the reservation changed under it.
const TRIES_MAX: u32 = 4;

const SELECT_RESERVATION: &str = select_reservations!("r.manage_digest = ?1");

const SELECT_DOOR: &str = "
    SELECT t.slug FROM reservations r JOIN restaurants t ON t.id = r.restaurant_id WHERE r.manage_digest = ?1";

#[derive(Deserialize)]
struct DoorRow {
    slug: String,
}

/// A reservation that a token opened.
pub(crate) struct Opened {
    pub(crate) row: Row,
    pub(crate) tenant: Tenant,
}

/// The booking.
#[utoipa::path(get, path = "/v1/bookings/{manageToken}", tag = "Guests", operation_id = "readBooking",
    params(("manageToken" = String, Path, description = "from the guest's link")),
    responses((status = 200, body = Booking), (status = 404, body = api::Problem)))]
#[worker::send]
pub(crate) async fn read(State(app): State<App>, At(token): At<String>) -> Result<Json<Booking>, Failure> {
    let opened = open(&app, &token).await?;
    Ok(Json(opened.row.booking(&app, &opened.tenant)?))
}

/// Calls the booking off. Doing it again changes nothing and gives the same answer, so it needs no key.
#[utoipa::path(delete, path = "/v1/bookings/{manageToken}", tag = "Guests", operation_id = "cancelBooking",
    params(("manageToken" = String, Path, description = "from the guest's link")),
    responses((status = 200, body = Booking), (status = 404, body = api::Problem),
              (status = 409, body = api::Problem, description = "transition_not_allowed")))]
#[worker::send]
pub(crate) async fn cancel(State(app): State<App>, At(token): At<String>) -> Result<Json<Booking>, Failure> {
    let opened = call_off(&app, &token).await?;
    Ok(Json(opened.row.booking(&app, &opened.tenant)?))
}

/// That there is no such booking.
pub(super) fn not_found() -> Failure {
    Failure::new(Code::BookingNotFound, "this link opens no booking")
}

/// The statement that reads the reservation of a token's digest.
pub(super) fn select(digest: &str) -> Statement {
    Statement::new(SELECT_RESERVATION, [digest.into()])
}

/// The reservation that a token opens.
pub(crate) async fn open(app: &App, token: &str) -> Result<Opened, Failure> {
    let digest = secret::digest(token);
    let statements =
        [SELECT_RESERVATION, SELECT_DOOR].map(|sql| Statement::new(sql, [digest.as_str().into()]));
    let mut rows = app.db.batch(statements.into()).await?.into_iter();
    let row: Row = rows.next().unwrap_or_default().first()?.ok_or_else(not_found)?;
    let door: DoorRow = rows.next().unwrap_or_default().first()?.ok_or_else(not_found)?;
    let tenant = load_tenant(app, &Door::Slug(door.slug)).await?;
    Ok(Opened { row, tenant })
}

/// Cancels the reservation that a token opens; if it is cancelled already, that is fine.
pub(crate) async fn call_off(app: &App, token: &str) -> Result<Opened, Failure> {
    for _ in 0..TRIES_MAX {
        let mut opened = open(app, token).await?;
        let cancelled = api::reservation::Status::Cancelled;
        if opened.row.status()? == cancelled {
            return Ok(opened);
        }
        if !opened.row.can_cancel(app.now())? {
            let detail = "this booking can no longer be cancelled here; please call the restaurant";
            return Err(Failure::new(Code::TransitionNotAllowed, detail));
        }
        match app.db.batch(cancellation(app, &opened)?).await {
            Ok(_) => {
                app.snapshot_is_stale(opened.tenant.slug());
                if opened.row.payment.is_some() {
                    // What came back stands in the books by now.
                    return open(app, token).await;
                }
                cancelled.name().clone_into(&mut opened.row.status);
                return Ok(opened);
            }
            // The reservation changed meanwhile, or the reply was lost: look again.
            Err(DbError::Conflict(_) | DbError::Lost(_)) => {}
            Err(error @ DbError::Fault(_)) => return Err(error.into()),
        }
    }
    Err(Failure::new(Code::Busy, "the booking keeps changing; try again"))
}

fn cancellation(app: &App, opened: &Opened) -> Result<Vec<Statement>, Failure> {
    let Opened { row, tenant } = opened;
    let cancelled = api::reservation::Status::Cancelled;
    let mut statements = visit::move_to(app, &row.visit(&tenant.id), cancelled, "guest", 0);
    if let Some(payment) = &row.payment {
        statements.extend(called_off::statements(app, payment, Instant(row.starts), By::Guest)?);
    }
    statements.push(reservation::outbox(app, mail::Kind::Cancellation, &row.id));
    Ok(statements)
}
