//! The auditor: reads only the database and does its own sums, sharing no code with the Worker or the engine.

use std::collections::BTreeMap;

use edge_worker::platform::db::sqlite::Sqlite;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;

/// The violations found, and how stories ended.
#[derive(Debug, Default)]
pub(crate) struct Audit {
    pub(crate) violations: Vec<String>,
    pub(crate) ends: Vec<String>,
}

#[derive(Debug)]
struct Line {
    kind: String,
    tender: String,
    amount: i64,
    of: Option<i64>,
    sequence: i64,
    reference: String,
}

#[derive(Debug)]
struct Payment {
    id: String,
    kind: String,
    amount: i64,
    card_amount: i64,
    forfeited: i64,
    policy: Value,
    gift_transaction: Option<String>,
    reference: Option<String>,
    is_closed: bool,
    /// The reservation's; `None` if the payment is for a gift card.
    booking: Option<Booking>,
    /// Whether its guest has changed the agreed booking.
    is_changed: bool,
    log: Vec<Line>,
}

#[derive(Debug)]
struct Booking {
    id: String,
    status: String,
    starts: i64,
}

impl Payment {
    fn sum(&self, kind: &str, tender: &str) -> i64 {
        let counts = |line: &&Line| line.kind == kind && line.tender == tender;
        self.log.iter().filter(counts).map(|line| line.amount).sum()
    }

    fn both(&self, kind: &str) -> i64 {
        self.sum(kind, "card") + self.sum(kind, "gift_card")
    }

    fn kept(&self) -> i64 {
        self.both("captured") + self.both("charged") - self.both("refunded")
    }

    fn is_secured(&self) -> bool {
        match self.kind.as_str() {
            "guarantee" => self.log.iter().any(|line| line.kind == "card_kept"),
            _ => self.card_amount <= self.sum("reserved", "card"),
        }
    }

    /// The fee for cancelling this many minutes before the start.
    fn fee(&self, minutes_before: i64) -> i64 {
        let number = |value: &Value| value.as_i64();
        let first = (
            number(&self.policy["refundMinutes"]).unwrap_or(0),
            number(&self.policy["refundPercent"]).unwrap_or(100),
        );
        let later = self.policy["refundSteps"].as_array().into_iter().flatten();
        let later = later.filter_map(|s| Some((number(&s["minutesBefore"])?, number(&s["percent"])?)));
        let open = std::iter::once(first).chain(later).filter(|(minutes, _)| *minutes <= minutes_before);
        let percent = open.map(|(_, percent)| percent).max().unwrap_or(0);
        let at_stake = self.amount - self.forfeited;
        self.amount - (at_stake * percent + 99) / 100
    }

    /// Whether the payment expired; an expired change leaves the former agreement in place.
    fn has_expired(&self) -> bool {
        self.log.iter().any(|line| line.kind == "expired" && line.reference.is_empty())
    }

    /// The violations that the ledger shows by itself.
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for tender in ["card", "gift_card"] {
            let (reserved, captured) = (self.sum("reserved", tender), self.sum("captured", tender));
            if reserved < captured + self.sum("released", tender) {
                faults.push(format!("more of {tender} was taken or freed than was set aside"));
            }
            let most = if tender == "card" { self.card_amount } else { self.amount - self.card_amount };
            // A supplement adds to the card's part; a reduction leaves more paid than is agreed now.
            if !self.is_changed && (most < captured || most < reserved) {
                faults.push(format!("more of {tender} moved than was agreed"));
            }
        }
        for taken in &self.log {
            let back = self.log.iter().filter(|line| line.of == Some(taken.sequence));
            if taken.kind != "refunded" && taken.amount < back.map(|line| line.amount).sum() {
                faults.push("more was given back than was taken".to_owned());
            }
        }
        if self.amount < self.both("charged") {
            faults.push("more was charged than was agreed".to_owned());
        }
        if self.kept() < 0 {
            faults.push("less than nothing is kept".to_owned());
        }
        faults.into_iter().map(|fault| format!("{fault}: {self:?}")).collect()
    }
}

