//! Orders to the provider, retried until it answers.
//!
//! An order is written in the batch of its cause and executed afterwards, with its id as the provider's idempotency
//! key: after a crash or a lost answer it is sent again without moving money twice.

use futures_util::future::join_all;
use serde::Deserialize;

use crate::house::retry::{Effect, retry_on_conflict};
use crate::ledger::cause;
use crate::ledger::gift_card;
use crate::ledger::payment::{Payment, inconsistent_log, index, select};
use crate::ledger::posting::{Posting, Remark, difference};
use crate::ledger::refund::enforce_keep_max;
use crate::messages::outbox::{self, MailKind};
use crate::platform::app::App;
use crate::platform::db::{DbError, Statement, Value};
use crate::platform::failure::{Failure, log};
use crate::platform::payment_provider::{Movement, MovementKind, Order, OrderKind, ProviderError};

/// Orders per round, in turns by restaurant.
const ORDERS_MAX: i64 = 60;
/// Rounds per run; the rest in the next one, a minute later.
const ROUNDS_MAX: usize = 4;
/// Orders executed at a time: a Worker waits for at most six connections.
const AT_A_TIME: usize = 6;
/// Claims are leases on one order, longer than a request can take: an order whose run died is executed again, and no
/// attempt is lost.
const LEASE_MS: i64 = 60_000;

const SELECT_DUE: &str = "
    SELECT id FROM (
      SELECT o.id, o.next_attempt_at,
             ROW_NUMBER() OVER (PARTITION BY p.restaurant_id ORDER BY o.next_attempt_at, o.number) AS turn
      FROM payment_orders o JOIN payments p ON p.id = o.payment_id
      WHERE o.next_attempt_at BETWEEN ?1 AND ?2 AND NOT (o.kind = 'refund' AND EXISTS (
        SELECT 1 FROM payment_orders e WHERE e.payment_id = o.payment_id AND e.number < o.number
          AND e.kind = 'refund' AND e.done_at IS NULL AND e.refused_at IS NULL)))
    ORDER BY turn, next_attempt_at LIMIT ?3";

/// Refunds of a payment are executed one after another: a provider that does not echo order ids tells them apart by
/// the earlier ones.
const CLAIM: &str = "
    UPDATE payment_orders SET next_attempt_at = ?1 + ?2, attempts = attempts + 1
    WHERE id = (SELECT o.id FROM payment_orders o
                WHERE o.id = ?3 AND o.next_attempt_at <= ?1 AND NOT (o.kind = 'refund' AND EXISTS (
                  SELECT 1 FROM payment_orders e WHERE e.payment_id = o.payment_id AND e.number < o.number
                    AND e.kind = 'refund' AND e.done_at IS NULL AND e.refused_at IS NULL)))
    RETURNING id, payment_id, kind, amount, cause, note, of_sequence";

const MARK_REFUSED: &str = "
    UPDATE payment_orders SET refused_at = ?2, next_attempt_at = NULL, last_error = ?3
    WHERE id = ?1 AND done_at IS NULL";
/// Backoff doubles: 2, 4, 8 ... minutes, up to about four hours. It never ends, since money is owed.
const MARK_FAILED: &str = "
    UPDATE payment_orders SET last_error = ?3, next_attempt_at = ?2 + 60000 * (1 << min(attempts, 8))
    WHERE id = ?1 AND next_attempt_at IS NOT NULL";

#[derive(Deserialize)]
struct Claimed {
    id: String,
    payment_id: String,
    kind: String,
    amount: i64,
    cause: String,
    note: String,
    of_sequence: Option<i64>,
}

#[derive(Deserialize)]
struct DueRow {
    id: String,
}

/// Executes the orders that are due, not before `since` (in milliseconds since the epoch).
pub(crate) async fn execute_due(app: &App, since: i64) -> Result<(), Failure> {
    for _ in 0..ROUNDS_MAX {
        let values = [since.into(), app.now_ms.into(), ORDERS_MAX.into()];
        let due: Vec<DueRow> = app.db.all(Statement::new(SELECT_DUE, values)).await?;
        let mut is_over = true;
        for some in due.chunks(AT_A_TIME) {
            if app.queries.is_spent() {
                return Ok(());
            }
            for executed in join_all(some.iter().map(|row| execute(app, &row.id))).await {
                is_over &= !executed?;
            }
        }
        // What was not claimed waits for another order, or is another run's.
        if is_over {
            break;
        }
    }
    Ok(())
}

