//! The built-in provider: test cards, a payment page of our own, and callbacks. For development and tests; never
//! available in production.
//!
//! It keeps its own ledger and behaves like a real provider: it executes an order once for each key, its banks
//! decline or take their time, and its callbacks come late, twice and in any order, if configured so.

use api::Code;
use api::configuration::payment_terms::PaymentType;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::platform::context::Context;
use crate::platform::db::{DbError, Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::payment_provider::{
    Callback, Intent, Movement, MovementKind, Opened, Order, OrderKind, Page, Provider, ProviderError,
    ProviderPayment,
};
use crate::platform::secret;
use crate::providers::signature;

/// Its name in our ledger.
pub const NAME: &str = "sandbox";

/// How long the slow bank takes.
const SLOW_MS: i64 = 20_000;

/// The built-in provider.
pub struct Sandbox;

/// What a test card does. Pages map its number to this before anything is sent; no card number arrives here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Card {
    /// Pays.
    Good,
    /// Is declined.
    Declined,
    /// Has insufficient funds.
    Empty,
    /// Requires a second factor.
    SecondFactor,
    /// Pays after some seconds.
    Slow,
    /// Can be put on file, and is declined when a fee is charged.
    FeeDeclined,
}

/// The result of trying a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardOutcome {
    /// It paid, or will pay within seconds.
    Paid,
    /// The bank requires a second factor.
    SecondFactor,
    /// The bank declined, with the reason.
    Declined(&'static str),
    /// The payment was cancelled before.
    TooLate,
}

impl Card {
    fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Declined => "declined",
            Self::Empty => "empty",
            Self::SecondFactor => "second_factor",
            Self::Slow => "slow",
            Self::FeeDeclined => "fee_declined",
        }
    }
}

