//! Appends lines and orders to a payment.
//!
//! Each gets the number after the last one that was seen, so of two postings based on the same state, one violates a
//! key. The engine's [`Ledger`] decides whether a line is allowed.

use api::Code;
use engine::{Entry, EntryKind, Ledger, Tender};

use crate::ledger::payment::{Line, OrderRow, Payment, inconsistent_log, index, kind_name};
use crate::platform::app::App;
use crate::platform::db::follow_ups::FollowUp;
use crate::platform::db::{Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::secret;

const INSERT_LINE: &str = "
    INSERT INTO payment_log (payment_id, sequence, kind, tender, amount, of_sequence, reference, cause, note, at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

const INSERT_ORDER: &str = "
    INSERT INTO payment_orders (id, payment_id, number, kind, amount, of_sequence, cause, note, created_at,
                                next_attempt_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)";

const MARK_DONE: &str = "
    UPDATE payment_orders SET done_at = ?2, next_attempt_at = NULL, last_error = NULL
    WHERE id = ?1 AND done_at IS NULL";

/// The limit can only be lowered.
const LIMIT: &str = "UPDATE payments SET keep_max = min(COALESCE(keep_max, ?2), ?2) WHERE id = ?1";

const INSERT_DIFFERENCE: &str =
    "INSERT OR IGNORE INTO payment_differences (payment_id, found, at) VALUES (?1, ?2, ?3)";

/// The statement that reports to the restaurant what could not be resolved automatically.
pub(crate) fn difference(app: &App, payment_id: &str, found: &str) -> Statement {
    Statement::new(INSERT_DIFFERENCE, [payment_id.into(), found.into(), app.now_ms.into()])
}

const CLOSE: &str = "UPDATE payments SET closed_at = ?2 WHERE id = ?1 AND closed_at IS NULL";

/// Lines and orders to be added to a payment in one batch.
pub(crate) struct Posting<'a> {
    app: &'a App,
    payment: &'a Payment,
    ledger: Ledger,
    /// Open orders: kind, amount, and the index of the entry to be refunded.
    ordered: Vec<(String, i64, Option<usize>)>,
    next_order: i64,
    /// The ids of executed orders.
    done: Vec<String>,
    lines: Vec<Line>,
    statements: Vec<Statement>,
}

/// What is noted with a line or an order.
#[derive(Clone, Copy)]
pub(crate) struct Remark<'a> {
    pub(crate) cause: &'a str,
    pub(crate) note: &'a str,
}

impl<'a> From<&'a str> for Remark<'a> {
    fn from(cause: &'a str) -> Self {
        Self { cause, note: "" }
    }
}

