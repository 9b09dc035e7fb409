//! A payment with its log, as stored: its parts, and the sums over them.

mod guest_view;
mod line;
mod select;
pub(crate) mod sentences;
mod state;
mod supplement;
pub(crate) mod terms;

use api::basics::status::Status;
use api::configuration::payment_terms::{PaymentSettings, PaymentType};
use engine::Ledger;
use serde::Deserialize;

use crate::ledger::cause;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::secret;

pub(crate) use guest_view::PaidVisit;
pub(crate) use line::{Line, index, kind_name};
pub(crate) use select::{deserialize, payment_json, select, select_payments};
pub(crate) use supplement::{Supplement, Undo};

/// A payment.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Payment {
    pub(crate) id: String,
    pub(crate) restaurant_id: String,
    pub(crate) subject: SubjectIds,
    pub(crate) provider: ProviderRef,
    pub(crate) kind: PaymentType,
    pub(crate) amounts: Amounts,
    pub(crate) currency: String,
    /// The policy and the terms that the guest accepted.
    pub(crate) policy: PaymentSettings,
    pub(crate) terms: String,
    pub(crate) gift: GiftIds,
    /// The booking's status once it is paid.
    pub(crate) then_status: Option<Status>,
    pub(crate) due: Due,
    pub(crate) end: End,
    pub(crate) log: Vec<Line>,
    pub(crate) orders: Vec<OrderRow>,
    pub(crate) supplements: Vec<Supplement>,
}

/// Its subject: a reservation, or else the purchase of a gift card.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct SubjectIds {
    pub(crate) reservation_id: Option<String>,
    pub(crate) purchase_id: Option<String>,
}

/// The provider, and what it calls the payment.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ProviderRef {
    pub(crate) name: String,
    /// Set when its page is first opened.
    pub(crate) reference: Option<String>,
    /// The provider's own payment page, if it has one.
    pub(crate) page_url: Option<String>,
}

/// In minor units.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(crate) struct Amounts {
    /// The whole agreement.
    pub(crate) agreed: i64,
    /// The part to be paid by card.
    pub(crate) card: i64,
    /// The part that the restaurant keeps in any case.
    pub(crate) forfeited: i64,
}

/// The gift card that pays a part, and its transaction.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct GiftIds {
    pub(crate) card_id: Option<String>,
    pub(crate) transaction_id: Option<String>,
    /// The last four symbols of its code, and what is left on it in minor units: not known before it is stored.
    #[serde(default)]
    pub(crate) last_four: Option<String>,
    #[serde(default)]
    pub(crate) balance: Option<i64>,
}

/// A gift card's share of a payment, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GiftShare<'a> {
    pub(crate) paid: i64,
    pub(crate) last_four: &'a str,
    pub(crate) left: i64,
}

/// In milliseconds since the epoch.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Due {
    /// The payment deadline.
    pub(crate) at: i64,
    /// When the deadline was extended.
    pub(crate) extended_at: Option<i64>,
}

/// In milliseconds since the epoch.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(crate) struct End {
    /// Since when no payment is awaited.
    pub(crate) closed_at: Option<i64>,
    /// Since when the restaurant has completed it.
    pub(crate) completed_at: Option<i64>,
    /// The most that may be retained, in minor units; set once the booking is cancelled or the payment expired.
    pub(crate) keep_max: Option<i64>,
}

/// An order, reduced to what the ledger needs.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct OrderRow {
    pub(crate) id: String,
    pub(crate) number: i64,
    pub(crate) kind: String,
    pub(crate) cause: String,
    pub(crate) amount: i64,
    pub(crate) of_sequence: Option<i64>,
    pub(crate) done_at: Option<i64>,
    pub(crate) refused_at: Option<i64>,
    pub(crate) last_error: Option<String>,
}

/// An agreement.
#[derive(Clone, Debug)]
pub(crate) struct Agreed {
    pub(crate) policy: PaymentSettings,
    pub(crate) terms: String,
    /// The whole amount, including what is forfeited.
    pub(crate) amount: i64,
    pub(crate) forfeited: i64,
}

impl OrderRow {
    /// Whether it may still be executed.
    pub(crate) fn is_open(&self) -> bool {
        self.done_at.is_none() && self.refused_at.is_none()
    }
}

