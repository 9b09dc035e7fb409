//! A payment with its log, as the database has it: its parts, and the sums over them.

mod guest_view;
mod line;
mod select;
mod state;
mod supplement;

use api::basics::status::Status;
use api::configuration::payment_terms::{PaymentSettings, PaymentType};
use engine::Ledger;
use serde::Deserialize;

use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::secret;

pub(crate) use line::{Line, index, kind_name};
pub(crate) use select::{deserialize, payment_json, select, select_payments};
pub(crate) use supplement::{Supplement, Undo};

/// A payment.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Payment {
    pub(crate) id: String,
    pub(crate) restaurant_id: String,
    pub(crate) subject: SubjectIds,
    pub(crate) provider: AtProvider,
    pub(crate) kind: PaymentType,
    pub(crate) amounts: Amounts,
    pub(crate) currency: String,
    /// What the guest accepted.
    pub(crate) policy: PaymentSettings,
    pub(crate) terms: String,
    pub(crate) gift: GiftIds,
    /// Where the booking stands once it is paid.
    pub(crate) then_status: Option<Status>,
    pub(crate) due: Due,
    pub(crate) end: End,
    pub(crate) log: Vec<Line>,
    pub(crate) orders: Vec<OrderRow>,
    pub(crate) supplements: Vec<Supplement>,
}

/// What it is for: a reservation, or else the purchase of a gift card.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct SubjectIds {
    pub(crate) reservation_id: Option<String>,
    pub(crate) purchase_id: Option<String>,
}

/// Whoever moves the money, and what they call the payment.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct AtProvider {
    pub(crate) name: String,
    /// From when its page was opened first.
    pub(crate) reference: Option<String>,
    /// The provider's own page for it, where there is one.
    pub(crate) page_url: Option<String>,
}

/// In minor units.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(crate) struct Amounts {
    /// All that is agreed.
    pub(crate) agreed: i64,
    /// What of it a card is to bring.
    pub(crate) card: i64,
    /// What of it stays the restaurant's whatever happens.
    pub(crate) forfeited: i64,
}

/// The gift card that pays with, and its transaction.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct GiftIds {
    pub(crate) card_id: Option<String>,
    pub(crate) transaction_id: Option<String>,
}

/// In milliseconds since the epoch.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Due {
    /// Until when it is to be paid.
    pub(crate) at: i64,
    /// When that was extended.
    pub(crate) extended_at: Option<i64>,
}

/// In milliseconds since the epoch.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(crate) struct End {
    /// Since when nothing is waited for.
    pub(crate) closed_at: Option<i64>,
    /// Since when the restaurant is done with it.
    pub(crate) completed_at: Option<i64>,
    /// What may be retained at most, in minor units, since the booking was cancelled or given up.
    pub(crate) keep_max: Option<i64>,
}

/// An order, as far as the books care.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct OrderRow {
    pub(crate) id: String,
    pub(crate) number: i64,
    pub(crate) kind: String,
    pub(crate) amount: i64,
    pub(crate) of_sequence: Option<i64>,
    pub(crate) done_at: Option<i64>,
    pub(crate) refused_at: Option<i64>,
    pub(crate) last_error: Option<String>,
}

/// What is agreed.
#[derive(Clone, Debug)]
pub(crate) struct Agreed {
    pub(crate) policy: PaymentSettings,
    pub(crate) terms: String,
    /// All of it, with what is forfeited.
    pub(crate) amount: i64,
    pub(crate) forfeited: i64,
}

impl OrderRow {
    /// Whether it may still happen.
    pub(crate) fn is_open(&self) -> bool {
        self.done_at.is_none() && self.refused_at.is_none()
    }
}

impl Payment {
    /// The same with more lines.
    pub(crate) fn with_lines(mut self, lines: Vec<Line>) -> Self {
        self.log.extend(lines);
        self
    }

    /// The reservation that it is for, if it is for one.
    pub(crate) fn reservation_id(&self) -> Option<&str> {
        self.subject.reservation_id.as_deref()
    }

    /// The purchase of a gift card that it is for, if it is for one.
    pub(crate) fn purchase_id(&self) -> Option<&str> {
        self.subject.purchase_id.as_deref()
    }

    /// The reservation or the purchase that it is for.
    pub(crate) fn subject_id(&self) -> &str {
        self.reservation_id().or(self.purchase_id()).unwrap_or_default()
    }

    /// Whoever moves the money.
    pub(crate) fn provider(&self) -> &str {
        &self.provider.name
    }

    /// The provider's name for it, from when its page was opened first.
    pub(crate) fn reference(&self) -> Option<&str> {
        self.provider.reference.as_deref()
    }

    /// The provider's page for it, where it has one of its own.
    pub(crate) fn page_url(&self) -> Option<&str> {
        self.provider.page_url.as_deref()
    }

    /// All that is agreed, in minor units.
    pub(crate) fn amount(&self) -> i64 {
        self.amounts.agreed
    }

    /// What of it stays the restaurant's whatever happens.
    pub(crate) fn forfeited(&self) -> i64 {
        self.amounts.forfeited
    }

