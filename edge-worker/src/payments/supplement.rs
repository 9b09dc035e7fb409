//! The supplement of a booking that became more expensive after it was paid. The change takes effect at once, and the
//! former seat is held until the difference is paid, so neither outcome can fail.

use crate::booking::reservation::Row;
use crate::booking::transition;
use crate::house::stay_row::{HoldTerms, StayRow};
use crate::ledger::cause;
use crate::ledger::payment::{Line, Payment, Supplement, Undo, pay_token};
use crate::ledger::posting::Posting;
use crate::ledger::refund::refund_amount;
use crate::messages::outbox::MailKind;
use crate::platform::app::App;
use crate::platform::db::{Statement, Value, json_list};
use crate::platform::failure::Failure;
use crate::platform::secret;

/// How long the former seat is held, even if the provider cannot be asked.
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

/// The statements that hold what a party gives up: of each table, the time that it does not keep.
pub(crate) fn hold(app: &App, restaurant_id: &str, old: &StayRow, new: &StayRow) -> (Undo, Vec<Statement>) {
    let (left, taken) = (old.blocked(), new.blocked());
    // At a shared table nobody has a place of their own that could be kept.
    let is_kept = |id: &String| old.places.is_none() && new.table_ids.contains(id);
    let (kept, given): (Vec<String>, Vec<String>) = old.table_ids.iter().cloned().partition(is_kept);
    let before = (&kept, left.start, left.end.min(taken.start));
    let after = (&kept, left.start.max(taken.end), left.end);
    let pieces = [(&given, left.start, left.end), before, after];
    let pieces = pieces.into_iter().filter(|(tables, from, until)| !tables.is_empty() && from < until);
    let terms = HoldTerms { expires_at: app.now_ms + HELD_MS, extensions: 0 };
    let mut undo = Undo { stay: old.clone(), held: Vec::new() };
    let mut statements = Vec::new();
    for (tables, from, until) in pieces {
        let id = secret::id();
        let piece = StayRow {
            starts: from,
            ends: until,
            blocked_until: until,
            tables_from: None,
            table_ids: tables.clone(),
            promised: None,
            // The party counts only once.
            attendees: if undo.held.is_empty() { old.attendees } else { 1 },
            ..old.clone()
        };
        statements.extend(piece.insert(restaurant_id, &id, Some(&terms), None));
        undo.held.push(id);
    }
    (undo, statements)
}

/// The statement that inserts a supplement.
pub(crate) fn insert(app: &App, payment_id: &str, supplement: &Supplement) -> Result<Statement, Failure> {
    let json = |error| Failure::internal(error);
    let values: [Value; 10] = [
        supplement.id.as_str().into(),
        payment_id.into(),
        secret::digest(&pay_token(app, &supplement.id)?).into(),
        supplement.amount.into(),
        serde_json::to_string(&supplement.policy).map_err(json)?.into(),
        supplement.terms.as_str().into(),
        serde_json::to_string(&supplement.undo).map_err(json)?.into(),
        supplement.sequence.into(),
        supplement.due_at.into(),
        app.now_ms.into(),
    ];
    Ok(Statement::new(INSERT, values))
}

/// Acts on supplements once the provider's movements are in the ledger: a paid one takes effect, and money for an
/// expired one is refunded.
pub(crate) fn settle_supplements(
    app: &App,
    payment: &Payment,
    row: &Row,
    posting: &mut Posting,
) -> Result<(), Failure> {
    for supplement in payment.supplements() {
        let Some(reference) = &supplement.reference else { continue };
        let captured = |line: &&Line| line.kind == "captured" && line.reference == *reference;
        let line = payment.log().iter().chain(posting.lines()).find(captured);
        let Some((index, amount)) = line.and_then(|line| Some((line.index()?, line.amount))) else {
            continue;
        };
        if supplement.closed_at.is_none() && payment.keep_max().is_none() {
            posting.push(agree(app, payment, row, supplement, amount)?);
        } else if supplement.brought.is_none() {
            let left = posting.projected()?.left_of(index).unwrap_or(0);
            if 0 < left {
                refund_amount(app, payment, posting, left, Some(index), cause::LATE.into())?;
                posting.push(row.mail(app, MailKind::MoneyReturned));
            }
        }
    }
    Ok(())
}

fn agree(
    app: &App,
    payment: &Payment,
    row: &Row,
    supplement: &Supplement,
    brought: i64,
) -> Result<Vec<Statement>, Failure> {
    let policy = serde_json::to_string(&supplement.policy).map_err(Failure::internal)?;
    let agreed: [Value; 4] =
        [payment.id.as_str().into(), brought.into(), policy.into(), supplement.terms.as_str().into()];
    let mut statements = vec![close(app, supplement, Some(brought)), Statement::new(AGREE, agreed)];
    statements.extend(free_held(app, payment, supplement));
    // Unless the seat was changed since, the promise about its tables is as before the change.
    let promised = supplement.undo.stay.promised.as_deref().map(json_list);
    let values = [row.id.as_str().into(), Value::or_null(promised), supplement.sequence.into()];
    statements.push(Statement::new(PROMISE, values));
    statements.extend(row.mail(app, MailKind::Confirmation));
    Ok(statements)
}

pub(crate) fn close(app: &App, supplement: &Supplement, brought: Option<i64>) -> Statement {
    let values = [supplement.id.as_str().into(), app.now_ms.into(), Value::or_null(brought)];
    Statement::new(CLOSE, values)
}

pub(crate) fn free_held(app: &App, payment: &Payment, supplement: &Supplement) -> [Statement; 2] {
    let held = json_list(&supplement.undo.held);
    [
        Statement::new(FREE_HELD, [held.into()]),
        transition::next_revision(app, &payment.restaurant_id, supplement.undo.stay.day),
    ]
}
