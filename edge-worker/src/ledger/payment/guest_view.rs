//! The payer's view of a payment.

use api::basics::status::Status;
use api::money::payment::{BookingPayment, PaymentState, RefundDeadline};
use engine::Instant;

use crate::house::tenant::Tenant;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::words;

use super::terms::terms_now;
use super::{Payment, Supplement, pay_url};

/// What is paid for, as it is by now.
pub(crate) struct PaidVisit<'a> {
    pub(crate) start: Instant,
    /// The reservation's status.
    pub(crate) status: Status,
    /// The guest's language.
    pub(crate) locale: &'a str,
}

impl Payment {
    /// The guest's view of a booking's payment.
    pub(crate) fn booking_payment(
        &self,
        app: &App,
        tenant: &Tenant,
        visit: &PaidVisit,
    ) -> Result<BookingPayment, Failure> {
        let PaidVisit { start, status: booking_status, locale } = *visit;
        let state = self.state()?;
        let is_due = booking_status == Status::PaymentPending && !self.is_closed();
        let deadline = |(until, percent): (Instant, u8)| RefundDeadline { until: until.into(), percent };
        let is_agreed = !engine::Status::from(booking_status).awaits_answer();
        let fee = if is_agreed { self.fee(start, app.now()) } else { 0 };
        let seen = BookingPayment {
            booking_status: Some(booking_status),
            refunds: self.policy.policy().deadlines(self.start_agreed(start)).map(deadline).collect(),
            fee_now: self.fee_now(state, fee)?,
            terms: terms_now(app, words::of(locale), tenant, self, start),
            ..self.payer_view(app, is_due)?
        };
        match self.open_supplement().filter(|supplement| supplement.is_payable(booking_status)) {
            Some(supplement) => Ok(BookingPayment {
                to_pay: supplement.amount,
                pay_url: Some(pay_url(app, &supplement.id)?),
                due_at: Some(api::Timestamp::of_millis(supplement.due_at)),
                ..seen
            }),
            None => Ok(seen),
        }
    }

    /// The payer's view of a supplement, as a payment of its own.
    pub(crate) fn supplement_view(
        &self,
        app: &App,
        supplement: &Supplement,
        status: Status,
    ) -> Result<BookingPayment, Failure> {
        let is_due = supplement.is_payable(status);
        let state = match supplement.brought {
            Some(_) => PaymentState::Paid,
            None if is_due => PaymentState::Pending,
            None => PaymentState::Expired,
        };
        Ok(BookingPayment {
            state,
            booking_status: Some(status),
            amount: supplement.amount,
            gift_card_amount: 0,
            to_pay: if is_due { supplement.amount } else { 0 },
            refunded: 0,
            terms: supplement.terms.clone(),
            due_at: is_due.then(|| api::Timestamp::of_millis(supplement.due_at)),
            pay_url: is_due.then(|| pay_url(app, &supplement.id)).transpose()?,
            ..self.payer_view(app, false)?
        })
    }

    /// What cancelling costs now, given the agreed `fee`: at most what has been paid.
    fn fee_now(&self, state: PaymentState, fee: i64) -> Result<i64, Failure> {
        Ok(match state {
            PaymentState::Guaranteed => fee,
            PaymentState::Paid | PaymentState::Reserved | PaymentState::PartiallyRefunded => {
                fee.min(self.refundable()?)
            }
            PaymentState::Pending
            | PaymentState::Charged
            | PaymentState::Refunded
            | PaymentState::Cancelled
            | PaymentState::Expired => 0,
        })
    }

    /// The payer's view, for any subject.
    pub(crate) fn payer_view(&self, app: &App, is_due: bool) -> Result<BookingPayment, Failure> {
        let totals = self.ledger()?.totals();
        let state = self.state()?;
        let pay_url = is_due.then(|| pay_url(app, &self.id)).transpose()?;
        Ok(BookingPayment {
            kind: self.kind,
            state,
            booking_status: None,
            amount: self.amount(),
            gift_card_amount: self.amount() - self.card_amount(),
            to_pay: if is_due { self.card_amount() } else { 0 },
            refunded: totals.refunded_captured + totals.refunded_charged,
            fee_now: 0,
            currency: self.currency.clone(),
            refunds: Vec::new(),
            terms: self.terms.clone(),
            due_at: pay_url.is_some().then(|| api::Timestamp::of_millis(self.due_at())),
            pay_url,
        })
    }
}
