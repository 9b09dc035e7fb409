//! A payment with its log, as the database has it, and what follows from it: sums, state, what its guest sees.

use api::payment::{BookingPayment, PaymentState, RefundDeadline};
use api::reservation::Status;
use api::slot::{PaymentSettings, PaymentType};
use engine::{Entry, Happened, Instant, Ledger, Tender};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::app::App;
use crate::db::{Rows, Statement};
use crate::problem::Failure;
use crate::secret;

/// A payment (`p`) as one JSON text. D1 gives a function at most 32 arguments.
macro_rules! payment_json {
    () => {
        "json_object(
            'id', p.id, 'restaurant_id', p.restaurant_id, 'subject', json_array(p.reservation_id, p.purchase_id),
            'provider', json_array(p.provider, p.reference, p.page_url),
            'kind', p.kind, 'amounts', json_array(p.amount, p.card_amount, p.forfeited), 'currency', p.currency,
            'policy', json(p.policy), 'terms', p.terms, 'gift', json_array(p.gift_card_id, p.gift_transaction_id),
            'then_status', p.then_status, 'due', json_array(p.due_at, p.extended_at),
            'ended', json_array(p.closed_at, p.completed_at, p.keep_max),
            'raises', json((SELECT json_group_array(json_object(
                    'id', a.id, 'amount', a.amount, 'policy', json(a.policy), 'terms', a.terms, 'undo', json(a.undo),
                    'sequence', a.sequence, 'reference', a.reference, 'due_at', a.due_at,
                    'extended_at', a.extended_at, 'closed_at', a.closed_at, 'brought', a.brought))
                    FROM payment_raises a WHERE a.payment_id = p.id)),
            'log', json((SELECT json_group_array(json_array(l.sequence, l.kind, l.tender, l.amount, l.of_sequence,
                                                       l.reference, l.cause, l.note, l.at))
                    FROM payment_log l WHERE l.payment_id = p.id)),
            'orders', json((SELECT json_group_array(json_array(o.id, o.number, o.kind, o.amount, o.of_sequence,
                                                          o.done_at, o.refused_at, o.last_error))
                       FROM payment_orders o WHERE o.payment_id = p.id)))"
    };
}
pub(crate) use payment_json;

/// The statement that selects the payments (`p`) that the condition names; [`Payment::from_rows`] reads them.
macro_rules! select_payments {
    ($($condition:expr),+ $(,)?) => {
        concat!(
            "SELECT ", $crate::payment::books::payment_json!(), " AS payment FROM payments p WHERE ",
            $($condition),+
        )
    };
}
pub(crate) use select_payments;

const SELECT_PAYMENT: &str = select_payments!("p.id = ?1");

/// The statement that reads one payment.
pub(crate) fn select(payment_id: &str) -> Statement {
    Statement::new(SELECT_PAYMENT, [payment_id.into()])
}

/// A payment.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Payment {
    pub(crate) id: String,
    pub(crate) restaurant_id: String,
    /// The reservation, or else the purchase, that it is for.
    pub(super) subject: (Option<String>, Option<String>),
    /// Whoever moves the money, their name for it, and their page for it if they have one.
    pub(super) provider: (String, Option<String>, Option<String>),
    pub(crate) kind: PaymentType,
    /// All that is agreed, what of it a card is to bring, and what of it is forfeited.
    pub(super) amounts: (i64, i64, i64),
    pub(crate) currency: String,
    /// What the guest accepted.
    pub(crate) policy: PaymentSettings,
    pub(crate) terms: String,
    /// The gift card and its transaction.
    pub(super) gift: (Option<String>, Option<String>),
    /// Where the booking stands once it is paid.
    pub(crate) then_status: Option<Status>,
    /// Until when it is to be paid, in milliseconds; when that was put off.
    pub(super) due: (i64, Option<i64>),
    /// Since when nothing is waited for; since when the restaurant is done with it; what may be kept at most.
    pub(super) ended: (Option<i64>, Option<i64>, Option<i64>),
    pub(super) log: Vec<Line>,
    pub(super) orders: Vec<OrderRow>,
    pub(super) raises: Vec<Raise>,
}

/// A line of the log.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Line {
    pub(crate) sequence: i64,
    pub(crate) kind: String,
    pub(crate) tender: String,
    pub(crate) amount: i64,
    pub(crate) of_sequence: Option<i64>,
    pub(crate) reference: String,
    pub(crate) cause: String,
    pub(crate) note: String,
    pub(crate) at: i64,
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

