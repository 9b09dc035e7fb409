//! The provider that is built in: test cards, a payment page of our own, and callbacks. For development and tests; a
//! house that is open to the public never has it.
//!
//! It keeps its books apart from ours, and behaves as real ones do: it does what it is asked once for each key, its banks
//! say no or take their time, and its callbacks come late, twice and in any order, if it is told so.

use api::Code;
use api::slot::PaymentType;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::provider::{
    Intent, Movement, MovementKind, Opened, Order, OrderKind, Page, Provider, ProviderError, Remote,
};
use super::settle::{Event, settle};
use super::signature;
use crate::app::App;
use crate::db::{DbError, Statement, Value};
use crate::problem::Failure;
use crate::secret;

/// Its name in our books.
pub const NAME: &str = "sandbox";

/// How long the slow bank takes.
const SLOW_MS: i64 = 20_000;

/// The built-in provider.
pub struct Sandbox;

/// What a test card does. Pages turn its number into this before anything is sent; no number gets here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Card {
    /// Pays.
    Good,
    /// Is declined.
    Declined,
    /// Has too little on it.
    Empty,
    /// Wants a second factor.
    SecondFactor,
    /// Pays after some seconds.
    Slow,
    /// Can be kept, and is declined when a fee is to be taken.
    FeeDeclined,
}

/// What became of trying a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It paid, or will within seconds.
    Paid,
    /// The bank wants to ask the guest.
    SecondFactor,
    /// The bank said no.
    Declined(&'static str),
    /// The payment had been given up.
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

/// A movement is NULL, which the table refuses, where it would take or give back more than there is.
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
            ("released", _) => MovementKind::Released,
            ("charged", _) => MovementKind::Charged,
            _ => MovementKind::Captured,
        };
        Movement { kind, amount: self.amount, reference: self.reference, order_id: Some(self.key) }
    }
}

/// A payment as the sandbox has it.
struct Books {
    payment: PaymentRow,
    movements: Vec<Movement>,
}

impl Books {
    async fn read(app: &App, reference: &str) -> Result<Self, ProviderError> {
        let select = |sql| Statement::new(sql, [reference.into()]);
        let rows = app.db.batch(vec![select(SELECT_PAYMENT), select(SELECT_MOVEMENTS)]).await;
        let mut rows = rows.map_err(unknown)?.into_iter();
        let payment: Option<PaymentRow> = rows.next().unwrap_or_default().first().map_err(unknown)?;
        let payment = payment.ok_or_else(|| refused("there is no such payment"))?;
        let own: Vec<MovementRow> = rows.next().unwrap_or_default().all().map_err(unknown)?;
        let mut movements = payment.at_first(reference, app.now_ms);
        movements.extend(own.into_iter().map(MovementRow::movement));
        Ok(Self { payment, movements })
    }

    fn remote(self) -> Remote {
        Remote { is_over: self.payment.cancelled_at.is_some(), movements: self.movements }
    }

    /// How much the movement with this reference took.
    fn taken(&self, reference: &str) -> Option<i64> {
        let takes = |movement: &&Movement| {
            matches!(movement.kind, MovementKind::Captured | MovementKind::Charged)
                && movement.reference == reference
        };
        self.movements.iter().find(takes).map(|movement| movement.amount)
    }
}