fn payments(database: &Connection) -> rusqlite::Result<Vec<Payment>> {
    let mut select = database.prepare_cached(
        "SELECT p.id, p.kind, p.amount, p.card_amount, p.policy, p.gift_transaction_id, p.reference,
                p.closed_at IS NOT NULL, p.forfeited,
                EXISTS (SELECT 1 FROM reservation_log l WHERE l.reservation_id = p.reservation_id AND l.actor = 'guest'
                        AND l.sequence > 1 AND l.status <> 'cancelled'), r.id, r.status, r.starts
         FROM payments p LEFT JOIN reservations r ON r.id = p.reservation_id",
    )?;
    let payment = |row: &rusqlite::Row| {
        let policy: String = row.get(4)?;
        Ok(Payment {
            id: row.get(0)?,
            kind: row.get(1)?,
            amount: row.get(2)?,
            card_amount: row.get(3)?,
            policy: serde_json::from_str(&policy).unwrap_or_default(),
            gift_transaction: row.get(5)?,
            reference: row.get(6)?,
            is_closed: row.get(7)?,
            forfeited: row.get(8)?,
            is_changed: row.get(9)?,
            booking: match row.get(10)? {
                Some(id) => Some(Booking { id, status: row.get(11)?, starts: row.get(12)? }),
                None => None,
            },
            log: Vec::new(),
        })
    };
    let mut payments = select.query_map([], payment)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut lines: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    let mut select = database.prepare_cached(
        "SELECT payment_id, kind, tender, amount, of_sequence, sequence, reference FROM payment_log",
    )?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        lines.entry(row.get(0)?).or_default().push(Line {
            kind: row.get(1)?,
            tender: row.get(2)?,
            amount: row.get(3)?,
            of: row.get(4)?,
            sequence: row.get(5)?,
            reference: row.get(6)?,
        });
    }
    for payment in &mut payments {
        payment.log = lines.remove(&payment.id).unwrap_or_default();
    }
    Ok(payments)
}

/// When a reservation starts, in minutes since the epoch.
pub(crate) fn starts_of(sqlite: &Sqlite, id: &str) -> i64 {
    let select = "SELECT starts FROM reservations WHERE id = ?1";
    sqlite.inspect(|database| database.query_row(select, [id], |row| row.get(0))).unwrap_or(0)
}

/// The reservation or the purchase with this number.
pub(crate) fn id_of(sqlite: &Sqlite, number: &str) -> Option<String> {
    let select = "SELECT id FROM reservations WHERE number = ?1
                  UNION ALL SELECT id FROM gift_card_purchases WHERE number = ?1";
    sqlite.inspect(|database| database.query_row(select, [number], |row| row.get(0)).ok())
}

/// Counts the ledgers that need a closer look, by sums in SQLite, since this runs after each step.
const SUSPECTS: &str = "
    SELECT COUNT(*) FROM (
      SELECT p.amount, p.card_amount, p.reservation_id AS booking,
        SUM(iif(l.kind = 'reserved' AND tender = 'card', l.amount, 0)) AS reserved,
        SUM(iif(l.kind = 'captured' AND tender = 'card', l.amount, 0)) AS captured,
        SUM(iif(l.kind IN ('captured', 'released') AND tender = 'card', l.amount, 0)) AS resolved,
        SUM(iif(l.kind = 'reserved' AND tender <> 'card', l.amount, 0)) AS reserved_gift,
        SUM(iif(l.kind IN ('captured', 'released') AND tender <> 'card', l.amount, 0)) AS resolved_gift,
        SUM(iif(l.kind = 'charged', l.amount, 0)) AS charged,
        SUM(CASE l.kind WHEN 'captured' THEN l.amount WHEN 'charged' THEN l.amount WHEN 'refunded' THEN -l.amount ELSE 0 END)
          AS kept
      FROM payment_log l JOIN payments p ON p.id = l.payment_id GROUP BY p.id)
    WHERE reserved < resolved OR reserved_gift < resolved_gift OR amount < charged OR kept < 0
      OR ((card_amount < reserved OR card_amount < captured OR amount - card_amount < reserved_gift)
          AND NOT EXISTS (SELECT 1 FROM reservation_log l WHERE l.reservation_id = booking AND l.actor = 'guest'
                          AND l.sequence > 1 AND l.status <> 'cancelled'))";

