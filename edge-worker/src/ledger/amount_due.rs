//! What a payment page asks for: a payment, or a supplement.

use api::configuration::payment_terms::PaymentType;

use crate::ledger::payment::{Payment, Supplement};
use crate::platform::app::App;
use crate::platform::db::{Statement, Value};
use crate::platform::payment_provider::{Opened, Page};

/// Possible once: a repeat changes nothing.
const EXTEND_PAYMENT: &str = "
    UPDATE payments SET due_at = ?2, extended_at = ?3
    WHERE id = ?1 AND extended_at IS NULL AND closed_at IS NULL AND ?3 < due_at";
const EXTEND_SUPPLEMENT: &str = "
    UPDATE payment_raises SET due_at = ?2, extended_at = ?3
    WHERE id = ?1 AND extended_at IS NULL AND closed_at IS NULL AND ?3 < due_at";
const UPDATE_PAYMENT: &str =
    "UPDATE payments SET reference = ?2, page_url = ?3 WHERE id = ?1 AND reference IS NULL";
const UPDATE_SUPPLEMENT: &str =
    "UPDATE payment_raises SET reference = ?2 WHERE id = ?1 AND reference IS NULL";

/// What a payment page asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AmountDue<'a> {
    /// The id of the payment or the supplement; also the provider's idempotency key.
    pub(crate) id: &'a str,
    /// Minor units to be paid by card.
    pub(crate) amount: i64,
    pub(crate) kind: PaymentType,
    pub(crate) captures_later: bool,
    /// The provider's reference.
    pub(crate) reference: Option<&'a str>,
    /// The provider's own payment page, if it has one.
    pub(crate) page_url: Option<&'a str>,
    /// The deadline, in milliseconds since the epoch.
    pub(crate) due_at: i64,
    /// Whether the deadline was extended.
    pub(crate) is_extended: bool,
    /// The payment period and its extension, in minutes each.
    pub(crate) minutes: u32,
    is_supplement: bool,
}

impl<'a> AmountDue<'a> {
    /// Of a payment, or of one of its supplements.
    pub(crate) fn of(payment: &'a Payment, supplement: Option<&'a Supplement>) -> Self {
        match supplement {
            Some(supplement) => Self {
                id: &supplement.id,
                amount: supplement.amount,
                kind: PaymentType::Payment,
                captures_later: false,
                reference: supplement.reference.as_deref(),
                page_url: None,
                due_at: supplement.due_at,
                is_extended: supplement.extended_at.is_some(),
                minutes: supplement.policy.minutes_to_pay(),
                is_supplement: true,
            },
            None => Self {
                id: &payment.id,
                amount: payment.card_amount(),
                kind: payment.kind,
                captures_later: payment.policy.capture_later,
                reference: payment.reference(),
                page_url: payment.page_url(),
                due_at: payment.due_at(),
                is_extended: payment.is_extended(),
                minutes: payment.policy.minutes_to_pay(),
                is_supplement: false,
            },
        }
    }

    /// The latest possible deadline, in milliseconds since the epoch: it can be extended once.
    pub(crate) fn last_at(&self) -> i64 {
        self.due_at + if self.is_extended { 0 } else { i64::from(self.minutes) * 60_000 }
    }

    /// The statement that extends the deadline by the original period, from now on.
    pub(crate) fn extend(&self, app: &App) -> Statement {
        let due_at = app.now_ms + i64::from(self.minutes) * 60_000;
        let values: [Value; 3] = [self.id.into(), due_at.into(), app.now_ms.into()];
        Statement::new(if self.is_supplement { EXTEND_SUPPLEMENT } else { EXTEND_PAYMENT }, values)
    }

    /// The statement that stores the provider's reference and page, unless there are some already.
    pub(crate) fn store_reference(&self, opened: &Opened) -> Statement {
        let values = [Value::from(self.id), opened.reference.as_str().into()];
        let page_url = match &opened.page {
            Page::External { url } => Some(url.as_str()),
            Page::Sandbox | Page::Stripe { .. } => None,
        };
        if self.is_supplement {
            Statement::new(UPDATE_SUPPLEMENT, values)
        } else {
            Statement::new(UPDATE_PAYMENT, values.into_iter().chain([Value::or_null(page_url)]))
        }
    }
}