    /// What of it a card is to bring.
    pub(crate) fn card_amount(&self) -> i64 {
        self.amounts.card
    }

    /// The gift card that pays with, and its transaction.
    pub(crate) fn gift(&self) -> Option<(&str, &str)> {
        self.gift.card_id.as_deref().zip(self.gift.transaction_id.as_deref())
    }

    /// Until when it is to be paid, in milliseconds.
    pub(crate) fn due_at(&self) -> i64 {
        self.due.at
    }

    /// Whether the time to pay was put off already.
    pub(crate) fn is_extended(&self) -> bool {
        self.due.extended_at.is_some()
    }

    /// Whether nothing is waited for any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.end.closed_at.is_some()
    }

    /// Whether the restaurant is done with it.
    pub(crate) fn is_completed(&self) -> bool {
        self.end.completed_at.is_some()
    }

    /// What may be kept at most, since the booking was called off or given up.
    pub(crate) fn keep_max(&self) -> Option<i64> {
        self.end.keep_max
    }

    /// The lines, oldest first.
    pub(crate) fn log(&self) -> &[Line] {
        &self.log
    }

    /// What the booking became dearer by, oldest first.
    pub(crate) fn supplements(&self) -> &[Supplement] {
        &self.supplements
    }

    /// The supplement that waits to be paid.
    pub(crate) fn open_supplement(&self) -> Option<&Supplement> {
        self.supplements.iter().find(|supplement| supplement.closed_at.is_none())
    }

    /// The orders, oldest first.
    pub(crate) fn orders(&self) -> &[OrderRow] {
        &self.orders
    }

    /// Whether this movement is in the books already.
    pub(crate) fn has(&self, kind: &str, reference: &str) -> bool {
        self.log.iter().any(|line| line.kind == kind && line.reference == reference)
    }

    /// The sums. A log that contradicts itself is our fault.
    pub(crate) fn ledger(&self) -> Result<Ledger, Failure> {
        let mut ledger = Ledger::default();
        for line in &self.log {
            let entry = line.entry().ok_or_else(|| contradicts(&self.id, "a line of no kind"))?;
            ledger.add(entry).map_err(|fault| contradicts(&self.id, fault))?;
        }
        Ok(ledger)
    }

    /// What the restaurant has or can take, and is not on its way back, in minor units.
    pub(crate) fn in_hand(&self) -> Result<i64, Failure> {
        let totals = self.ledger()?.totals();
        Ok(totals.captured + totals.charged + totals.open() - self.on_its_way_back())
    }

    /// Something else is agreed, and nothing is to be paid for it.
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

    /// It became dearer.
    pub(crate) fn add(&mut self, supplement: Supplement) {
        self.supplements.push(supplement);
    }

    /// Minor units of open orders of a kind.
    fn ordered(&self, kind: &str) -> i64 {
        self.orders
            .iter()
            .filter(|order| order.is_open() && order.kind == kind)
            .map(|order| order.amount)
            .sum()
    }

    /// What was given back or is ordered to be, in minor units.
    pub(crate) fn on_its_way_back(&self) -> i64 {
        let of_kind = |kind: &str| {
            self.log.iter().filter(|line| line.kind == kind).map(|line| line.amount).sum::<i64>()
        };
        of_kind("refunded") + self.ordered("refund")
    }

    /// What was given back of a line: how often, and minor units.
    pub(crate) fn given_back(&self, of_sequence: i64) -> (usize, i64) {
        let refunds = self.log.iter().filter(|line| line.of_sequence == Some(of_sequence));
        refunds.fold((0, 0), |(times, sum), line| (times + 1, sum + line.amount))
    }

    /// What came too late and goes back: the last of it, in minor units.
    pub(crate) fn late_amount(&self) -> i64 {
        let has_come = |reference: &String| self.has("captured", reference);
        let is_late = |supplement: &&Supplement| {
            supplement.brought.is_none() && supplement.reference.as_ref().is_some_and(has_come)
        };
        self.supplements.iter().rfind(is_late).map_or(self.amount(), |supplement| supplement.amount)
    }

    /// What was taken from the card that is kept, in minor units.
    pub(crate) fn charged(&self) -> i64 {
        self.log.iter().filter(|line| line.kind == "charged").map(|line| line.amount).sum()
    }
}

/// That a payment's log contradicts itself: our fault.
pub(crate) fn contradicts(payment_id: &str, what: impl std::fmt::Display) -> Failure {
    Failure::internal(format!("the log of payment {payment_id}: {what}"))
}

/// The token that opens the page on which a payment is paid.
pub(crate) fn pay_token(app: &App, payment_id: &str) -> Result<String, Failure> {
    let digest = secret::keyed_digest(&app.environment.token_secret, "pay", &[payment_id])?;
    Ok(secret::symbols_of(&digest, 26))
}

/// The page on which it is paid.
pub(crate) fn pay_url(app: &App, payment_id: &str) -> Result<String, Failure> {
    Ok(format!("{}/pay/{}", app.environment.public_url, pay_token(app, payment_id)?))
}
