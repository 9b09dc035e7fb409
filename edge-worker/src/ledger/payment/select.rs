//! Reads payments: each comes as one JSON text, with its log, its orders and its supplements.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::platform::app::App;
use crate::platform::db::{RowSets, Statement};
use crate::platform::failure::Failure;

use super::Payment;

/// A payment (`p`) as one JSON text. It is nested, because D1 allows at most 32 arguments for a function.
macro_rules! payment_json {
    () => {
        "json_object(
            'id', p.id, 'restaurant_id', p.restaurant_id, 'subject', json_object('reservation_id', p.reservation_id, 'purchase_id', p.purchase_id),
            'provider', json_object('name', p.provider, 'reference', p.reference, 'page_url', p.page_url),
            'kind', p.kind, 'amounts', json_object('agreed', p.amount, 'card', p.card_amount, 'forfeited', p.forfeited), 'currency', p.currency,
            'policy', json(p.policy), 'terms', p.terms, 'gift', json_object('card_id', p.gift_card_id, 'transaction_id', p.gift_transaction_id,
                'last_four', (SELECT c.last_four FROM gift_cards c WHERE c.id = p.gift_card_id),
                'balance', (SELECT SUM(g.effect) FROM gift_card_log g WHERE g.gift_card_id = p.gift_card_id)),
            'then_status', p.then_status, 'due', json_object('at', p.due_at, 'extended_at', p.extended_at),
            'end', json_object('closed_at', p.closed_at, 'completed_at', p.completed_at, 'keep_max', p.keep_max),
            'supplements', json((SELECT json_group_array(json_object(
                    'id', a.id, 'amount', a.amount, 'policy', json(a.policy), 'terms', a.terms, 'undo', json(a.undo),
                    'sequence', a.sequence, 'reference', a.reference, 'due_at', a.due_at,
                    'extended_at', a.extended_at, 'closed_at', a.closed_at, 'brought', a.brought))
                    FROM payment_raises a WHERE a.payment_id = p.id)),
            'log', json((SELECT json_group_array(json_object(
                    'sequence', l.sequence, 'kind', l.kind, 'tender', l.tender, 'amount', l.amount,
                    'of_sequence', l.of_sequence, 'reference', l.reference, 'cause', l.cause, 'note', l.note, 'at', l.at))
                    FROM payment_log l WHERE l.payment_id = p.id)),
            'orders', json((SELECT json_group_array(json_object(
                    'id', o.id, 'number', o.number, 'kind', o.kind, 'cause', o.cause, 'amount', o.amount, 'of_sequence', o.of_sequence,
                    'done_at', o.done_at, 'refused_at', o.refused_at, 'last_error', o.last_error))
                       FROM payment_orders o WHERE o.payment_id = p.id)))"
    };
}
pub(crate) use payment_json;

/// The statement that selects the payments (`p`) that the condition names; [`Payment::find_all`] reads them.
macro_rules! select_payments {
    ($($condition:expr),+ $(,)?) => {
        concat!(
            "SELECT ", $crate::ledger::payment::payment_json!(), " AS payment FROM payments p WHERE ",
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

#[derive(Deserialize)]
struct PaymentRow {
    payment: String,
}

/// Reads the payment in a [`payment_json`] column; NULL is `None`.
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
    /// Finds a payment by id.
    pub(crate) async fn find(app: &App, id: &str) -> Result<Option<Self>, Failure> {
        let row: Option<PaymentRow> = app.db.first(select(id)).await?;
        row.map(|row| Self::read(&row.payment)).transpose()
    }

    /// Reads all payments of a [`select_payments`] statement.
    pub(crate) async fn find_all(app: &App, select: Statement) -> Result<Vec<Self>, Failure> {
        let rows: Vec<PaymentRow> = app.db.all(select).await?;
        rows.iter().map(|row| Self::read(&row.payment)).collect()
    }

    /// The first payment of the next result set, if it has one.
    pub(crate) fn first(rows: &mut RowSets) -> Result<Option<Self>, Failure> {
        let row: Option<PaymentRow> = rows.first()?;
        row.map(|row| Self::read(&row.payment)).transpose()
    }

    /// Reads a [`payment_json`] text.
    pub(crate) fn read(text: &str) -> Result<Self, Failure> {
        let mut payment: Self = serde_json::from_str(text).map_err(Failure::internal)?;
        payment.log.sort_by_key(|line| line.sequence);
        payment.orders.sort_by_key(|order| order.number);
        payment.supplements.sort_by_key(|supplement| supplement.sequence);
        Ok(payment)
    }
}
