//! What comes back when a booking is called off, by the policy that its guest accepted.

use api::gift_card::TransactionStatus;
use engine::{Happened, Instant, Tender};

use super::books::{Payment, Posting, Remark, cause};
use crate::app::App;
use crate::db::Statement;
use crate::gift_card;
use crate::problem::Failure;
use crate::secret;

/// Who called it off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// The guest: the policy says what comes back.
    Guest,
    /// The restaurant: everything does.
    Restaurant,
}

/// The statements that give back what is to come back. A payment that is not closed yet is given up by the clock: its
/// provider must be told first that no money is wanted any more.
pub(crate) fn statements(
    app: &App,
    payment: &Payment,
    start: Instant,
    by: By,
) -> Result<Vec<Statement>, Failure> {
    if !payment.is_closed() {
        return Ok(Vec::new());
    }
    let fee = match by {
        By::Guest => payment.fee(start, app.now()),
        By::Restaurant => 0,
    };
    let mut posting = Posting::new(app, payment)?;
    let ahead = payment.ledger_ahead()?;
    let kept = ahead.totals().kept();
    let open = ahead.open(Tender::Card) - payment.ordered("capture") - payment.ordered("release");
    // What is only set aside brings the fee first, as far as nothing else was taken.
    let fee_of_open = (fee - kept).clamp(0, open.max(0));
    if 0 < fee_of_open {
        posting.order("capture", fee_of_open, None, cause::CALLED_OFF);
    }
    if fee_of_open < open {
        posting.order("release", open - fee_of_open, None, cause::CALLED_OFF);
    }
    let is_guarantee = ahead.entries().iter().any(|entry| entry.happened == Happened::CardKept);
    let back = if is_guarantee { 0 } else { kept - fee };
    give_back(app, payment, &mut posting, back.max(0), None, cause::CALLED_OFF.into())?;
    Ok(posting.statements())
}

/// Gives `amount` back: what a gift card paid at once, what a card paid by an order. `of` is the one entry that it is to
/// come from, if any.
///
/// # Errors
/// `payment_not_allowed` where not as much is left.
pub(crate) fn give_back(
    app: &App,
    payment: &Payment,
    posting: &mut Posting,
    amount: i64,
    of: Option<usize>,
    remark: Remark,
) -> Result<Vec<String>, Failure> {
    let not_allowed =
        |fault: engine::LedgerFault| Failure::new(api::Code::PaymentNotAllowed, fault.to_string());
    if amount == 0 {
        return Ok(Vec::new());
    }
    let ahead = payment.ledger_ahead()?;
    let parts = match of {
        Some(index) if amount <= ahead.left_of(index).map_err(not_allowed)? => vec![(index, amount)],
        Some(_) => return Err(not_allowed(engine::LedgerFault::MoreThanTaken)),
        None => ahead.refund(amount).map_err(not_allowed)?,
    };
    let mut orders = Vec::new();
    for (index, part) in parts {
        let is_gift =
            ahead.entries().get(index).map(|e| e.happened) == Some(Happened::Captured(Tender::GiftCard));
        match payment.gift().filter(|_| is_gift) {
            Some((card, _)) => {
                let transaction = secret::id();
                posting.add(Happened::Refunded(index), part, &transaction, remark)?;
                let line = gift_card::Line {
                    transaction_id: &transaction,
                    step: 1,
                    status: TransactionStatus::Successful,
                    amount: part,
                    effect: part,
                    reference: &payment.reservation_id,
                };
                posting.also([gift_card::line(app, card, &line)]);
            }
            None => orders.push(posting.order("refund", part, Some(index), remark)),
        }
    }
    Ok(orders)
}
