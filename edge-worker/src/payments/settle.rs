//! Applies what the provider reports to our ledger and to the reservation.
//!
//! Callbacks, the redirect from the payment page, the scheduled jobs and the hourly sweep all end here: they say that
//! something may have happened, and this reads what has. So their number, delay and order do not matter.
//!
//! Money for a booking that waits for it confirms the booking. Money for a booking that is gone is refunded.

use api::basics::status::Status;
use api::configuration::payment_terms::PaymentType;
use api::money::gift_card::TransactionStatus;
use engine::EntryKind;
use serde::Deserialize;

use crate::booking::transition::{self, Visit};
use crate::house::retry::{Effect, retry_on_conflict};
use crate::ledger::cause;
use crate::ledger::gift_card;
use crate::ledger::payment::{Line, OrderRow, Payment, index};
use crate::ledger::posting::Posting;
use crate::ledger::refund::{enforce_keep_max, resolve_gift};
use crate::messages::outbox::{self, MailKind};
use crate::payments::subject::{Subject, read_subject};
use crate::payments::supplement;
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::payment_provider::{Movement, MovementKind, Provider, ProviderError, ProviderPayment};

const SELECT_EVENT: &str = "SELECT id FROM provider_events WHERE provider = ?1 AND id = ?2";
const INSERT_EVENT: &str = "INSERT INTO provider_events (provider, id, at) VALUES (?1, ?2, ?3)";

/// The longest time between a fetch and the write that is based on it.
const SETTLING_MS: i64 = 10 * 60_000;

/// A callback's event, by which the provider says that something may have happened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event<'a> {
    pub(crate) provider: &'a str,
    pub(crate) id: &'a str,
}

#[derive(Deserialize)]
struct EventRow {}

/// Reads the payment at its provider, and updates our ledger to match.
///
/// # Errors
/// `payments_unavailable` if the provider cannot be asked.
pub(crate) async fn settle(app: &App, payment_id: &str, event: Option<Event<'_>>) -> Result<(), Failure> {
    let Some(payment) = Payment::find(app, payment_id).await? else { return Ok(()) };
    let Some(provider) = app.provider(payment.provider()) else { return Ok(()) };
    match look(app, provider, &payment).await? {
        Some(remote) => write(app, payment_id, &remote, event).await,
        None => Ok(()),
    }
}

/// What the provider has of a payment and its supplements; `None` if it knows none of them.
async fn look(
    app: &App,
    provider: &dyn Provider,
    payment: &Payment,
) -> Result<Option<ProviderPayment>, Failure> {
    let mut seen: Option<ProviderPayment> = None;
    let supplements = payment.supplements().iter().filter_map(|supplement| supplement.reference.as_deref());
    for reference in payment.reference().into_iter().chain(supplements) {
        let remote = provider.fetch(app, reference).await.map_err(ProviderError::unavailable)?;
        match &mut seen {
            Some(seen) => seen.movements.extend(remote.movements),
            None => seen = Some(remote),
        }
    }
    Ok(seen)
}

/// Updates our ledger to match the provider's state.
pub(crate) async fn write(
    app: &App,
    payment_id: &str,
    remote: &ProviderPayment,
    event: Option<Event<'_>>,
) -> Result<(), Failure> {
    let reads = || {
        let event = event.unwrap_or(Event { provider: "", id: "" });
        let select_event = Statement::new(SELECT_EVENT, [event.provider.into(), event.id.into()]);
        Subject::select(payment_id).into_iter().chain([select_event]).collect()
    };
    retry_on_conflict(app, reads, |rows| {
        let Some((payment, subject)) = read_subject(rows)? else { return Ok(nothing()) };
        let is_known = rows.first::<EventRow>()?.is_some();
        let mut statements = if is_known { Vec::new() } else { decide(app, &payment, &subject, remote)? };
        if let (false, Some(Event { provider, id })) = (is_known, event) {
            statements.push(Statement::new(INSERT_EVENT, [provider.into(), id.into(), app.now_ms.into()]));
        }
        Ok(Effect { statements, answer: () })
    })
    .await
}

fn nothing() -> Effect<()> {
    Effect { statements: Vec::new(), answer: () }
}

fn decide(
    app: &App,
    payment: &Payment,
    subject: &Subject,
    remote: &ProviderPayment,
) -> Result<Vec<Statement>, Failure> {
    let was_secured = payment.is_secured(&payment.ledger()?);
    let mut posting = Posting::new(app, payment)?;
    let echoes_order_ids = app.provider(payment.provider()).is_none_or(Provider::echoes_order_ids);
    for movement in &remote.movements {
        let is_ours = record_movement(payment, &mut posting, movement, echoes_order_ids)?;
        // Money refunded at the provider directly can no longer be redeemed.
        if let (false, Subject::Purchase(row), MovementKind::Refunded(_)) = (is_ours, subject, &movement.kind)
        {
            posting.push([gift_card::take_up_to(app, &row.id, movement.amount)]);
            posting.report_difference("a gift card was paid back at the provider's", &movement.reference);
        }
    }
    for line in payment.log() {
        // A line written a moment ago may be newer than the fetch.
        let is_settled = line.at < app.now_ms - SETTLING_MS;
        let is_there = || remote.movements.iter().any(|movement| movement.reference == line.reference);
        if line.kind == "refunded" && line.tender == "card" && is_settled && !is_there() {
            posting.report_difference("a refund that the provider does not have", &line.reference);
        }
    }
    let is_secured = payment.is_secured(posting.ledger());
    if is_secured && !was_secured {
        on_secured(app, payment, subject, &mut posting)?;
    }
    if let Subject::Booking(row) = subject {
        supplement::settle_supplements(app, payment, row, &mut posting)?;
    }
    if let Some(keep_max) = payment.keep_max() {
        enforce_keep_max(app, payment, &mut posting, keep_max, cause::LATE)?;
    }
    Ok(posting.statements())
}