/// The violations that the ledgers show, at any moment.
pub(crate) fn ledgers(sqlite: &Sqlite) -> Vec<String> {
    sqlite.inspect(|database| {
        let suspects: i64 = database
            .prepare_cached(SUSPECTS)
            .and_then(|mut select| select.query_row([], |row| row.get(0)))
            .expect("a count");
        if suspects == 0 {
            return Vec::new();
        }
        payments(database).expect("payments").iter().flat_map(Payment::faults).collect()
    })
}

/// The violations that remain once everything is settled.
pub(crate) fn audit(sqlite: &Sqlite) -> Audit {
    sqlite.inspect(|database| {
        let mut audit = Audit::default();
        let payments = payments(database).expect("payments");
        for payment in &payments {
            audit.violations.extend(payment.faults());
            let outcome = match &payment.booking {
                Some(booking) => table_or_money(database, payment, booking, &mut audit.ends),
                None => card_or_money(database, payment, &mut audit.ends),
            };
            let found = [
                provider(database, payment).expect("the provider's books"),
                gift(database, payment).expect("the gift cards"),
                raises(database, payment, &mut audit.ends).expect("the raises"),
                outcome.expect("what it is for"),
            ];
            let found = found.into_iter().flatten();
            audit.violations.extend(found.map(|fault| format!("{fault}: {payment:?}")));
        }
        let count = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("a count");
        for (what, sql) in [
            ("orders are open", "SELECT COUNT(*) FROM payment_orders WHERE done_at IS NULL AND refused_at IS NULL"),
            ("refunds were refused", "SELECT COUNT(*) FROM payment_orders WHERE refused_at IS NOT NULL AND kind <> 'charge'"),
            ("differences", "SELECT COUNT(*) FROM payment_differences"),
            ("changes wait to be paid", "SELECT COUNT(*) FROM payment_raises WHERE closed_at IS NULL"),
            (
                "a place is held for a change that is over",
                "SELECT COUNT(*) FROM payment_raises a, json_each(a.undo, '$.held') h JOIN stays s ON s.id = h.value
                 WHERE a.closed_at IS NOT NULL",
            ),
            ("callbacks wait", "SELECT COUNT(*) FROM sandbox_callbacks"),
            (
                "gift cards are overdrawn",
                "SELECT COUNT(*) FROM (SELECT SUM(effect) AS left FROM gift_card_log GROUP BY gift_card_id) WHERE left < 0",
            ),
            (
                "somebody still pays",
                "SELECT COUNT(*) FROM reservations WHERE status = 'payment_pending'",
            ),
            (
                "who has no table keeps cells",
                "SELECT COUNT(*) FROM stays s JOIN reservations r ON r.id = s.id
                 WHERE r.status IN ('cancelled', 'declined', 'voided', 'no_show', 'finished')",
            ),
        ] {
            if 0 < count(sql) {
                audit.violations.push(format!("{what}: {}", count(sql)));
            }
        }
        audit
    })
}

/// Compares our ledger with the provider's.
fn provider(database: &Connection, payment: &Payment) -> rusqlite::Result<Vec<String>> {
    let mut faults = Vec::new();
    if !payment.is_closed {
        faults.push("nobody waits for it, and it is not closed".to_owned());
    }
    let is_known = database.query_row(
        "SELECT EXISTS (SELECT 1 FROM payment_raises WHERE payment_id = ?1 AND reference IS NOT NULL)",
        [&payment.id],
        |row| row.get::<_, bool>(0),
    )? || payment.reference.is_some();
    if !is_known {
        if payment.log.iter().any(|line| line.tender == "card" && line.kind != "expired") {
            faults.push("a card's money that no provider knows".to_owned());
        }
        return Ok(faults);
    }
    // The references of the payment and of its supplements.
    const OWN: &str = "(SELECT reference FROM payments WHERE id = ?1
                        UNION ALL SELECT reference FROM payment_raises WHERE payment_id = ?1)";
    let (set_aside, taken, has_come): (i64, i64, bool) = database.query_row(
        &format!(
            "SELECT COALESCE(SUM(amount), 0), COALESCE(SUM(iif(captures, amount, 0)), 0), COUNT(*) > 0
             FROM sandbox_payments WHERE succeeded_at IS NOT NULL AND reference IN {OWN}"
        ),
        [&payment.id],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let moved = |kind: &str| -> rusqlite::Result<i64> {
        database.query_row(
            &format!(
                "SELECT COALESCE(SUM(amount), 0) FROM sandbox_movements WHERE sandbox_payment IN {OWN} AND kind = ?2"
            ),
            params![payment.id, kind],
            |row| row.get(0),
        )
    };
    let is_guarantee = payment.kind == "guarantee";
    let at_once = |amount: i64| if is_guarantee { 0 } else { amount };
    for (kind, theirs) in [
        ("reserved", at_once(set_aside)),
        ("captured", at_once(taken) + moved("captured")?),
        ("released", moved("released")?),
        ("charged", moved("charged")?),
        ("refunded", moved("refunded")?),
    ] {
        let ours = payment.sum(kind, "card");
        if ours != theirs {
            faults.push(format!("{kind} is {ours} in our books and {theirs} in the provider's"));
        }
    }
    if is_guarantee && has_come != payment.log.iter().any(|line| line.kind == "card_kept") {
        faults.push("a card is kept in one book and not in the other".to_owned());
    }
    Ok(faults)
}