impl PaymentRow {
    /// What the guest's card brought, once the bank was done.
    fn at_first(&self, reference: &str, now_ms: i64) -> Vec<Movement> {
        if self.succeeded_at.is_none_or(|at| now_ms < at) {
            return Vec::new();
        }
        let movement =
            |kind, amount| Movement { kind, amount, reference: reference.to_owned(), order_id: None };
        match self.kind {
            PaymentType::Guarantee => vec![movement(MovementKind::CardKept, 0)],
            PaymentType::Payment | PaymentType::None => {
                let reserved = movement(MovementKind::Reserved, self.amount);
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

/// What signs its callbacks.
pub(crate) fn callback_secret(app: &App) -> Result<String, Failure> {
    Ok(secret::hex(&secret::keyed_digest(&app.environment.token_secret, "sandbox callbacks", &[])?))
}

/// The guest tries a card; `is_confirmed` once they have given the second factor.
pub(crate) async fn try_card(
    app: &App,
    reference: &str,
    card: Card,
    is_confirmed: bool,
) -> Result<Tried, ProviderError> {
    match card {
        Card::Declined => return Ok(Tried::Declined("card_declined")),
        Card::Empty => return Ok(Tried::Declined("insufficient_funds")),
        Card::SecondFactor if !is_confirmed => return Ok(Tried::SecondFactor),
        Card::Good | Card::SecondFactor | Card::Slow | Card::FeeDeclined => {}
    }
    let at = app.now_ms + if card == Card::Slow { SLOW_MS } else { 0 };
    let values: [Value; 3] = [reference.into(), card.name().into(), at.into()];
    let mut statements = vec![Statement::new(SUCCEED, values)];
    statements.extend(callbacks(app, reference, at));
    app.db.batch(statements).await.map_err(unknown)?;
    let books = Books::read(app, reference).await?;
    Ok(if books.payment.succeeded_at.is_some() { Tried::Paid } else { Tried::TooLate })
}

/// The callback of what happens at `at`, sent as the house was told: see [`crate::app::SandboxManners`].
fn callbacks(app: &App, reference: &str, at: i64) -> Vec<Statement> {
    let manners = app.environment.sandbox;
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

    async fn open(&self, app: &App, intent: &Intent) -> Result<Opened, ProviderError> {
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
            app.now_ms.into(),
        ];
        app.db.batch(vec![Statement::new(INSERT_PAYMENT, values)]).await.map_err(unknown)?;
        Ok(Opened { reference, page: Page::Sandbox })
    }

    async fn look(&self, app: &App, reference: &str) -> Result<Remote, ProviderError> {
        Ok(Books::read(app, reference).await?.remote())
    }

    async fn give_up(&self, app: &App, reference: &str) -> Result<Remote, ProviderError> {
        let cancel = Statement::new(CANCEL, [reference.into(), app.now_ms.into()]);
        app.db.batch(vec![cancel]).await.map_err(unknown)?;
        let books = Books::read(app, reference).await?;
        let is_on_its_way = books.payment.succeeded_at.is_some_and(|at| app.now_ms < at);
        if is_on_its_way { Err(refused("the bank is at it")) } else { Ok(books.remote()) }
    }

    async fn carry_out(&self, app: &App, order: &Order) -> Result<Movement, ProviderError> {
        let books = Books::read(app, &order.payment).await?;
        if let Some(done) = books.movements.iter().find(|m| m.order_id.as_deref() == Some(order.id.as_str()))
        {
            return Ok(done.clone());
        }
        let PaymentRow { kind, amount, captures, card, .. } = &books.payment;
        let has_card = books.movements.iter().any(|movement| movement.kind == MovementKind::CardKept);
        let (name, of, limit) = match &order.kind {
            OrderKind::Capture | OrderKind::Release if *captures == 0 && !books.movements.is_empty() => {
                let name = if order.kind == OrderKind::Capture { "captured" } else { "released" };
                (name, None, *amount)
            }
            OrderKind::Capture | OrderKind::Release => return Err(refused("nothing is set aside")),
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
            app.now_ms.into(),
            limit.into(),
        ];
        let mut statements = vec![Statement::new(INSERT_MOVEMENT, values)];
        statements.extend(callbacks(app, &order.payment, app.now_ms));
        match app.db.batch(statements).await {
            Ok(_) => {}
            Err(DbError::Conflict(columns)) if columns == "sandbox_movements.amount" => {
                return Err(refused("that is more than there is"));
            }
            Err(error) => return Err(unknown(error)),
        }
        let books = Books::read(app, &order.payment).await?;
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

/// What a callback says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Callback {
    /// Of what happened; the same for each copy.
    pub(crate) id: String,
    /// The payment.
    pub(crate) reference: String,
}

/// Posts the callbacks that are due to our own address for them, as a provider would; a failure is tried again.
pub(crate) async fn deliver_callbacks(app: &App) -> Result<(), Failure> {
    let select = Statement::new(SELECT_CALLBACKS, [app.now_ms.into()]);
    let rows = app.db.batch(vec![select]).await?.into_iter().next().unwrap_or_default();
    let due: Vec<CallbackRow> = rows.all()?;
    for row in due {
        let callback = Callback { id: row.id, reference: row.reference };
        let body = serde_json::to_vec(&callback).map_err(Failure::internal)?;
        let header = signature::sign(&callback_secret(app)?, &body, app.now_ms.div_euclid(1000));
        hear(app, &header.unwrap_or_default(), &body).await?;
        app.db.batch(vec![Statement::new(DELETE_CALLBACK, [callback.id.into()])]).await?;
    }
    Ok(())
}

const SELECT_OF_REFERENCE: &str = "
    SELECT id FROM payments WHERE provider = ?1 AND reference = ?2
    UNION ALL SELECT payment_id FROM payment_raises WHERE reference = ?2";

#[derive(Deserialize)]
struct PaymentIdRow {
    id: String,
}

/// Hears a callback: believed if it is signed, and heard once.
///
/// # Errors
/// `unauthorized` where it is not signed by the sandbox, `malformed_json`, `payments_unavailable`.
pub(crate) async fn hear(app: &App, header: &str, body: &[u8]) -> Result<(), Failure> {
    signature::verify(&callback_secret(app)?, header, body, app.now_ms.div_euclid(1000)).map_err(
        |fault| Failure::new(Code::Unauthorized, format!("the callback is not signed: {fault:?}")),
    )?;
    let Callback { id, reference } =
        serde_json::from_slice(body).map_err(|error| Failure::new(Code::MalformedJson, error.to_string()))?;
    let select = Statement::new(SELECT_OF_REFERENCE, [NAME.into(), reference.into()]);
    let rows = app.db.batch(vec![select]).await?.into_iter().next().unwrap_or_default();
    match rows.first::<PaymentIdRow>()? {
        Some(row) => settle(app, &row.id, Some(Event { provider: NAME, id: &id })).await,
        // Told before our own books know the payment: the guest's way back, or the sweep, reads it.
        None => Ok(()),
    }
}
