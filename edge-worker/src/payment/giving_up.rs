//! A payment that nobody waits for any more: its time ran out, or its booking is gone. The provider is told first, so that
//! no money comes after the table is free; where it cannot be held back, it goes back when it comes.

use api::gift_card::TransactionStatus;
use api::reservation::Status;
use engine::Happened;

use super::books::Payment;
use super::posting::{Posting, cause};
use super::provider::ProviderError;
use super::raise;
use super::settle::{self, resolve_gift};
use super::subject::{Subject, opened};
use crate::app::App;
use crate::db::Statement;
use crate::mail;
use crate::once::{Effect, again_until_done};
use crate::problem::Failure;
use crate::visit;

/// Gives the payment up, unless it has been paid after all. Says whether tables became free.
///
/// # Errors
/// `payments_unavailable` where the provider cannot be asked: it is tried again.
pub(crate) async fn give_up(app: &App, payment: &Payment) -> Result<bool, Failure> {
    if let Some(raise) = payment.open_raise() {
        return raise::give_up(app, payment, raise).await;
    }
    if let (Some(provider), Some(reference)) = (app.provider(payment.provider()), payment.reference()) {
        let remote = match provider.give_up(app, reference).await {
            Ok(remote) => Some(remote),
            // Money may still come; the table is given free all the same.
            Err(ProviderError::Refused(_) | ProviderError::Declined(_)) => None,
            Err(error @ ProviderError::Unknown(_)) => return Err(settle::unavailable(error)),
        };
        if let Some(remote) = remote {
            settle::write(app, &payment.id, &remote, None).await?;
        }
    }
    again_until_done(
        app,
        || Subject::select(&payment.id).into(),
        |rows| {
            let nothing = Effect { statements: Vec::new(), answer: false };
            let Some((payment, subject)) = opened(&mut rows.into_iter())? else { return Ok(nothing) };
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
            posting.add(Happened::Expired, 0, "", cause::EXPIRY)?;
            posting.also(visit::move_to(app, &row.visit(&payment.restaurant_id), Status::Voided, "clock", 0));
            posting.also(settle::mail_to(app, mail::Kind::PaymentExpired, row));
        }
        Subject::Booking(_) => {}
        // Whoever leaves a shop is not written to.
        Subject::Purchase(_) => posting.add(Happened::Expired, 0, "", cause::EXPIRY)?,
    }
    posting.limit(0);
    posting.close();
    Ok(posting.statements())
}