/// Compares the gift card's part of the ledger with the gift card's own log.
fn gift(database: &Connection, payment: &Payment) -> rusqlite::Result<Vec<String>> {
    let effect = |transaction: &str| -> rusqlite::Result<i64> {
        database.query_row(
            "SELECT COALESCE(SUM(effect), 0) FROM gift_card_log WHERE transaction_id = ?1",
            [transaction],
            |row| row.get(0),
        )
    };
    let mut faults = Vec::new();
    let (reserved, captured) = (payment.sum("reserved", "gift_card"), payment.sum("captured", "gift_card"));
    if reserved != captured + payment.sum("released", "gift_card") {
        faults.push("a gift card's money is still set aside".to_owned());
    }
    match &payment.gift_transaction {
        Some(transaction) if effect(transaction)? != -captured => {
            faults.push("the gift card's log says otherwise".to_owned());
        }
        None if 0 < reserved => faults.push("a gift card's money without a gift card".to_owned()),
        _ => {}
    }
    for line in payment.log.iter().filter(|line| line.kind == "refunded" && line.tender == "gift_card") {
        if effect(&line.reference)? != line.amount {
            faults.push("a refund did not get to the gift card".to_owned());
        }
    }
    Ok(faults)
}

/// Every payer has a table, or the money back as far as was agreed.
fn table_or_money(
    database: &Connection,
    payment: &Payment,
    booking: &Booking,
    ends: &mut Vec<String>,
) -> rusqlite::Result<Vec<String>> {
    let mut select = database.prepare_cached(
        "SELECT status, actor, at FROM reservation_log WHERE reservation_id = ?1 ORDER BY sequence",
    )?;
    let changes: Vec<(String, String, i64)> = select
        .query_map([&booking.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let by = |status: &str, actor: &str| changes.iter().any(|c| c.0 == status && c.1 == actor);
    let mut faults = Vec::new();
    if by("booked", "payment") && !payment.is_secured() {
        faults.push("it was confirmed without its money".to_owned());
    }
    let has_expired = payment.has_expired();
    let is_gone = ["cancelled", "declined", "voided"].contains(&booking.status.as_str());
    let is_last = |(i, change): (usize, &(String, String, i64))| {
        (change.0 == booking.status).then(|| (i, change.clone()))
    };
    let last = changes.iter().enumerate().find_map(is_last);
    let was_no_show = changes.iter().any(|change| change.0 == "no_show");
    if is_gone && let Some((i, (status, actor, at))) = last {
        let before = i.checked_sub(1).and_then(|i| changes.get(i)).map(|change| change.0.as_str());
        let was_pending = before == Some("payment_pending") || before.is_none();
        let keep_max = if status == "cancelled" && actor == "guest" && !was_pending {
            let starts = agreed_start(database, payment, at)?.unwrap_or(booking.starts);
            payment.fee(starts - at.div_euclid(60_000))
        } else {
            0
        };
        if keep_max < payment.kept() {
            faults.push(format!(
                "{} is kept of a booking that is gone, at most {keep_max} may be",
                payment.kept()
            ));
        }
    } else if !was_no_show && 0 < payment.both("charged") {
        faults.push("a fee was taken from somebody who came".to_owned());
    }
    if payment.amount < payment.kept() {
        faults.push("more is kept than was agreed".to_owned());
    }
    if !payment.is_secured() && 0 < payment.kept() {
        faults.push("money is kept without the rest of it".to_owned());
    }
    if has_expired && 0 < payment.kept() {
        faults.push("money is kept that came too late".to_owned());
    }
    if has_expired && 0 < payment.both("captured") {
        ends.push("late money".to_owned());
    }
    ends.push(end(payment, has_expired));
    Ok(faults)
}

/// Where the booking is agreed to start, in minutes since the epoch, if a change of it waited for its money then: until that
/// is paid the booking before the change is the one that is agreed.
fn agreed_start(database: &Connection, payment: &Payment, at_ms: i64) -> rusqlite::Result<Option<i64>> {
    let select = "SELECT json_extract(undo, '$.stay.starts') FROM payment_raises
                  WHERE payment_id = ?1 AND created_at <= ?2
                    AND (closed_at IS NULL OR ?2 < closed_at OR (?2 = closed_at AND brought IS NULL))";
    database.query_row(select, params![payment.id, at_ms], |row| row.get(0)).optional()
}

/// Every supplement was paid and agreed, or all of its money was refunded.
fn raises(database: &Connection, payment: &Payment, ends: &mut Vec<String>) -> rusqlite::Result<Vec<String>> {
    let mut select =
        database.prepare_cached("SELECT reference, brought FROM payment_raises WHERE payment_id = ?1")?;
    let raises: Vec<(Option<String>, Option<i64>)> = select
        .query_map([&payment.id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut faults = Vec::new();
    for (reference, brought) in raises {
        let is_own = |line: &&Line| line.kind == "captured" && Some(&line.reference) == reference.as_ref();
        let captured = payment.log.iter().find(is_own);
        let back = payment
            .log
            .iter()
            .filter(|line| line.of.is_some() && line.of == captured.map(|own| own.sequence));
        let back: i64 = back.map(|line| line.amount).sum();
        match (brought, captured) {
            (Some(brought), Some(own)) if own.amount == brought => ends.push("ends dearer".to_owned()),
            (Some(_), _) => faults.push("a change is agreed that brought something else".to_owned()),
            (None, Some(own)) if own.amount != back => {
                faults.push("money for a change that was given up is kept".to_owned());
            }
            (None, Some(_)) => ends.push("late money for a change".to_owned()),
            (None, None) => ends.push("ends undone".to_owned()),
        }
    }
    Ok(faults)
}

/// Every buyer of a gift card has the card, without what was refunded; or the money.
fn card_or_money(
    database: &Connection,
    payment: &Payment,
    ends: &mut Vec<String>,
) -> rusqlite::Result<Vec<String>> {
    let (cards, balance): (i64, i64) = database.query_row(
        "SELECT COUNT(DISTINCT c.id), COALESCE(SUM(l.effect), 0)
         FROM gift_cards c JOIN gift_card_log l ON l.gift_card_id = c.id
         WHERE c.id = (SELECT purchase_id FROM payments WHERE id = ?1)",
        [&payment.id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let mut faults = Vec::new();
    if balance != payment.kept() {
        faults.push(format!("a gift card of {balance} for {} that is kept", payment.kept()));
    }
    if cards == 1 && (payment.has_expired() || !payment.is_secured()) {
        faults.push("a gift card without its money".to_owned());
    }
    ends.push(if cards == 1 { "ends bought" } else { "ends not bought" }.to_owned());
    Ok(faults)
}

fn end(payment: &Payment, has_expired: bool) -> String {
    let how = if 0 < payment.both("refunded") {
        if payment.kept() == 0 { "refunded" } else { "partially_refunded" }
    } else if 0 < payment.both("charged") {
        "charged"
    } else if 0 < payment.both("captured") {
        "paid"
    } else if has_expired {
        "expired"
    } else if payment.kind == "guarantee" && payment.is_secured() {
        "guaranteed"
    } else {
        "nothing moved"
    };
    format!("ends {how}")
}
