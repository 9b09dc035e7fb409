//! Refunds when a booking is cancelled, by the policy that its guest accepted; and the limit on what may be retained,
//! whenever money arrives.

use api::money::gift_card::TransactionStatus;
use engine::{EntryKind, Instant, RefundPart, Tender};

use crate::ledger::cause;
use crate::ledger::gift_card;
use crate::ledger::payment::Payment;
use crate::ledger::posting::{Posting, Remark};
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::secret;

/// What the restaurant keeps of what was paid for a cancelled booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// What the policy says: the guest cancels.
    ByPolicy,
    /// Nothing: the restaurant cancels, or nothing was agreed yet.
    Nothing,
}

/// The statements that refund a cancelled booking. If its payment is still awaited, the scheduled job expires it,
/// since the provider must be told first.
pub(crate) fn on_cancellation(
    app: &App,
    payment: &Payment,
    start: Instant,
    kept: Kept,
) -> Result<Vec<Statement>, Failure> {
    let keep_max = match kept {
        Kept::ByPolicy if payment.is_closed() => payment.fee(start, app.now()),
        // A booking that was not paid yet costs nothing to cancel.
        Kept::ByPolicy | Kept::Nothing => 0,
    };
    let mut posting = Posting::new(app, payment)?;
    posting.limit_retained(keep_max);
    if payment.is_closed() {
        enforce_keep_max(app, payment, &mut posting, keep_max, cause::CANCELLATION)?;
    } else {
        // The gift card's part waits for no provider.
        resolve_gift(app, payment, &mut posting, TransactionStatus::Deleted)?;
    }
    Ok(posting.statements())
}

/// Ensures that at most `keep_max` is retained: captures as much of the authorization as is missing, voids the rest,
/// and refunds the excess. Repeating this orders nothing twice.
pub(crate) fn enforce_keep_max(
    app: &App,
    payment: &Payment,
    posting: &mut Posting,
    keep_max: i64,
    cause: &'static str,
) -> Result<(), Failure> {
    let kept = posting.projected()?.totals().retained() + posting.ordered("capture");
    let open = posting.open();
    let missing = (keep_max - kept).clamp(0, open.max(0));
    if 0 < missing {
        posting.order("capture", missing, None, cause);
    }
    if missing < open {
        posting.order("release", open - missing, None, cause);
    }
    // What is ordered to be captured is not counted: it cannot be refunded before it is captured.
    let too_much = posting.projected()?.totals().retained() - keep_max;
    refund_amount(app, payment, posting, too_much.max(0), None, cause.into())?;
    Ok(())
}

/// Refunds `amount`: a gift card's part at once, a card's part by an order. `of` limits the refund to one entry.
/// Returns the ids of the orders.
///
/// # Errors
/// `payment_not_allowed` if less than that is left.
pub(crate) fn refund_amount(
    app: &App,
    payment: &Payment,
    posting: &mut Posting,
    amount: i64,
    of: Option<usize>,
    remark: Remark,
) -> Result<Vec<String>, Failure> {
    let not_allowed =
        |fault: engine::LedgerError| Failure::new(api::Code::PaymentNotAllowed, fault.to_string());
    if amount == 0 {
        return Ok(Vec::new());
    }
    let ahead = posting.projected()?;
    let parts = match of {
        Some(index) if amount <= ahead.left_of(index).map_err(not_allowed)? => {
            vec![RefundPart { entry: index, amount }]
        }
        Some(_) => return Err(not_allowed(engine::LedgerError::ExceedsRemaining)),
        None => ahead.refund(amount).map_err(not_allowed)?,
    };
    let mut orders = Vec::new();
    for RefundPart { entry: index, amount: part } in parts {
        let kind = ahead.entries().get(index).map(|entry| entry.kind);
        match payment.gift().filter(|_| kind == Some(EntryKind::Captured(Tender::GiftCard))) {
            Some((card, _)) => {
                let transaction = secret::id();
                posting.add(EntryKind::Refunded(index), part, &transaction, remark)?;
                let line = gift_card::Line {
                    transaction_id: &transaction,
                    step: 1,
                    status: TransactionStatus::Successful,
                    amount: part,
                    effect: part,
                    reference: payment.subject_id(),
                };
                posting.push([gift_card::line(app, card, &line), gift_card::extend_expiry(app, card)]);
            }
            None => orders.push(posting.order("refund", part, Some(index), remark)),
        }
    }
    Ok(orders)
}

/// Captures or voids what a gift card authorized for this payment, once.
pub(crate) fn resolve_gift(
    app: &App,
    payment: &Payment,
    posting: &mut Posting,
    outcome: TransactionStatus,
) -> Result<(), Failure> {
    let open = posting.ledger().open(Tender::GiftCard);
    let Some((card, transaction)) = payment.gift().filter(|_| 0 < open) else { return Ok(()) };
    let (entry_kind, effect) = match outcome {
        TransactionStatus::Successful => (EntryKind::Captured(Tender::GiftCard), 0),
        TransactionStatus::Deleted | TransactionStatus::Pending => {
            (EntryKind::Voided(Tender::GiftCard), open)
        }
    };
    let cause = if effect == 0 { cause::GUEST } else { cause::EXPIRY };
    posting.add(entry_kind, open, transaction, cause)?;
    let line = gift_card::Line {
        transaction_id: transaction,
        step: 2,
        status: outcome,
        amount: -open,
        effect,
        reference: payment.subject_id(),
    };
    posting.push([gift_card::line(app, card, &line)]);
    Ok(())
}
