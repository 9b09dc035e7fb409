//! Expires payments that are overdue or whose booking is gone. The provider is told first, so that no money arrives
//! after the table is free; money that cannot be stopped is refunded when it arrives.

use api::Code;
use api::basics::status::Status;
use api::money::gift_card::TransactionStatus;
use engine::EntryKind;

use crate::booking::rescheduling::restore_seat;
use crate::booking::reservation::Row;
use crate::booking::transition::{self, Visit};
use crate::house::retry::{Effect, retry_on_conflict};
use crate::ledger::cause;
use crate::ledger::payment::{Payment, Supplement};
use crate::ledger::posting::Posting;
use crate::ledger::refund::resolve_gift;
use crate::messages::outbox::MailKind;
use crate::payments::settle;
use crate::payments::subject::{Subject, read_subject};
use crate::payments::supplement;
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::payment_provider::ProviderError;

/// Expires the payment, unless it turns out to be paid. Returns whether tables became free.
///
/// # Errors
/// `payments_unavailable` if the provider cannot be asked; it is tried again later.
pub(crate) async fn expire_payment(app: &App, payment: &Payment) -> Result<bool, Failure> {
    if let Some(supplement) = payment.open_supplement() {
        return expire_supplement(app, payment, supplement).await;
    }
    if let (Some(provider), Some(reference)) = (app.provider(payment.provider()), payment.reference()) {
        let remote = match provider.cancel(app, reference).await {
            Ok(remote) => Some(remote),
            // Money may still arrive; the table is freed all the same.
            Err(ProviderError::Refused(_) | ProviderError::Declined(_)) => None,
            Err(error @ ProviderError::Unknown(_)) => return Err(error.unavailable()),
        };
        if let Some(remote) = remote {
            settle::write(app, &payment.id, &remote, None).await?;
        }
    }
    retry_on_conflict(
        app,
        || Subject::select(&payment.id).into(),
        |rows| {
            let nothing = Effect { statements: Vec::new(), answer: false };
            let Some((payment, subject)) = read_subject(rows)? else { return Ok(nothing) };
            if payment.is_closed() {
                return Ok(nothing);
            }
            let frees = match &subject {
                Subject::Booking(row) => row.status()? == Status::PaymentPending,
                Subject::Purchase(_) => false,
            };
            Ok(Effect { statements: expire(app, &payment, &subject, frees)?, answer: frees })
        },
    )
    .await
}

fn expire(app: &App, payment: &Payment, subject: &Subject, frees: bool) -> Result<Vec<Statement>, Failure> {
    let mut posting = Posting::new(app, payment)?;
    resolve_gift(app, payment, &mut posting, TransactionStatus::Deleted)?;
    match subject {
        Subject::Booking(row) if frees => {
            posting.add(EntryKind::Expired, 0, "", cause::EXPIRY)?;
            posting.push(transition::change_status(
                app,
                &Visit::of(row, &payment.restaurant_id),
                Status::Voided,
                "clock",
                0,
            ));
            posting.push(row.mail(app, MailKind::PaymentExpired));
        }
        Subject::Booking(_) => {}
        // An abandoned purchase gets no mail.
        Subject::Purchase(_) => posting.add(EntryKind::Expired, 0, "", cause::EXPIRY)?,
    }
    posting.limit_retained(0);
    posting.close();
    Ok(posting.statements())
}

/// Expires a supplement that is overdue or whose booking is gone: the party gets its former seat back. Returns
/// whether tables became free.
///
/// # Errors
/// `payments_unavailable` if the provider cannot be asked; it is tried again later.
async fn expire_supplement(app: &App, payment: &Payment, supplement: &Supplement) -> Result<bool, Failure> {
    if let (Some(provider), Some(reference)) = (app.provider(payment.provider()), &supplement.reference) {
        match provider.cancel(app, reference).await {
            // Money may still arrive; the tables are freed all the same.
            Ok(_) | Err(ProviderError::Refused(_) | ProviderError::Declined(_)) => {}
            Err(error @ ProviderError::Unknown(_)) => return Err(error.unavailable()),
        }
        settle::settle(app, &payment.id, None).await?;
    }
    let undone = |outcome: UndoOutcome| {
        retry_on_conflict(
            app,
            || Subject::select(&payment.id).into(),
            move |rows| {
                let nothing = || Ok(Effect { statements: Vec::new(), answer: false });
                let Some((payment, Subject::Booking(row))) = read_subject(rows)? else {
                    return nothing();
                };
                let Some(supplement) = payment.open_supplement().filter(|open| open.id == supplement.id)
                else {
                    return nothing();
                };
                Ok(Effect { statements: undo(app, &payment, *row, supplement, outcome)?, answer: true })
            },
        )
    };
    match undone(UndoOutcome::RestoreSeat).await {
        Err(failure) if failure.code() == Code::Busy => undone(UndoOutcome::KeepChange).await,
        done => done,
    }
}

/// What happens to the seat of a party that did not pay for its change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UndoOutcome {
    /// It gets the former one back.
    RestoreSeat,
    /// It keeps the changed one, because the restaurant has given the former tables to another party.
    KeepChange,
}

fn undo(
    app: &App,
    payment: &Payment,
    mut row: Row,
    supplement: &Supplement,
    outcome: UndoOutcome,
) -> Result<Vec<Statement>, Failure> {
    let mut posting = Posting::new(app, payment)?;
    // This line and the one for the money have the same number, so only one of them is written.
    posting.add(EntryKind::Expired, 0, &supplement.id, cause::EXPIRY)?;
    posting.push([supplement::close(app, supplement, None)]);
    posting.push(supplement::free_held(app, payment, supplement));
    // A seat assigned since takes precedence, and a party that has arrived is not moved.
    let is_expected = matches!(row.status()?, Status::Booked | Status::Reconfirmed | Status::Requested);
    let is_as_left = is_expected && row.seated == supplement.sequence;
    if is_as_left && outcome == UndoOutcome::KeepChange {
        posting.report_difference(
            "a change that is not paid stands, for its old tables are taken",
            &supplement.id,
        );
    } else if is_as_left {
        posting.push(restore_seat(app, &payment.restaurant_id, &mut row, &supplement.undo.stay, "clock"));
        posting.push(row.mail(app, MailKind::ChangeUndone));
    }
    Ok(posting.statements())
}
