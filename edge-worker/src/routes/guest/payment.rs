//! GET /v1/restaurants/{slug}/payments/{payToken}: how a payment stands while its guest is at it.

use api::reservation::Status;
use api::{BookingPayment, Code};
use axum::Json;
use axum::extract::State;
use engine::Instant;
use serde::Deserialize;

use crate::app::App;
use crate::db::Statement;
use crate::extract::At;
use crate::payment::books::{Payment, Raise};
use crate::payment::due::Due;
use crate::payment::subject::{Subject, opened};
use crate::problem::Failure;
use crate::purchase::select_purchases;
use crate::reservation::select_reservations;
use crate::secret;
use crate::tenant::{Door, Tenant, load_tenant};

/// The payment whose token has this digest, or the token of one of its raises.
macro_rules! payment_id {
    () => {
        "(SELECT id FROM payments WHERE pay_digest = ?1
          UNION ALL SELECT payment_id FROM payment_raises WHERE pay_digest = ?1)"
    };
}

const SELECT_RESERVATION: &str =
    select_reservations!("r.id = (SELECT reservation_id FROM payments WHERE id = ", payment_id!(), ")");
const SELECT_PURCHASE: &str =
    select_purchases!("g.id = (SELECT purchase_id FROM payments WHERE id = ", payment_id!(), ")");
const SELECT_DOOR: &str = concat!(
    "SELECT t.slug, (SELECT a.id FROM payment_raises a WHERE a.pay_digest = ?1) AS raise_id
     FROM payments p JOIN restaurants t ON t.id = p.restaurant_id WHERE p.id = ",
    payment_id!(),
);

#[derive(Deserialize)]
struct DoorRow {
    slug: String,
    raise_id: Option<String>,
}

/// A payment that a token opened, with what it is for.
pub(crate) struct Opened {
    pub(crate) payment: Payment,
    pub(crate) subject: Subject,
    pub(crate) tenant: Tenant,
    /// The raise, where the token is that of one.
    raise_id: Option<String>,
}

impl Opened {
    /// The raise that the token opens, if it is that of one.
    pub(crate) fn raise(&self) -> Option<&Raise> {
        let id = self.raise_id.as_ref()?;
        self.payment.raises().iter().find(|raise| raise.id == *id)
    }

    /// What the page asks for.
    pub(crate) fn due(&self) -> Due<'_> {
        Due::of(&self.payment, self.raise())
    }

    /// As whoever pays sees it.
    pub(crate) fn seen(&self, app: &App) -> Result<BookingPayment, Failure> {
        match (&self.subject, self.raise()) {
            (Subject::Booking(row), Some(raise)) => self.payment.raise_seen(app, raise, row.status()?),
            (Subject::Booking(row), None) => {
                self.payment.booking_payment(app, Instant(row.starts), row.status()?)
            }
            (Subject::Purchase(_), _) => self.payment.seen(app, !self.payment.is_closed()),
        }
    }

    /// Whether it is waited for.
    pub(crate) fn is_payable(&self) -> Result<bool, Failure> {
        Ok(match (&self.subject, self.raise()) {
            (Subject::Booking(row), Some(raise)) => raise.is_payable(row.status()?),
            (Subject::Booking(row), None) => {
                row.status()? == Status::PaymentPending && !self.payment.is_closed()
            }
            (Subject::Purchase(_), _) => !self.payment.is_closed(),
        })
    }
}

fn not_found() -> Failure {
    Failure::new(Code::PaymentNotFound, "this link opens no payment")
}

/// The payment that a token opens; what it is for brings it.
pub(crate) async fn open(app: &App, token: &str) -> Result<Opened, Failure> {
    let digest = secret::digest(token);
    let selects = [SELECT_RESERVATION, SELECT_PURCHASE, SELECT_DOOR];
    let selects = selects.map(|sql| Statement::new(sql, [digest.as_str().into()]));
    let mut rows = app.db.batch(selects.into()).await?.into_iter();
    let (payment, subject) = opened(&mut rows)?.ok_or_else(not_found)?;
    let door: DoorRow = rows.next().unwrap_or_default().first()?.ok_or_else(not_found)?;
    let tenant = load_tenant(app, &Door::Slug(door.slug)).await?;
    Ok(Opened { payment, subject, tenant, raise_id: door.raise_id })
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

/// Keeps what is paid for once more as long as at first, from now on. It happens once by itself, so it needs no key.
///
/// # Errors
/// `payment_not_allowed` where it was put off before, or is over.
pub(crate) async fn put_off(app: &App, token: &str) -> Result<(), Failure> {
    let opened = open(app, token).await?;
    let due = opened.due();
    if !opened.is_payable()? || due.is_extended || due.due_at <= app.now_ms {
        return Err(Failure::new(
            Code::PaymentNotAllowed,
            "the time to pay can be put off once, while it runs",
        ));
    }
    app.db.batch(vec![due.extend(app)]).await?;
    Ok(())
}