impl Payment {
    /// The payment with these lines appended.
    pub(crate) fn with_lines(mut self, lines: Vec<Line>) -> Self {
        self.log.extend(lines);
        self
    }

    /// The reservation it is for, if any.
    pub(crate) fn reservation_id(&self) -> Option<&str> {
        self.subject.reservation_id.as_deref()
    }

    /// The gift card purchase it is for, if any.
    pub(crate) fn purchase_id(&self) -> Option<&str> {
        self.subject.purchase_id.as_deref()
    }

    /// The reservation or the purchase it is for.
    pub(crate) fn subject_id(&self) -> &str {
        self.reservation_id().or(self.purchase_id()).unwrap_or_default()
    }

    /// The provider's name.
    pub(crate) fn provider(&self) -> &str {
        &self.provider.name
    }

    /// The provider's reference; set when the payment page is first opened.
    pub(crate) fn reference(&self) -> Option<&str> {
        self.provider.reference.as_deref()
    }

    /// The provider's own payment page, if it has one.
    pub(crate) fn page_url(&self) -> Option<&str> {
        self.provider.page_url.as_deref()
    }

    /// The whole agreement, in minor units.
    pub(crate) fn amount(&self) -> i64 {
        self.amounts.agreed
    }

    /// The part that the restaurant keeps in any case, in minor units.
    pub(crate) fn forfeited(&self) -> i64 {
        self.amounts.forfeited
    }

    /// The part to be paid by card, in minor units.
    pub(crate) fn card_amount(&self) -> i64 {
        self.amounts.card
    }

    /// The ids of the gift card that pays a part, and of its transaction.
    pub(crate) fn gift(&self) -> Option<(&str, &str)> {
        self.gift.card_id.as_deref().zip(self.gift.transaction_id.as_deref())
    }