impl Raise {
    /// Whether it can still be paid, where its reservation stands so.
    pub(crate) fn is_payable(&self, status: Status) -> bool {
        self.closed_at.is_none() && engine::Status::from(status).keeps_tables()
    }
}

impl OrderRow {
    /// Whether it may still happen.
    pub(crate) fn is_open(&self) -> bool {
        self.done_at.is_none() && self.refused_at.is_none()
    }
}

/// What a booking became dearer by, after it was paid.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Raise {
    pub(crate) id: String,
    /// Minor units that a card is to bring.
    pub(crate) amount: i64,
    /// What is agreed once it is paid.
    pub(crate) policy: PaymentSettings,
    pub(crate) terms: String,
    /// Where the party goes back to if it is not.
    pub(crate) undo: super::raise::Undo,
    /// The number of the reservation's last line when it became dearer.
    pub(crate) sequence: i64,
    /// The provider's name for it.
    pub(crate) reference: Option<String>,
    /// Until when it is to be paid, in milliseconds; when that was put off.
    pub(crate) due_at: i64,
    pub(crate) extended_at: Option<i64>,
    pub(crate) closed_at: Option<i64>,
    /// Minor units that it brought; nothing where it was given up.
    pub(crate) brought: Option<i64>,
}

#[derive(Deserialize)]
struct PaymentRow {
    payment: String,
}

/// Reads the payment in a column of [`payment_json`], where there is one.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Box<Payment>>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let read = |text: String| {
        Payment::read(&text).map(Box::new).map_err(|failure| D::Error::custom(format!("{failure:?}")))
    };
    text.map(read).transpose()
}

impl Payment {
    /// The same with more lines.
    pub(crate) fn with_lines(mut self, lines: Vec<Line>) -> Self {
        self.log.extend(lines);
        self
    }

    /// Reads the payments of [`select_payments`].
    pub(crate) fn from_rows(rows: Rows) -> Result<Vec<Self>, Failure> {
        rows.all::<PaymentRow>()?.iter().map(|row| Self::read(&row.payment)).collect()
    }

    /// Reads the text of [`payment_json`].
    pub(crate) fn read(text: &str) -> Result<Self, Failure> {
        let mut payment: Self = serde_json::from_str(text).map_err(Failure::internal)?;
        payment.log.sort_by_key(|line| line.sequence);
        payment.orders.sort_by_key(|order| order.number);
        payment.raises.sort_by_key(|raise| raise.sequence);
        Ok(payment)
    }

    /// The reservation that it is for, if it is for one.
    pub(crate) fn reservation_id(&self) -> Option<&str> {
        self.subject.0.as_deref()
    }

    /// The purchase of a gift card that it is for, if it is for one.
    pub(crate) fn purchase_id(&self) -> Option<&str> {
        self.subject.1.as_deref()
    }

    /// The reservation or the purchase that it is for.
    pub(crate) fn subject_id(&self) -> &str {
        self.subject.0.as_deref().or(self.subject.1.as_deref()).unwrap_or_default()
    }

    /// Whoever moves the money.
    pub(crate) fn provider(&self) -> &str {
        &self.provider.0
    }

    /// The provider's name for it, from when its page was opened first.
    pub(crate) fn reference(&self) -> Option<&str> {
        self.provider.1.as_deref()
    }

    /// The provider's page for it, where it has one of its own.
    pub(crate) fn page_url(&self) -> Option<&str> {
        self.provider.2.as_deref()
    }

    /// All that is agreed, in minor units.
    pub(crate) fn amount(&self) -> i64 {
        self.amounts.0
    }

    /// What of it stays the restaurant's whatever happens.
    pub(crate) fn forfeited(&self) -> i64 {
        self.amounts.2
    }

    /// What of it a card is to bring.
    pub(crate) fn card_amount(&self) -> i64 {
        self.amounts.1
    }

    /// The gift card that pays with, and its transaction.
    pub(crate) fn gift(&self) -> Option<(&str, &str)> {
        self.gift.0.as_deref().zip(self.gift.1.as_deref())
    }

    /// Until when it is to be paid, in milliseconds.
    pub(crate) fn due_at(&self) -> i64 {
        self.due.0
    }

    /// Whether the time to pay was put off already.
    pub(crate) fn is_extended(&self) -> bool {
        self.due.1.is_some()
    }