const INSERT_PAYMENT: &str = "
    INSERT OR IGNORE INTO sandbox_payments (reference, payment_id, kind, amount, captures, created_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

const SELECT_PAYMENT: &str = "
    SELECT kind, amount, captures, card, succeeded_at, cancelled_at FROM sandbox_payments WHERE reference = ?1";

const SELECT_MOVEMENTS: &str = "
    SELECT reference, kind, amount, of_reference, key FROM sandbox_movements WHERE sandbox_payment = ?1
    ORDER BY at, reference";

const SUCCEED: &str = "
    UPDATE sandbox_payments SET card = ?2, succeeded_at = ?3
    WHERE reference = ?1 AND succeeded_at IS NULL AND cancelled_at IS NULL";

const CANCEL: &str = "
    UPDATE sandbox_payments SET cancelled_at = ?2
    WHERE reference = ?1 AND succeeded_at IS NULL AND cancelled_at IS NULL";

/// Guards against capturing, voiding or refunding more than there is: the amount is NULL then, which violates NOT
/// NULL and rolls the batch back.
const INSERT_MOVEMENT: &str = "
    INSERT INTO sandbox_movements (reference, sandbox_payment, kind, amount, of_reference, key, at)
    SELECT ?1, ?2, ?3, iif(?4 <= ?8 - COALESCE((
        SELECT SUM(amount) FROM sandbox_movements
        WHERE sandbox_payment = ?2 AND iif(?3 = 'refunded', kind = 'refunded' AND of_reference = ?5,
                                           kind IN ('captured', 'released') AND ?3 <> 'charged')), 0), ?4, NULL),
      ?5, ?6, ?7";

const INSERT_CALLBACK: &str = "INSERT INTO sandbox_callbacks (id, reference, deliver_at) VALUES (?1, ?2, ?3)";

#[derive(Deserialize)]
struct PaymentRow {
    kind: PaymentType,
    amount: i64,
    captures: i64,
    card: Option<String>,
    succeeded_at: Option<i64>,
    cancelled_at: Option<i64>,
}

#[derive(Deserialize)]
struct MovementRow {
    reference: String,
    kind: String,
    amount: i64,
    of_reference: Option<String>,
    key: String,
}

impl MovementRow {
    fn movement(self) -> Movement {
        let kind = match (self.kind.as_str(), self.of_reference) {
            ("refunded", Some(of)) => MovementKind::Refunded(of),
            ("released", _) => MovementKind::Voided,
            ("charged", _) => MovementKind::Charged,
            _ => MovementKind::Captured,
        };
        Movement { kind, amount: self.amount, reference: self.reference, order_id: Some(self.key) }
    }
}

/// The sandbox's state of a payment.
struct SandboxPayment {
    payment: PaymentRow,
    movements: Vec<Movement>,
}

impl SandboxPayment {
    async fn read(context: &Context, reference: &str) -> Result<Self, ProviderError> {
        let select = |sql| Statement::new(sql, [reference.into()]);
        let reads = vec![select(SELECT_PAYMENT), select(SELECT_MOVEMENTS)];
        let mut rows = context.db.read(reads).await.map_err(unknown)?;
        let payment: Option<PaymentRow> = rows.first().map_err(unknown)?;
        let payment = payment.ok_or_else(|| refused("there is no such payment"))?;
        let own: Vec<MovementRow> = rows.all().map_err(unknown)?;
        let mut movements = payment.at_first(reference, context.now_ms);
        movements.extend(own.into_iter().map(MovementRow::movement));
        Ok(Self { payment, movements })
    }

    fn remote(self) -> ProviderPayment {
        ProviderPayment { is_over: self.payment.cancelled_at.is_some(), movements: self.movements }
    }

    /// How much was captured or charged by the movement with this reference.
    fn taken(&self, reference: &str) -> Option<i64> {
        let takes = |movement: &&Movement| {
            matches!(movement.kind, MovementKind::Captured | MovementKind::Charged)
                && movement.reference == reference
        };
        self.movements.iter().find(takes).map(|movement| movement.amount)
    }
}

impl PaymentRow {
    /// What the guest's own payment moved, once the bank is done.
    fn at_first(&self, reference: &str, now_ms: i64) -> Vec<Movement> {
        if self.succeeded_at.is_none_or(|at| now_ms < at) {
            return Vec::new();
        }
        let movement =
            |kind, amount| Movement { kind, amount, reference: reference.to_owned(), order_id: None };
        match self.kind {
            PaymentType::Guarantee => vec![movement(MovementKind::CardOnFile, 0)],
            PaymentType::Payment | PaymentType::None => {
                let reserved = movement(MovementKind::Authorized, self.amount);
                let captured = (self.captures != 0).then(|| movement(MovementKind::Captured, self.amount));
                std::iter::once(reserved).chain(captured).collect()
            }
        }
    }
}

fn unknown(error: impl std::fmt::Display) -> ProviderError {
    ProviderError::Unknown(error.to_string())
}

fn refused(why: &str) -> ProviderError {
    ProviderError::Refused(why.to_owned())
}

/// The secret that signs its callbacks.
pub(crate) fn callback_secret(context: &Context) -> Result<String, Failure> {
    Ok(secret::hex(&secret::keyed_digest(&context.environment.root_key, "sandbox callbacks", &[])?))
}

/// Tries a card; `is_confirmed` after the second factor.
pub(crate) async fn try_card(
    context: &Context,
    reference: &str,
    card: Card,
    is_confirmed: bool,
) -> Result<CardOutcome, ProviderError> {
    match card {
        Card::Declined => return Ok(CardOutcome::Declined("card_declined")),
        Card::Empty => return Ok(CardOutcome::Declined("insufficient_funds")),
        Card::SecondFactor if !is_confirmed => return Ok(CardOutcome::SecondFactor),
        Card::Good | Card::SecondFactor | Card::Slow | Card::FeeDeclined => {}
    }
    let at = context.now_ms + if card == Card::Slow { SLOW_MS } else { 0 };
    let values: [Value; 3] = [reference.into(), card.name().into(), at.into()];
    let mut statements = vec![Statement::new(SUCCEED, values)];
    statements.extend(callbacks(context, reference, at));
    context.db.batch(statements).await.map_err(unknown)?;
    let books = SandboxPayment::read(context, reference).await?;
    Ok(if books.payment.succeeded_at.is_some() { CardOutcome::Paid } else { CardOutcome::TooLate })
}

/// The callbacks of what happens at `at`, sent as configured: see [`crate::platform::environment::SandboxConfig`].
fn callbacks(context: &Context, reference: &str, at: i64) -> Vec<Statement> {
    let manners = context.environment.sandbox;
    let callback = |nth: u8| {
        let nth = i64::from(nth);
        let deliver_at = at + manners.delay_ms * (nth + 1);
        Statement::new(INSERT_CALLBACK, [secret::id().into(), reference.into(), deliver_at.into()])
    };
    (0..manners.copies).map(callback).collect()
}

#[async_trait(?Send)]
impl Provider for Sandbox {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn open(&self, context: &Context, intent: &Intent) -> Result<Opened, ProviderError> {
        let reference = format!("sbx_{}", intent.payment_id);
        let kind = match intent.kind {
            PaymentType::Guarantee => "guarantee",
            PaymentType::Payment | PaymentType::None => "payment",
        };
        let values: [Value; 6] = [
            reference.as_str().into(),
            intent.payment_id.as_str().into(),
            kind.into(),
            intent.amount.into(),
            i64::from(!intent.captures_later).into(),
            context.now_ms.into(),
        ];
        context.db.batch(vec![Statement::new(INSERT_PAYMENT, values)]).await.map_err(unknown)?;
        Ok(Opened { reference, page: Page::Sandbox })
    }

    async fn fetch(&self, context: &Context, reference: &str) -> Result<ProviderPayment, ProviderError> {
        Ok(SandboxPayment::read(context, reference).await?.remote())
    }

    async fn cancel(&self, context: &Context, reference: &str) -> Result<ProviderPayment, ProviderError> {
        let cancel = Statement::new(CANCEL, [reference.into(), context.now_ms.into()]);
        context.db.batch(vec![cancel]).await.map_err(unknown)?;
        let books = SandboxPayment::read(context, reference).await?;
        let is_on_its_way = books.payment.succeeded_at.is_some_and(|at| context.now_ms < at);
        if is_on_its_way { Err(refused("the bank is at it")) } else { Ok(books.remote()) }
    }

    async fn execute(&self, context: &Context, order: &Order) -> Result<Movement, ProviderError> {
        let books = SandboxPayment::read(context, &order.payment).await?;
        if let Some(done) = books.movements.iter().find(|m| m.order_id.as_deref() == Some(order.id.as_str()))
        {
            return Ok(done.clone());
        }
        let PaymentRow { kind, amount, captures, card, .. } = &books.payment;
        let has_card = books.movements.iter().any(|movement| movement.kind == MovementKind::CardOnFile);
        let (name, of, limit) = match &order.kind {
            OrderKind::Capture | OrderKind::Void if *captures == 0 && !books.movements.is_empty() => {
                let name = if order.kind == OrderKind::Capture { "captured" } else { "released" };
                (name, None, *amount)
            }
            OrderKind::Capture | OrderKind::Void => return Err(refused("nothing is authorized")),
            OrderKind::Charge if *kind != PaymentType::Guarantee || !has_card => {
                return Err(refused("no card is kept"));
            }
            OrderKind::Charge if card.as_deref() == Some(Card::FeeDeclined.name()) => {
                return Err(ProviderError::Declined("card_declined".to_owned()));
            }
            OrderKind::Charge => ("charged", None, i64::MAX / 2),
            OrderKind::Refund(of) => {
                let taken = books.taken(of).ok_or_else(|| refused("nothing was taken by that"))?;
                ("refunded", Some(of.as_str()), taken)
            }
        };
        let reference = format!("{}_{}", name.get(..3).unwrap_or(name), order.id);
        let values: [Value; 8] = [
            reference.as_str().into(),
            order.payment.as_str().into(),
            name.into(),
            order.amount.into(),
            Value::or_null(of),
            order.id.as_str().into(),
            context.now_ms.into(),
            limit.into(),
        ];
        let mut statements = vec![Statement::new(INSERT_MOVEMENT, values)];
        statements.extend(callbacks(context, &order.payment, context.now_ms));
        match context.db.batch(statements).await {
            Ok(_) => {}
            Err(DbError::Conflict(columns)) if columns == "sandbox_movements.amount" => {
                return Err(refused("that is more than there is"));
            }
            Err(error) => return Err(unknown(error)),
        }
        let books = SandboxPayment::read(context, &order.payment).await?;
        let done = books.movements.into_iter().find(|m| m.order_id.as_deref() == Some(order.id.as_str()));
        done.ok_or_else(|| unknown("it was not written"))
    }
}

const SELECT_CALLBACKS: &str = "
    SELECT id, reference FROM sandbox_callbacks WHERE deliver_at <= ?1 ORDER BY deliver_at, id LIMIT 50";
const DELETE_CALLBACK: &str = "DELETE FROM sandbox_callbacks WHERE id = ?1";

#[derive(Deserialize)]
struct CallbackRow {
    id: String,
    reference: String,
}

/// The body of a callback.
#[derive(Debug, Serialize, Deserialize)]
struct CallbackBody {
    /// The id of the event, the same for each copy.
    id: String,
    /// The payment.
    reference: String,
}

/// A callback that is due.
pub(crate) struct DueCallback {
    pub(crate) id: String,
    pub(crate) signature: String,
    pub(crate) body: Vec<u8>,
}

/// The callbacks that are due, as a provider would post them.
pub(crate) async fn due_callbacks(context: &Context) -> Result<Vec<DueCallback>, Failure> {
    let select = Statement::new(SELECT_CALLBACKS, [context.now_ms.into()]);
    let mut due = Vec::new();
    for CallbackRow { id, reference } in context.db.all(select).await? {
        let body =
            serde_json::to_vec(&CallbackBody { id: id.clone(), reference }).map_err(Failure::internal)?;
        let signature = signature::sign(&callback_secret(context)?, &body, context.now_ms.div_euclid(1000));
        due.push(DueCallback { id, signature: signature.unwrap_or_default(), body });
    }
    Ok(due)
}

/// The statement that removes a delivered callback.
pub(crate) fn delivered(callback_id: &str) -> Statement {
    Statement::new(DELETE_CALLBACK, [callback_id.into()])
}

/// Verifies and reads a callback of the sandbox.
///
/// # Errors
/// `unauthorized` if the signature is invalid; `malformed_json`.
pub(crate) fn verify_callback(context: &Context, header: &str, body: &[u8]) -> Result<Callback, Failure> {
    signature::verify(&callback_secret(context)?, header, body, context.now_ms.div_euclid(1000)).map_err(
        |fault| Failure::new(Code::Unauthorized, format!("the callback is not signed: {fault:?}")),
    )?;
    let CallbackBody { id, reference } =
        serde_json::from_slice(body).map_err(|error| Failure::new(Code::MalformedJson, error.to_string()))?;
    Ok(Callback { event_id: id, references: vec![reference], payment_id: None })
}