    /// What a gift card paid, in minor units, the last symbols of its code, and what is left on it.
    pub(crate) fn paid_by_gift_card(&self) -> Option<GiftShare<'_>> {
        let (last_four, left) = self.gift.last_four.as_deref().zip(self.gift.balance)?;
        Some(GiftShare { paid: self.amounts.agreed - self.amounts.card, last_four, left })
    }

    /// The payment deadline, in milliseconds since the epoch.
    pub(crate) fn due_at(&self) -> i64 {
        self.due.at
    }

    /// Whether the payment deadline was extended.
    pub(crate) fn is_extended(&self) -> bool {
        self.due.extended_at.is_some()
    }

    /// Whether no payment is awaited any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.end.closed_at.is_some()
    }

    /// Whether the restaurant has completed it.
    pub(crate) fn is_completed(&self) -> bool {
        self.end.completed_at.is_some()
    }

    /// The most that may be retained, once the booking is cancelled or the payment expired.
    pub(crate) fn keep_max(&self) -> Option<i64> {
        self.end.keep_max
    }

    /// The lines, oldest first.
    pub(crate) fn log(&self) -> &[Line] {
        &self.log
    }

    /// Its supplements, oldest first.
    pub(crate) fn supplements(&self) -> &[Supplement] {
        &self.supplements
    }

    /// The supplement that is to be paid, if any.
    pub(crate) fn open_supplement(&self) -> Option<&Supplement> {
        self.supplements.iter().find(|supplement| supplement.closed_at.is_none())
    }

    /// The orders, oldest first.
    pub(crate) fn orders(&self) -> &[OrderRow] {
        &self.orders
    }

    /// Whether this movement is in the ledger already.
    pub(crate) fn has(&self, kind: &str, reference: &str) -> bool {
        self.log.iter().any(|line| line.kind == kind && line.reference == reference)
    }

    /// The ledger of its lines. A log that contradicts itself is an internal error.
    pub(crate) fn ledger(&self) -> Result<Ledger, Failure> {
        let mut ledger = Ledger::default();
        for line in &self.log {
            let entry = line.entry().ok_or_else(|| inconsistent_log(&self.id, "a line of no kind"))?;
            ledger.add(entry).map_err(|fault| inconsistent_log(&self.id, fault))?;
        }
        Ok(ledger)
    }

    /// What the restaurant holds or can capture, without refunds made or ordered, in minor units.
    pub(crate) fn refundable(&self) -> Result<i64, Failure> {
        let totals = self.ledger()?.totals();
        Ok(totals.captured + totals.charged + totals.open() - self.refunded_or_ordered())
    }

    /// Replaces the agreement; nothing is to be paid for it.
    pub(crate) fn agree(&mut self, agreed: &Agreed, lines: Vec<Line>) {
        let card_amount = match self.kind {
            PaymentType::Guarantee => agreed.amount,
            PaymentType::Payment | PaymentType::None => self.card_amount().min(agreed.amount),
        };
        self.amounts = Amounts { agreed: agreed.amount, card: card_amount, forfeited: agreed.forfeited };
        self.policy = agreed.policy.clone();
        self.terms.clone_from(&agreed.terms);
        self.log.extend(lines);
    }

    pub(crate) fn add(&mut self, supplement: Supplement) {
        self.supplements.push(supplement);
    }

    /// The sum of the open orders of a kind, in minor units.
    fn ordered(&self, kind: &str) -> i64 {
        self.orders
            .iter()
            .filter(|order| order.is_open() && order.kind == kind)
            .map(|order| order.amount)
            .sum()
    }

    /// What was refunded or is ordered to be, in minor units.
    pub(crate) fn refunded_or_ordered(&self) -> i64 {
        let of_kind = |kind: &str| {
            self.log.iter().filter(|line| line.kind == kind).map(|line| line.amount).sum::<i64>()
        };
        of_kind("refunded") + self.ordered("refund")
    }

    /// What of that is for this cause, done since then (in milliseconds since the epoch) or still ordered, in minor
    /// units.
    pub(crate) fn refunded_for(&self, cause: &str, since_ms: i64) -> i64 {
        let is_for = |line: &&Line| line.kind == "refunded" && line.cause == cause && since_ms <= line.at;
        let is_ordered =
            |order: &&OrderRow| order.is_open() && order.kind == "refund" && order.cause == cause;
        let lines = self.log.iter().filter(is_for).map(|line| line.amount);
        lines.chain(self.orders.iter().filter(is_ordered).map(|order| order.amount)).sum()
    }

    /// What came back because the booking was cancelled, or will, in minor units.
    pub(crate) fn refunded_on_cancellation(&self) -> i64 {
        self.refunded_for(cause::CANCELLATION, 0)
    }

    /// What was ever taken, or is authorized to be, in minor units: a deposit, and a fee.
    pub(crate) fn taken(&self) -> Result<i64, Failure> {
        let totals = self.ledger()?.totals();
        Ok(totals.captured + totals.charged + totals.open())
    }

    /// The refunds of a line: how many, and their sum in minor units.
    pub(crate) fn given_back(&self, of_sequence: i64) -> (usize, i64) {
        let refunds = self.log.iter().filter(|line| line.of_sequence == Some(of_sequence));
        refunds.fold((0, 0), |(times, sum), line| (times + 1, sum + line.amount))
    }

    /// The amount that arrived too late and is refunded: of the last late supplement, else of the payment, in minor
    /// units.
    pub(crate) fn late_amount(&self) -> i64 {
        let has_come = |reference: &String| self.has("captured", reference);
        let is_late = |supplement: &&Supplement| {
            supplement.brought.is_none() && supplement.reference.as_ref().is_some_and(has_come)
        };
        self.supplements.iter().rfind(is_late).map_or(self.amount(), |supplement| supplement.amount)
    }

    /// What was charged to the card on file, in minor units.
    pub(crate) fn charged(&self) -> i64 {
        self.log.iter().filter(|line| line.kind == "charged").map(|line| line.amount).sum()
    }
}

/// The internal failure for a log that contradicts itself.
pub(crate) fn inconsistent_log(payment_id: &str, what: impl std::fmt::Display) -> Failure {
    Failure::internal(format!("the log of payment {payment_id}: {what}"))
}

/// The token of the payment page.
pub(crate) fn pay_token(app: &App, payment_id: &str) -> Result<String, Failure> {
    let digest = secret::keyed_digest(&app.environment.root_key, "pay", &[payment_id])?;
    Ok(secret::symbols_of(&digest, 26))
}

/// The address of the payment page.
pub(crate) fn pay_url(app: &App, payment_id: &str) -> Result<String, Failure> {
    Ok(format!("{}/pay/{}", app.environment.public_url, pay_token(app, payment_id)?))
}
