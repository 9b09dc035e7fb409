//! Changes that a restaurant makes to a payment: decided once under the idempotency key, and executed at the provider
//! before the response. If the provider does not answer, the response shows the state so far; the order stays open
//! and is executed later.

use api::Code;
use api::basics::status::Status;
use api::configuration::payment_terms::PaymentType;
use api::money::record::{MoneyRequest, PaymentRecord};
use engine::{EntryKind, Instant};
use serde::{Deserialize, Serialize};

use crate::house::idempotency::{Audience, IdempotencyKey, IdempotentRequest, run_once};
use crate::house::retry::Effect;
use crate::house::tenant::TenantSelector;
use crate::ledger::cause;
use crate::ledger::payment::{OrderRow, Payment};
use crate::ledger::posting::{Posting, Remark};
use crate::operations::find_payment::{self, FoundPayment};
use crate::payments::expire::expire_payment;
use crate::payments::orders;
use crate::payments::record::{CHARGE_DAYS, record};
use crate::payments::subject::Subject;
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;

const NOTE_LENGTH_MAX: usize = 200;

pub(crate) const COMPLETE: &str =
    "UPDATE payments SET completed_at = ?2 WHERE id = ?1 AND completed_at IS NULL";
pub(crate) const END_NOW: &str = "UPDATE payments SET due_at = ?2 WHERE id = ?1 AND closed_at IS NULL";

/// The stored answer: the ids of the orders, and whether the payment is to be expired.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Ordered {
    pub(crate) orders: Vec<String>,
    pub(crate) gives_up: bool,
}

/// The `payment_not_allowed` failure.
pub(crate) fn not_allowed(why: &str) -> Failure {
    Failure::new(Code::PaymentNotAllowed, why)
}

/// A change being decided: its inputs, and the posting that collects the result.
pub(crate) struct PaymentChange<'a> {
    pub(crate) app: &'a App,
    pub(crate) found: &'a FoundPayment,
    pub(crate) payment: &'a Payment,
    pub(crate) body: &'a MoneyRequest,
    pub(crate) posting: Posting<'a>,
}

impl<'a> PaymentChange<'a> {
    pub(crate) fn remark(&self) -> Remark<'a> {
        Remark { cause: cause::RESTAURANT, note: self.body.note.as_deref().unwrap_or_default() }
    }

    /// The requested amount; `left` if none is given. `what` describes `left` in the error detail.
    pub(crate) fn amount(&self, left: i64, what: &str) -> Result<i64, Failure> {
        let amount = self.body.amount.unwrap_or(left);
        if amount <= 0 && self.body.amount.is_some() {
            return Err(Failure::invalid_field("/amount", "more than 0"));
        }
        let is_there = 0 < left && amount <= left;
        is_there.then_some(amount).ok_or_else(|| not_allowed(&format!("{} is {what}", left.max(0))))
    }

    pub(crate) fn no_amount(&self) -> Result<(), Failure> {
        let is_none = self.body.amount.is_none();
        is_none.then_some(()).ok_or_else(|| Failure::invalid_field("/amount", "this is about all of it"))
    }

    pub(crate) fn order(&mut self, kind: &str, amount: i64) -> Result<Ordered, Failure> {
        if self.payment.is_completed() && kind != "release" {
            return Err(not_allowed("this payment is completed"));
        }
        let id = self.posting.order(kind, amount, None, self.remark());
        Ok(Ordered { orders: vec![id], gives_up: false })
    }

    pub(crate) fn set(&mut self, sql: &'static str) {
        self.posting.push([Statement::new(sql, [self.payment.id.as_str().into(), self.app.now_ms.into()])]);
    }

    /// The most that may be charged to the card on file.
    pub(crate) fn fee_max(&self) -> Result<i64, Failure> {
        let FoundPayment { subject, payment, .. } = self.found;
        let Subject::Booking(row) = subject else { return Err(not_allowed("no card is kept")) };
        let has_card =
            self.posting.ledger().entries().iter().any(|entry| entry.kind == EntryKind::CardOnFile);
        if payment.kind != PaymentType::Guarantee || !has_card {
            return Err(not_allowed("no card is kept"));
        }
        let start = Instant(row.starts);
        if start.plus(i64::from(CHARGE_DAYS) * 1440) < self.app.now() {
            return Err(not_allowed("the visit was too long ago"));
        }
        match (row.status()?, payment.keep_max()) {
            // The fee depends on the current time: a booking marked as a no-show days ahead counts as cancelled in
            // time.
            (Status::NoShow, None) => Ok(payment.fee(start, self.app.now())),
            (Status::Cancelled, Some(fee)) => Ok(fee),
            _ => Err(not_allowed("a fee is charged for a no-show, or for a cancellation that came too late")),
        }
    }
}

/// Decides once under the idempotency key, executes the resulting orders at the provider, and returns the updated
/// payment.
///
/// # Errors
/// Those of `decide`; `card_declined` and `payment_not_allowed` if the provider refuses.
pub(crate) async fn change_payment(
    app: &App,
    selector: &TenantSelector,
    id: &str,
    key: &IdempotencyKey,
    body: &MoneyRequest,
    decide: impl Fn(&mut PaymentChange) -> Result<Ordered, Failure>,
) -> Result<PaymentRecord, Failure> {
    check(body)?;
    let Ordered { orders: ordered, gives_up } = order(app, selector, id, key, body, decide).await?;
    for order in &ordered {
        orders::execute(app, order).await?;
    }
    let mut after = find_payment::find(app, selector, id).await?;
    if gives_up && (!after.payment.is_closed() || after.payment.open_supplement().is_some()) {
        if expire_payment(app, &after.payment).await? {
            app.mark_snapshot_stale(after.tenant.slug());
        }
        after = find_payment::find(app, selector, id).await?;
    }
    let is_refused = |order: &&OrderRow| ordered.contains(&order.id) && order.refused_at.is_some();
    if let Some(order) = after.payment.orders().iter().find(is_refused) {
        let why = order.last_error.clone().unwrap_or_default();
        let code = if order.kind == "charge" { Code::CardDeclined } else { Code::PaymentNotAllowed };
        return Err(Failure::new(code, format!("the provider refused: {why}")));
    }
    record(&after.tenant, &after.subject, &after.payment)
}

fn check(body: &MoneyRequest) -> Result<(), Failure> {
    let is_short =
        |text: &Option<String>| text.as_ref().is_none_or(|text| text.chars().count() <= NOTE_LENGTH_MAX);
    for (pointer, text) in [("/note", &body.note), ("/reference", &body.reference)] {
        if !is_short(text) {
            return Err(Failure::invalid_field(pointer, "at most 200 characters"));
        }
    }
    Ok(())
}

async fn order(
    app: &App,
    selector: &TenantSelector,
    id: &str,
    key: &IdempotencyKey,
    body: &MoneyRequest,
    decide: impl Fn(&mut PaymentChange) -> Result<Ordered, Failure>,
) -> Result<Ordered, Failure> {
    let reads = find_payment::selects(app, selector, id)?;
    let request = IdempotentRequest { selector, audience: Audience::Restaurant, key };
    run_once(app, request, reads, |rows| {
        let found = find_payment::read(app, selector, rows)?;
        let payment = &found.payment;
        let posting = Posting::new(app, payment)?;
        let mut state = PaymentChange { app, found: &found, payment, body, posting };
        let answer = decide(&mut state)?;
        Ok(Effect { statements: state.posting.statements(), answer })
    })
    .await
}
