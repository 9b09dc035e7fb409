//! A payment opened by the payer, with the token of its payment page.

use api::basics::status::Status;
use api::{BookingPayment, Code};
use serde::Deserialize;

use crate::booking::reservation::select_reservations;
use crate::house::tenant::{Tenant, TenantSelector, load_tenant};
use crate::ledger::amount_due::AmountDue;
use crate::ledger::payment::{Payment, Supplement};
use crate::ledger::purchase::select_purchases;
use crate::payments::subject::{Subject, read_subject};
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::secret;

/// The id of the payment whose token, or whose supplement's token, has this digest.
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
const SELECT_RESTAURANT: &str = concat!(
    "SELECT t.slug, (SELECT a.id FROM payment_raises a WHERE a.pay_digest = ?1) AS supplement_id
     FROM payments p JOIN restaurants t ON t.id = p.restaurant_id WHERE p.id = ",
    payment_id!(),
);

#[derive(Deserialize)]
struct RestaurantRow {
    slug: String,
    supplement_id: Option<String>,
}

/// A payment opened by a token, with its subject.
pub(crate) struct OpenedPayment {
    pub(crate) payment: Payment,
    pub(crate) subject: Subject,
    pub(crate) tenant: Tenant,
    /// Set if the token belongs to a supplement.
    supplement_id: Option<String>,
}

impl OpenedPayment {
    /// The supplement that the token belongs to, if any.
    pub(crate) fn supplement(&self) -> Option<&Supplement> {
        let id = self.supplement_id.as_ref()?;
        self.payment.supplements().iter().find(|supplement| supplement.id == *id)
    }

    /// What the page asks for.
    pub(crate) fn due(&self) -> AmountDue<'_> {
        AmountDue::of(&self.payment, self.supplement())
    }

    /// The payer's view.
    pub(crate) fn payer_view(&self, app: &App) -> Result<BookingPayment, Failure> {
        match (&self.subject, self.supplement()) {
            (Subject::Booking(row), Some(supplement)) => {
                self.payment.supplement_view(app, supplement, row.status()?)
            }
            (Subject::Booking(row), None) => row.booking_payment(app, &self.tenant, &self.payment),
            (Subject::Purchase(_), _) => self.payment.payer_view(app, !self.payment.is_closed()),
        }
    }

    /// Whether it can still be paid.
    pub(crate) fn is_payable(&self) -> Result<bool, Failure> {
        Ok(match (&self.subject, self.supplement()) {
            (Subject::Booking(row), Some(supplement)) => supplement.is_payable(row.status()?),
            (Subject::Booking(row), None) => {
                row.status()? == Status::PaymentPending && !self.payment.is_closed()
            }
            (Subject::Purchase(_), _) => !self.payment.is_closed(),
        })
    }
}

/// The `payment_not_found` failure.
pub(crate) fn not_found() -> Failure {
    Failure::new(Code::PaymentNotFound, "this link opens no payment")
}

/// Opens the payment of a token; it comes with the row of its subject.
pub(crate) async fn open(app: &App, token: &str) -> Result<OpenedPayment, Failure> {
    let digest = secret::digest(token);
    let selects = [SELECT_RESERVATION, SELECT_PURCHASE, SELECT_RESTAURANT];
    let selects = selects.map(|sql| Statement::new(sql, [digest.as_str().into()]));
    let mut rows = app.db.read(selects.into()).await?;
    let (payment, subject) = read_subject(&mut rows)?.ok_or_else(not_found)?;
    let found: RestaurantRow = rows.first()?.ok_or_else(not_found)?;
    let tenant = load_tenant(app, &TenantSelector::Slug(found.slug)).await?;
    Ok(OpenedPayment { payment, subject, tenant, supplement_id: found.supplement_id })
}

/// Extends the payment deadline by the original period, from now on. This is possible once, so it needs no
/// idempotency key.
///
/// # Errors
/// `payment_not_allowed` if it was extended before, or can no longer be paid.
pub(crate) async fn extend(app: &App, token: &str) -> Result<(), Failure> {
    let payment = open(app, token).await?;
    let due = payment.due();
    if !payment.is_payable()? || due.is_extended || due.due_at <= app.now_ms {
        return Err(Failure::new(
            Code::PaymentNotAllowed,
            "the time to pay can be put off once, while it runs",
        ));
    }
    app.db.batch(vec![due.extend(app)]).await?;
    Ok(())
}