/// Records a movement in the ledger, once. Returns false only for a movement that is new to us and was not ordered. A
/// movement that contradicts our ledger is reported to the restaurant as a difference.
fn record_movement(
    payment: &Payment,
    posting: &mut Posting,
    movement: &Movement,
    echoes_order_ids: bool,
) -> Result<bool, Failure> {
    let Movement { kind, amount, reference, order_id } = movement;
    let of = |taken: &str| -> Option<usize> {
        let is_taken = |line: &&Line| {
            line.reference == taken
                && line.tender == "card"
                && ["captured", "charged"].contains(&line.kind.as_str())
        };
        // The refunded movement may be part of the same fetch, and so be among the new lines.
        payment.log().iter().chain(posting.lines()).find(is_taken).and_then(Line::index)
    };
    let Some(entry_kind) = kind.entry_kind(of) else {
        posting.report_difference("a refund of what is not in our books", reference);
        return Ok(true);
    };
    if payment.has(crate::ledger::payment::kind_name(entry_kind), reference) {
        return Ok(true);
    }
    let order = payment.orders().iter().find(|order| Some(&order.id) == order_id.as_ref());
    // If the provider does not echo order ids, a refund is matched to an open order by its amount and its capture.
    let order = order.or_else(|| {
        let nameless =
            |order: &&OrderRow| matches_order(order, entry_kind, *amount) && posting.is_outstanding(order);
        if echoes_order_ids { None } else { payment.orders().iter().find(nameless) }
    });
    if order.is_some_and(|order| order.done_at.is_some()) {
        posting.report_difference("an order was carried out twice", reference);
    }
    let cause = match order {
        Some(_) => cause::RESTAURANT,
        None if matches!(
            kind,
            MovementKind::Authorized | MovementKind::Captured | MovementKind::CardOnFile
        ) =>
        {
            cause::GUEST
        }
        None => cause::PROVIDER,
    };
    if posting.add(entry_kind, *amount, reference, cause).is_err() {
        posting.report_difference("more moved than our books allow", reference);
        return Ok(true);
    }
    if let Some(order) = order {
        posting.mark_done(&order.id);
    }
    Ok(order.is_some())
}

/// Whether a refund matches an order.
fn matches_order(order: &OrderRow, entry_kind: EntryKind, amount: i64) -> bool {
    let EntryKind::Refunded(of) = entry_kind else { return false };
    order.amount == amount && order.of_sequence.and_then(index) == Some(of)
}

/// The card's part has arrived: the money, or the card on file.
/// However late it is paid, the restaurant has this long to answer a request, or until the guests come.
const ANSWER_MINUTES_MIN: i64 = 60;

const LEAVE_TIME_TO_ANSWER: &str = "
    UPDATE reservations SET answer_by = min(starts, max(answer_by, ?2)) WHERE id = ?1";

fn on_secured(app: &App, payment: &Payment, subject: &Subject, posting: &mut Posting) -> Result<(), Failure> {
    if payment.keep_max().is_some() {
        // The booking is gone, so the money is refunded.
        resolve_gift(app, payment, posting, TransactionStatus::Deleted)?;
        match subject {
            Subject::Booking(row) if payment.kind != PaymentType::Guarantee => {
                posting.push(row.mail(app, MailKind::MoneyReturned));
            }
            Subject::Booking(_) => {}
            Subject::Purchase(row) => posting.push([row.outbox(app, MailKind::MoneyReturned, app.now_ms)]),
        }
    } else {
        match subject {
            Subject::Booking(row) if row.status()? == Status::PaymentPending => {
                let then_status = payment.then_status.unwrap_or(Status::Booked);
                posting.push(transition::change_status(
                    app,
                    &Visit::of(row, &payment.restaurant_id),
                    then_status,
                    "payment",
                    0,
                ));
                posting.push([outbox::about_reservation(app, MailKind::Confirmation, &row.id)]);
                if then_status == Status::Requested {
                    let soonest = app.now().plus(ANSWER_MINUTES_MIN).0;
                    posting.push([Statement::new(
                        LEAVE_TIME_TO_ANSWER,
                        [row.id.as_str().into(), soonest.into()],
                    )]);
                }
            }
            Subject::Booking(_) => {}
            Subject::Purchase(row) => posting.push(row.make_card(app)?),
        }
        resolve_gift(app, payment, posting, TransactionStatus::Successful)?;
        let captures_at_once = app.provider(payment.provider()).is_none_or(Provider::captures_at_once);
        if !captures_at_once && !payment.policy.capture_later && 0 < posting.open() {
            posting.order("capture", posting.open(), None, cause::GUEST);
        }
    }
    posting.close();
    Ok(())
}
