//! GET /v1/restaurants/{slug}/payments/{payToken}: how a payment stands while its guest is at it.

use api::{BookingPayment, Code};
use axum::Json;
use axum::extract::State;
use engine::Instant;
use serde::Deserialize;

use crate::app::App;
use crate::db::Statement;
use crate::extract::At;
use crate::payment::books::Payment;
use crate::payment::settle::opened;
use crate::problem::Failure;
use crate::reservation::{Row, select_reservations};
use crate::secret;
use crate::tenant::{Door, Tenant, load_tenant};

const SELECT_RESERVATION: &str =
    select_reservations!("r.id = (SELECT reservation_id FROM payments WHERE pay_digest = ?1)");
const SELECT_DOOR: &str = "
    SELECT t.slug FROM payments p JOIN restaurants t ON t.id = p.restaurant_id WHERE p.pay_digest = ?1";

/// Once: the second time this changes nothing.
const EXTEND: &str = "
    UPDATE payments SET due_at = ?2, extended_at = ?3
    WHERE id = ?1 AND extended_at IS NULL AND closed_at IS NULL AND ?3 < due_at";

#[derive(Deserialize)]
struct DoorRow {
    slug: String,
}

/// A payment that a token opened, with what it is for.
pub(crate) struct Opened {
    pub(crate) payment: Payment,
    pub(crate) row: Row,
    pub(crate) tenant: Tenant,
}

impl Opened {
    /// As its guest sees it.
    pub(crate) fn seen(&self, app: &App) -> Result<BookingPayment, Failure> {
        self.payment.booking_payment(app, Instant(self.row.starts), self.row.status()?)
    }

    /// Whether the booking waits for it.
    pub(crate) fn is_payable(&self) -> Result<bool, Failure> {
        Ok(self.row.status()? == api::reservation::Status::PaymentPending && !self.payment.is_closed())
    }
}

fn not_found() -> Failure {
    Failure::new(Code::PaymentNotFound, "this link opens no payment")
}

/// The payment that a token opens; its reservation brings it.
pub(crate) async fn open(app: &App, token: &str) -> Result<Opened, Failure> {
    let digest = secret::digest(token);
    let selects = [SELECT_RESERVATION, SELECT_DOOR].map(|sql| Statement::new(sql, [digest.as_str().into()]));
    let mut rows = app.db.batch(selects.into()).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default();
    let (payment, row) = opened(next())?.ok_or_else(not_found)?;
    let door: DoorRow = next().first()?.ok_or_else(not_found)?;
    let tenant = load_tenant(app, &Door::Slug(door.slug)).await?;
    Ok(Opened { payment, row, tenant })
}

/// Where the payment stands.
#[utoipa::path(get, path = "/v1/restaurants/{slug}/payments/{payToken}", tag = "Guests",
    operation_id = "readPayment",
    params(("slug" = String, Path, description = "the restaurant's name in addresses"),
           ("payToken" = String, Path, description = "the end of the payment's address")),
    responses((status = 200, body = BookingPayment),
              (status = 404, body = api::Problem, description = "payment_not_found")))]
#[worker::send]
pub(crate) async fn read(
    State(app): State<App>,
    At((slug, token)): At<(String, String)>,
) -> Result<Json<BookingPayment>, Failure> {
    let opened = open(&app, &token).await?;
    if opened.tenant.slug() != slug {
        return Err(not_found());
    }
    Ok(Json(opened.seen(&app)?))
}

/// Keeps the table once more as long as at first, from now on. It happens once by itself, so it needs no key.
///
/// # Errors
/// `payment_not_allowed` where it was put off before, or is over.
pub(crate) async fn put_off(app: &App, token: &str) -> Result<(), Failure> {
    let opened = open(app, token).await?;
    let payment = &opened.payment;
    if !opened.is_payable()? || payment.is_extended() || payment.due_at() <= app.now_ms {
        return Err(Failure::new(
            Code::PaymentNotAllowed,
            "the time to pay can be put off once, while it runs",
        ));
    }
    let due_at = app.now_ms + i64::from(payment.policy.minutes_to_pay()) * 60_000;
    let values = [payment.id.as_str().into(), due_at.into(), app.now_ms.into()];
    app.db.batch(vec![Statement::new(EXTEND, values)]).await?;
    Ok(())
}