/// Executes one order, if it is still open. Returns whether it was.
pub(crate) async fn execute(app: &App, order_id: &str) -> Result<bool, Failure> {
    let values = [app.now_ms.into(), LEASE_MS.into(), order_id.into()];
    let claimed: Option<Claimed> = match app.db.first(Statement::new(CLAIM, values)).await {
        Ok(claimed) => claimed,
        // The claim may have been committed: the order is due again in a minute.
        Err(DbError::Lost(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let Some(order) = claimed else { return Ok(false) };
    if let Err(failure) = execute_order(app, &order).await {
        log(&format!("order {}: {failure:?}", order.id));
    }
    Ok(true)
}

async fn execute_order(app: &App, order: &Claimed) -> Result<(), Failure> {
    let Some(payment) = Payment::find(app, &order.payment_id).await? else { return Ok(()) };
    let of = payment.log().iter().find(|line| Some(line.sequence) == order.of_sequence);
    // Money from a supplement is refunded under the supplement's own reference.
    let of_supplement = of.and_then(|of| {
        payment.supplements().iter().find(|supplement| supplement.reference.as_ref() == Some(&of.reference))
    });
    let reference = of_supplement.map_or(payment.reference(), |supplement| supplement.reference.as_deref());
    let (Some(provider), Some(reference)) = (app.provider(payment.provider()), reference) else {
        return refuse(app, &payment, order, "no provider knows this payment").await;
    };
    let kind = match order.kind.as_str() {
        "capture" => OrderKind::Capture,
        "release" => OrderKind::Void,
        "charge" => OrderKind::Charge,
        _ => OrderKind::Refund(of.map(|line| line.reference.clone()).unwrap_or_default()),
    };
    let asked = Order {
        id: order.id.clone(),
        kind,
        amount: order.amount,
        currency: payment.currency.clone(),
        payment: reference.to_owned(),
        given_back: order.of_sequence.map(|of| payment.given_back(of)).unwrap_or_default(),
    };
    match provider.execute(app, &asked).await {
        Ok(movement) => write(app, order, &movement).await,
        Err(ProviderError::Declined(why) | ProviderError::Refused(why)) => {
            refuse(app, &payment, order, &why).await
        }
        Err(ProviderError::Unknown(why)) => {
            let values: [Value; 3] = [order.id.as_str().into(), app.now_ms.into(), why.into()];
            app.db.batch(vec![Statement::new(MARK_FAILED, values)]).await?;
            Ok(())
        }
    }
}

/// Marks an order as refused. If the restaurant did not request it, nobody is waiting for the answer: it is reported
/// as a difference.
async fn refuse(app: &App, payment: &Payment, order: &Claimed, why: &str) -> Result<(), Failure> {
    let values: [Value; 3] = [order.id.as_str().into(), app.now_ms.into(), why.into()];
    let mut statements = vec![Statement::new(MARK_REFUSED, values)];
    if order.cause != cause::RESTAURANT {
        let found = format!("an order was refused: {}: {why}", order.id);
        statements.push(difference(app, &order.payment_id, &found));
    }
    // A gift card whose authorized money could not be captured is worth nothing.
    let unpaid = payment.purchase_id().filter(|_| order.kind == "capture");
    statements.extend(unpaid.map(|card_id| gift_card::take_up_to(app, card_id, payment.amount())));
    // The gift card keeps what was to be refunded. Late money never created a card.
    let bought = payment.purchase_id().filter(|_| order.kind == "refund" && order.cause == cause::RESTAURANT);
    statements.extend(bought.map(|card_id| gift_card::keep(app, card_id, &order.id, order.amount)));
    app.db.batch(statements).await?;
    Ok(())
}

/// Records the movement, unless a fetch from the provider already did.
async fn write(app: &App, order: &Claimed, movement: &Movement) -> Result<(), Failure> {
    retry_on_conflict(
        app,
        || vec![select(&order.payment_id)],
        |rows| {
            let payment = Payment::first(rows)?;
            let Some(payment) = payment else { return Ok(Effect { statements: Vec::new(), answer: () }) };
            let mut posting = Posting::new(app, &payment)?;
            let entry_kind = movement.kind.entry_kind(|_| order.of_sequence.and_then(index));
            let entry_kind =
                entry_kind.ok_or_else(|| inconsistent_log(&payment.id, "a refund of nothing"))?;
            if !payment.has(crate::ledger::payment::kind_name(entry_kind), &movement.reference) {
                let remark = Remark { cause: &order.cause, note: &order.note };
                posting.add(entry_kind, movement.amount, &movement.reference, remark)?;
            }
            posting.mark_done(&order.id);
            if let Some(keep_max) = payment.keep_max() {
                enforce_keep_max(app, &payment, &mut posting, keep_max, cause::LATE)?;
            }
            if let (MovementKind::Charged, Some(id)) = (&movement.kind, payment.reservation_id()) {
                posting.push([outbox::about_reservation(app, MailKind::Receipt, id)]);
            }
            Ok(Effect { statements: posting.statements(), answer: () })
        },
    )
    .await
}