impl<'a> Posting<'a> {
    pub(crate) fn new(app: &'a App, payment: &'a Payment) -> Result<Self, Failure> {
        let ledger = payment.ledger()?;
        let next_order = payment.orders.last().map_or(0, |order| order.number) + 1;
        let open = payment.orders.iter().filter(|order| order.is_open());
        let ordered = open.map(|o| (o.kind.clone(), o.amount, o.of_sequence.and_then(index))).collect();
        let (done, lines, statements) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { app, payment, ledger, ordered, next_order, done, lines, statements })
    }

    /// The lines to be added.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The ledger, including the new lines.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The ledger as it will be when every ordered refund has been executed.
    pub(crate) fn projected(&self) -> Result<Ledger, Failure> {
        let mut ahead = self.ledger.clone();
        for (_, amount, of) in &self.ordered {
            let Some(of) = *of else { continue };
            let entry = Entry { kind: EntryKind::Refunded(of), amount: *amount };
            ahead.add(entry).map_err(|fault| inconsistent_log(&self.payment.id, fault))?;
        }
        Ok(ahead)
    }

    /// The sum of the open orders of a kind, in minor units.
    pub(crate) fn ordered(&self, kind: &str) -> i64 {
        self.ordered.iter().filter(|(ordered, ..)| ordered == kind).map(|(_, amount, _)| amount).sum()
    }

    /// What is authorized, and not yet ordered to be captured or voided.
    pub(crate) fn open(&self) -> i64 {
        self.ledger.open(Tender::Card) - self.ordered("capture") - self.ordered("release")
    }

    /// Marks an order as executed.
    pub(crate) fn mark_done(&mut self, order_id: &str) {
        let done = self.payment.orders.iter().find(|order| order.id == order_id && order.is_open());
        let Some(done) = done.map(|o| (o.kind.clone(), o.amount, o.of_sequence.and_then(index))) else {
            return;
        };
        if let Some(place) = self.ordered.iter().position(|ordered| *ordered == done) {
            self.ordered.remove(place);
        }
        self.done.push(order_id.to_owned());
        let values = [order_id.into(), self.app.now_ms.into()];
        self.statements.push(Statement::new(MARK_DONE, values));
    }

    /// Whether an order is still open, given what is posted here.
    pub(crate) fn is_outstanding(&self, order: &OrderRow) -> bool {
        order.is_open() && !self.done.contains(&order.id)
    }

    /// Adds a line.
    ///
    /// # Errors
    /// `payment_not_allowed` if the ledger does not allow it.
    pub(crate) fn add<'r>(
        &mut self,
        kind: EntryKind,
        amount: i64,
        reference: &str,
        remark: impl Into<Remark<'r>>,
    ) -> Result<(), Failure> {
        let Remark { cause, note } = remark.into();
        let tender_of = |ledger: &Ledger, kind: EntryKind| match kind {
            EntryKind::Authorized(tender) | EntryKind::Captured(tender) | EntryKind::Voided(tender) => tender,
            EntryKind::Refunded(of) => match ledger.entries().get(of).map(|entry| entry.kind) {
                Some(EntryKind::Captured(tender)) => tender,
                _ => Tender::Card,
            },
            EntryKind::Charged | EntryKind::CardOnFile | EntryKind::Expired => Tender::Card,
        };
        self.ledger
            .add(Entry { kind, amount })
            .map_err(|fault| Failure::new(Code::PaymentNotAllowed, fault.to_string()))?;
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let of = match kind {
            EntryKind::Refunded(of) => Some(number(of) + 1),
            _ => None,
        };
        let tender = match tender_of(&self.ledger, kind) {
            Tender::Card => "card",
            Tender::GiftCard => "gift_card",
        };
        let line = Line {
            sequence: number(self.ledger.entries().len()),
            kind: kind_name(kind).to_owned(),
            tender: tender.to_owned(),
            amount,
            of_sequence: of,
            reference: reference.to_owned(),
            cause: cause.to_owned(),
            note: note.to_owned(),
            at: self.app.now_ms,
        };
        self.statements.push(line.insert(&self.payment.id));
        self.lines.push(line);
        Ok(())
    }

    /// Adds an order to the provider; returns its id.
    pub(crate) fn order<'r>(
        &mut self,
        kind: &str,
        amount: i64,
        of: Option<usize>,
        remark: impl Into<Remark<'r>>,
    ) -> String {
        let Remark { cause, note } = remark.into();
        let id = secret::id();
        self.ordered.push((kind.to_owned(), amount, of));
        let of = of.map(|of| i64::try_from(of).unwrap_or(i64::MAX) + 1);
        let values: [Value; 9] = [
            id.as_str().into(),
            self.payment.id.as_str().into(),
            self.next_order.into(),
            kind.into(),
            amount.into(),
            Value::or_null(of),
            cause.into(),
            note.into(),
            self.app.now_ms.into(),
        ];
        self.next_order += 1;
        self.statements.push(Statement::new(INSERT_ORDER, values).then(FollowUp::PaymentOrders));
        id
    }

    /// Closes the payment: no money is awaited any more.
    pub(crate) fn close(&mut self) {
        self.push([Statement::new(CLOSE, [self.payment.id.as_str().into(), self.app.now_ms.into()])]);
    }

    /// Limits what may be retained from now on.
    pub(crate) fn limit_retained(&mut self, keep_max: i64) {
        self.push([Statement::new(LIMIT, [self.payment.id.as_str().into(), keep_max.into()])]);
    }

    /// Reports a difference between the provider's ledger and ours to the restaurant.
    pub(crate) fn report_difference(&mut self, what: &str, reference: &str) {
        self.push([difference(self.app, &self.payment.id, &format!("{what}: {reference}"))]);
    }

    /// Adds other statements to the batch.
    pub(crate) fn push(&mut self, statements: impl IntoIterator<Item = Statement>) {
        self.statements.extend(statements);
    }

    /// All statements to be executed.
    pub(crate) fn statements(self) -> Vec<Statement> {
        self.statements
    }

    /// The new lines, and all statements to be executed.
    pub(crate) fn into_parts(self) -> (Vec<Line>, Vec<Statement>) {
        (self.lines, self.statements)
    }
}

impl Line {
    fn insert(&self, payment_id: &str) -> Statement {
        let values: [Value; 10] = [
            payment_id.into(),
            self.sequence.into(),
            self.kind.as_str().into(),
            self.tender.as_str().into(),
            self.amount.into(),
            Value::or_null(self.of_sequence),
            self.reference.as_str().into(),
            self.cause.as_str().into(),
            self.note.as_str().into(),
            self.at.into(),
        ];
        Statement::new(INSERT_LINE, values)
    }
}