    /// Whether nothing is waited for any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.ended.0.is_some()
    }

    /// Whether the restaurant is done with it.
    pub(crate) fn is_completed(&self) -> bool {
        self.ended.1.is_some()
    }

    /// What may be kept at most, since the booking was called off or given up.
    pub(crate) fn keep_max(&self) -> Option<i64> {
        self.ended.2
    }

    /// The lines, oldest first.
    pub(crate) fn log(&self) -> &[Line] {
        &self.log
    }

    /// What the booking became dearer by, oldest first.
    pub(crate) fn raises(&self) -> &[Raise] {
        &self.raises
    }

    /// The raise that waits to be paid.
    pub(crate) fn open_raise(&self) -> Option<&Raise> {
        self.raises.iter().find(|raise| raise.closed_at.is_none())
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
    pub(super) fn agree(&mut self, agreed: &super::change::Agreed, lines: Vec<Line>) {
        let card_amount = match self.kind {
            PaymentType::Guarantee => agreed.amount,
            PaymentType::Payment | PaymentType::None => self.card_amount().min(agreed.amount),
        };
        self.amounts = (agreed.amount, card_amount, agreed.forfeited);
        self.policy = agreed.policy.clone();
        self.terms.clone_from(&agreed.terms);
        self.log.extend(lines);
    }

    /// It became dearer.
    pub(crate) fn add(&mut self, raise: Raise) {
        self.raises.push(raise);
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
        let is_late =
            |raise: &&Raise| raise.brought.is_none() && raise.reference.as_ref().is_some_and(has_come);
        self.raises.iter().rfind(is_late).map_or(self.amount(), |raise| raise.amount)
    }

    /// The start by which deadlines are counted: of a change that is not paid yet, that of before.
    fn start_agreed(&self, start: Instant) -> Instant {
        self.open_raise().map_or(start, |raise| Instant(raise.undo.stay.starts))
    }

    /// What was taken from the card that is kept, in minor units.
    pub(crate) fn charged(&self) -> i64 {
        self.log.iter().filter(|line| line.kind == "charged").map(|line| line.amount).sum()
    }

    /// Whether the card has brought what it was to bring: the money, or itself.
    pub(crate) fn is_secured(&self, ledger: &Ledger) -> bool {
        let entries = ledger.entries().iter();
        match self.kind {
            PaymentType::Guarantee => entries.clone().any(|entry| entry.happened == Happened::CardKept),
            // What was set aside and went free again before anything was taken has not come.
            PaymentType::Payment | PaymentType::None => {
                let of = |happened| {
                    entries.clone().filter(|e| e.happened == happened).map(|e| e.amount).sum::<i64>()
                };
                let is_taken = 0 < of(Happened::Captured(Tender::Card));
                let freed = if is_taken { 0 } else { of(Happened::Released(Tender::Card)) };
                self.card_amount() <= of(Happened::Reserved(Tender::Card)) - freed
            }
        }
    }

    /// Where it stands.
    pub(crate) fn state(&self) -> Result<PaymentState, Failure> {
        let ledger = self.ledger()?;
        let totals = ledger.totals();
        let refunded = totals.refunded_captured + totals.refunded_charged;
        // A raise that was not paid leaves what was agreed before.
        let has_expired = self.log.iter().any(|line| line.kind == "expired" && line.reference.is_empty());
        Ok(if 0 < refunded {
            if totals.kept() == 0 { PaymentState::Refunded } else { PaymentState::PartiallyRefunded }
        } else if 0 < totals.charged {
            PaymentState::Charged
        } else if 0 < totals.captured && self.is_secured(&ledger) {
            PaymentState::Paid
        } else if has_expired {
            PaymentState::Expired
        } else if !self.is_closed() || (self.amount() == 0 && self.open_raise().is_some()) {
            PaymentState::Pending
        } else if self.kind == PaymentType::Guarantee && self.is_secured(&ledger) && !self.is_completed() {
            PaymentState::Guaranteed
        } else if 0 < totals.open() && self.is_secured(&ledger) {
            PaymentState::Reserved
        } else {
            PaymentState::Cancelled
        })
    }

    /// What calling off at `now` costs of what is agreed.
    pub(crate) fn fee(&self, start: Instant, now: Instant) -> i64 {
        let start = self.start_agreed(start);
        self.forfeited() + self.policy.policy().kept(self.amount() - self.forfeited(), start, now)
    }

    /// The payment of a booking as its guest sees it; `booking_status` is where the reservation stands.
    pub(crate) fn booking_payment(
        &self,
        app: &App,
        start: Instant,
        booking_status: Status,
    ) -> Result<BookingPayment, Failure> {
        let state = self.state()?;
        let is_due = booking_status == Status::PaymentPending && !self.is_closed();
        let deadline = |(until, percent): (Instant, u8)| RefundDeadline { until: until.into(), percent };
        let seen = BookingPayment {
            booking_status: Some(booking_status),
            refunds: self.policy.policy().deadlines(self.start_agreed(start)).map(deadline).collect(),
            fee_now: self.fee_now(state, self.fee(start, app.now()))?,
            ..self.seen(app, is_due)?
        };
        match self.open_raise().filter(|raise| raise.is_payable(booking_status)) {
            Some(raise) => Ok(BookingPayment {
                to_pay: raise.amount,
                pay_url: Some(pay_url(app, &raise.id)?),
                due_at: Some(api::Timestamp::of_millis(raise.due_at)),
                ..seen
            }),
            None => Ok(seen),
        }
    }

    /// What a booking became dearer by, as whoever pays it sees it: a payment of its own.
    pub(crate) fn raise_seen(
        &self,
        app: &App,
        raise: &Raise,
        status: Status,
    ) -> Result<BookingPayment, Failure> {
        let is_due = raise.is_payable(status);
        let state = match raise.brought {
            Some(_) => PaymentState::Paid,
            None if is_due => PaymentState::Pending,
            None => PaymentState::Expired,
        };
        Ok(BookingPayment {
            state,
            booking_status: Some(status),
            amount: raise.amount,
            gift_card_amount: 0,
            to_pay: if is_due { raise.amount } else { 0 },
            refunded: 0,
            terms: raise.terms.clone(),
            due_at: is_due.then(|| api::Timestamp::of_millis(raise.due_at)),
            pay_url: is_due.then(|| pay_url(app, &raise.id)).transpose()?,
            ..self.seen(app, false)?
        })
    }

    /// What calling off costs now, of what there is: `fee` by what was agreed.
    fn fee_now(&self, state: PaymentState, fee: i64) -> Result<i64, Failure> {
        Ok(match state {
            PaymentState::Guaranteed => fee,
            PaymentState::Paid | PaymentState::Reserved | PaymentState::PartiallyRefunded => {
                fee.min(self.in_hand()?)
            }
            PaymentState::Pending
            | PaymentState::Charged
            | PaymentState::Refunded
            | PaymentState::Cancelled
            | PaymentState::Expired => 0,
        })
    }

    /// As whoever pays it sees it, whatever it is for.
    pub(crate) fn seen(&self, app: &App, is_due: bool) -> Result<BookingPayment, Failure> {
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

impl Line {
    /// Its place among the engine's entries, which are numbered from 0.
    pub(crate) fn index(&self) -> Option<usize> {
        index(self.sequence)
    }

    /// As the engine has it.
    fn entry(&self) -> Option<Entry> {
        let tender = if self.tender == "card" { Tender::Card } else { Tender::GiftCard };
        let happened = match self.kind.as_str() {
            "reserved" => Happened::Reserved(tender),
            "captured" => Happened::Captured(tender),
            "released" => Happened::Released(tender),
            "charged" => Happened::Charged,
            "refunded" => Happened::Refunded(self.of_sequence.and_then(index)?),
            "card_kept" => Happened::CardKept,
            "expired" => Happened::Expired,
            _ => return None,
        };
        Some(Entry { happened, amount: self.amount })
    }
}

/// Lines are numbered from 1 on, entries from 0.
pub(super) fn index(sequence: i64) -> Option<usize> {
    usize::try_from(sequence).ok()?.checked_sub(1)
}

pub(super) fn contradicts(payment_id: &str, what: impl std::fmt::Display) -> Failure {
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

/// Its name in the log.
pub(crate) fn kind(happened: Happened) -> &'static str {
    match happened {
        Happened::Reserved(_) => "reserved",
        Happened::Captured(_) => "captured",
        Happened::Released(_) => "released",
        Happened::Charged => "charged",
        Happened::Refunded(_) => "refunded",
        Happened::CardKept => "card_kept",
        Happened::Expired => "expired",
    }
}
