//! A booking that became dearer after it was paid. It stands as changed at once, while what it had before is held for it:
//! so that neither that the difference is paid nor that it is not can fail.

use api::Code;
use api::reservation::Status;
use engine::Happened;
use serde::{Deserialize, Serialize};

use super::books::{Line, Payment, Raise, pay_token};
use super::called_off::give_back;
use super::posting::{Posting, cause};
use super::provider::ProviderError;
use super::settle;
use super::subject::{Subject, opened};
use crate::app::App;
use crate::db::{Statement, Value};
use crate::mail;
use crate::once::{Effect, again_until_done};
use crate::problem::Failure;
use crate::rescheduling::put_back;
use crate::reservation::Row;
use crate::secret;
use crate::stay::{self, HoldTerms, Record};
use crate::visit;

/// Where a party goes back to, and what is held for it meanwhile.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Undo {
    pub(crate) stay: Record,
    /// Ids of the holds.
    pub(crate) held: Vec<String>,
}

/// However long a provider cannot be asked, what is held is held so long.
const HELD_MS: i64 = 2 * 24 * 60 * 60 * 1000;

const INSERT: &str = "
    INSERT INTO payment_raises (id, payment_id, pay_digest, amount, policy, terms, undo, sequence, due_at, created_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
const CLOSE: &str =
    "UPDATE payment_raises SET closed_at = ?2, brought = ?3 WHERE id = ?1 AND closed_at IS NULL";
const AGREE: &str = "
    UPDATE payments SET amount = amount + ?2, card_amount = card_amount + ?2, policy = ?3, terms = ?4 WHERE id = ?1";
const FREE_HELD: &str =
    "DELETE FROM stays WHERE id IN (SELECT value FROM json_each(?1)) AND expires_at IS NOT NULL";
const PROMISE: &str = "
    UPDATE stays SET promised_category_ids = ?2
    WHERE id = ?1
      AND (SELECT MAX(sequence) FROM reservation_log WHERE reservation_id = ?1 AND table_ids IS NOT NULL) = ?3";

/// The statements that hold for a party what it leaves: of each table the time that it does not keep.
pub(crate) fn hold(app: &App, restaurant_id: &str, old: &Record, new: &Record) -> (Undo, Vec<Statement>) {
    let (left, taken) = (old.blocked(), new.blocked());
    let (kept, given): (Vec<String>, Vec<String>) =
        old.table_ids.iter().cloned().partition(|id| new.table_ids.contains(id));
    let before = (&kept, left.start, left.end.min(taken.start));
    let after = (&kept, left.start.max(taken.end), left.end);
    let pieces = [(&given, left.start, left.end), before, after];
    let pieces = pieces.into_iter().filter(|(tables, from, until)| !tables.is_empty() && from < until);
    let terms = HoldTerms { expires_at: app.now_ms + HELD_MS, extensions: 0 };
    let mut undo = Undo { stay: old.clone(), held: Vec::new() };
    let mut statements = Vec::new();
    for (tables, from, until) in pieces {
        let id = secret::id();
        let piece = Record {
            starts: from,
            ends: until,
            blocked_until: until,
            tables_from: None,
            table_ids: tables.clone(),
            promised: None,
            // The party counts once.
            attendees: if undo.held.is_empty() { old.attendees } else { 1 },
            ..old.clone()
        };
        statements.extend(piece.insert(restaurant_id, &id, Some(&terms)));
        undo.held.push(id);
    }
    (undo, statements)
}

/// The statement that writes a raise.
pub(crate) fn insert(app: &App, payment_id: &str, raise: &Raise) -> Result<Statement, Failure> {
    let json = |error| Failure::internal(error);
    let values: [Value; 10] = [
        raise.id.as_str().into(),
        payment_id.into(),
        secret::digest(&pay_token(app, &raise.id)?).into(),
        raise.amount.into(),
        serde_json::to_string(&raise.policy).map_err(json)?.into(),
        raise.terms.as_str().into(),
        serde_json::to_string(&raise.undo).map_err(json)?.into(),
        raise.sequence.into(),
        raise.due_at.into(),
        app.now_ms.into(),
    ];
    Ok(Statement::new(INSERT, values))
}

/// What the provider says of raises, once it is in the books: one that is paid is agreed; and money for one that was
/// given up goes back.
pub(super) fn follow(app: &App, payment: &Payment, row: &Row, posting: &mut Posting) -> Result<(), Failure> {
    for raise in payment.raises() {
        let Some(reference) = &raise.reference else { continue };
        let captured = |line: &&Line| line.kind == "captured" && line.reference == *reference;
        let line = payment.log().iter().chain(posting.lines()).find(captured);
        let Some((index, amount)) = line.and_then(|line| Some((line.index()?, line.amount))) else {
            continue;
        };
        if raise.closed_at.is_none() && payment.keep_max().is_none() {
            posting.also(agree(app, payment, row, raise, amount)?);
        } else if raise.brought.is_none() {
            let left = posting.ahead()?.left_of(index).unwrap_or(0);
            if 0 < left {
                give_back(app, payment, posting, left, Some(index), cause::LATE.into())?;
                posting.also(settle::mail_to(app, mail::Kind::MoneyReturned, row));
            }
        }
    }
    Ok(())
}

fn agree(
    app: &App,
    payment: &Payment,
    row: &Row,
    raise: &Raise,
    brought: i64,
) -> Result<Vec<Statement>, Failure> {
    let policy = serde_json::to_string(&raise.policy).map_err(Failure::internal)?;
    let agreed: [Value; 4] =
        [payment.id.as_str().into(), brought.into(), policy.into(), raise.terms.as_str().into()];
    let mut statements = vec![close(app, raise, Some(brought)), Statement::new(AGREE, agreed)];
    statements.extend(free_held(app, payment, raise));
    // Where nobody has decided about its tables since, they are promised as they were before.
    let promised = raise.undo.stay.promised.as_deref().map(stay::json);
    let values = [row.id.as_str().into(), Value::or_null(promised), raise.sequence.into()];
    statements.push(Statement::new(PROMISE, values));
    statements.extend(settle::mail_to(app, mail::Kind::Confirmation, row));
    Ok(statements)
}

fn close(app: &App, raise: &Raise, brought: Option<i64>) -> Statement {
    let values = [raise.id.as_str().into(), app.now_ms.into(), Value::or_null(brought)];
    Statement::new(CLOSE, values)
}

fn free_held(app: &App, payment: &Payment, raise: &Raise) -> [Statement; 2] {
    let held = stay::json(&raise.undo.held);
    [
        Statement::new(FREE_HELD, [held.into()]),
        visit::next_revision(app, &payment.restaurant_id, raise.undo.stay.day),
    ]
}

/// Gives up a raise that was not paid in time, or whose booking is gone: the party goes back to where it was. Says whether
/// tables became free.
///
/// # Errors
/// `payments_unavailable` where the provider cannot be asked: it is tried again.
pub(super) async fn give_up(app: &App, payment: &Payment, raise: &Raise) -> Result<bool, Failure> {
    if let (Some(provider), Some(reference)) = (app.provider(payment.provider()), &raise.reference) {
        match provider.give_up(app, reference).await {
            // Money may still come; the tables are given free all the same.
            Ok(_) | Err(ProviderError::Refused(_) | ProviderError::Declined(_)) => {}
            Err(error @ ProviderError::Unknown(_)) => return Err(settle::unavailable(error)),
        }
        settle::settle(app, &payment.id, None).await?;
    }
    let undone = |back: Back| {
        again_until_done(
            app,
            || Subject::select(&payment.id).into(),
            move |rows| {
                let nothing = || Ok(Effect { statements: Vec::new(), answer: false });
                let Some((payment, Subject::Booking(row))) = opened(&mut rows.into_iter())? else {
                    return nothing();
                };
                let Some(raise) = payment.open_raise().filter(|open| open.id == raise.id) else {
                    return nothing();
                };
                Ok(Effect { statements: undo(app, &payment, *row, raise, back)?, answer: true })
            },
        )
    };
    match undone(Back::ToItsTables).await {
        Err(failure) if failure.code() == Code::Busy => undone(Back::Nowhere).await,
        done => done,
    }
}

/// Where a party goes whose change was not paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Back {
    /// To where it was before.
    ToItsTables,
    /// It stays, since its tables are somebody else's by now: the restaurant took them away.
    Nowhere,
}

fn undo(
    app: &App,
    payment: &Payment,
    mut row: Row,
    raise: &Raise,
    back: Back,
) -> Result<Vec<Statement>, Failure> {
    let mut posting = Posting::new(app, payment)?;
    // This line and that of the money have the same number: one of both is written.
    posting.add(Happened::Expired, 0, &raise.id, cause::EXPIRY)?;
    posting.also([close(app, raise, None)]);
    posting.also(free_held(app, payment, raise));
    // Whoever has given the party another seat since has the last word, and nobody gets up again.
    let is_expected = matches!(row.status()?, Status::Booked | Status::Reconfirmed | Status::Requested);
    let is_as_left = is_expected && row.seated == raise.sequence;
    if is_as_left && back == Back::Nowhere {
        posting.differs("a change that is not paid stands, for its old tables are taken", &raise.id);
    } else if is_as_left {
        posting.also(put_back(app, &payment.restaurant_id, &mut row, &raise.undo.stay, "clock"));
        posting.also(settle::mail_to(app, mail::Kind::ChangeUndone, &row));
    }
    Ok(posting.statements())
}
