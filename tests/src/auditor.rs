//! Looks at nothing but the database, and says in words what is wrong there.
//!
//! It shares no rule with the engine: that a table is given once, that limits hold, and that what was acknowledged
//! is there, is said here a second time, in the plainest way.

mod house;
mod rows;
mod sharing;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use anyhow::{Context, Result};
use api::Date;
use rows::{GiftCardLine, Line, Reservation, Rows, Stay};
use rusqlite::{Connection, OpenFlags};

/// Statuses under which a reservation keeps its tables.
const KEEPING: [&str; 9] = [
    "requested",
    "unconfirmed",
    "payment_pending",
    "booked",
    "reconfirmed",
    "arrived",
    "seated",
    "ordered",
    "paid",
];
const CELL_MINUTES: i64 = 15;

/// A rule that the database must keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Nobody gets a table that somebody else has at the time.
    TableGivenOnce,
    /// The cells of the occupancy are those of the stays.
    OccupancyIsThatOfTheStays,
    /// Never more guests in the house than it wants.
    SeatedLimit,
    /// Never more guests starting in a slot step than the house wants.
    StartingLimit,
    /// A stay starts where a service has a slot, and its tables rest for the buffer afterwards.
    StayIsASlot,
    /// A reservation has its stay as long as its status keeps tables, and there is no other booked stay.
    ReservationHasItsStay,
    /// A hold that became a reservation is gone.
    HoldIsUsedUp,
    /// Every day with a party has a revision.
    RevisionsCount,
    /// A reservation's log counts 1, 2, 3... and ends with its status.
    LogCounts,
    /// A party that nobody pinned sits at a table, or a combination, of the kind it was promised, in the floor plan
    /// in which it was booked.
    PromiseIsKept,
    /// A party that was pinned has the tables with which it was booked.
    PinnedIsNotMoved,
    /// A reservation's log says with which tables it was booked, each move to others and each that a host gave it, and
    /// nothing of these but that; its last word are the tables that it has.
    MovesAreLogged,
    /// A guest who booked gets one confirmation.
    OneConfirmation,
    /// What was acknowledged is there, as it was acknowledged.
    AcknowledgedIsThere,
    /// A wish was fulfilled once.
    WishIsFulfilledOnce,
    /// Each status of a log may follow the one before.
    StatusFollows,
    /// No card holds less than nothing, at any moment.
    CardIsNotOverdrawn,
    /// A transaction's lines count 1, 2, 3...; it ends once, and its effects come to what its status says.
    TransactionCounts,
    /// No two entries of a guestbook are of one address.
    GuestHasOneEntry,
}

/// Which statuses may follow one, said a second time.
const FOLLOWS: [(&str, &str); 14] = [
    ("requested", "unconfirmed payment_pending booked declined cancelled voided"),
    ("unconfirmed", "payment_pending booked arrived seated declined cancelled voided"),
    ("payment_pending", "requested booked cancelled voided"),
    ("booked", "reconfirmed arrived seated cancelled no_show voided"),
    ("reconfirmed", "arrived seated cancelled no_show voided"),
    ("arrived", "booked seated ordered paid cancelled finished"),
    ("seated", "booked arrived ordered paid finished"),
    ("ordered", "seated paid finished"),
    ("paid", "seated ordered finished"),
    ("no_show", "arrived seated"),
    ("declined", ""),
    ("finished", ""),
    ("cancelled", ""),
    ("voided", ""),
];

/// Whether one status may follow another.
#[must_use]
pub fn may_follow(from: &str, to: &str) -> bool {
    let next = FOLLOWS.iter().find(|(status, _)| *status == from).map_or("", |(_, next)| next);
    next.split(' ').any(|status| status == to)
}

/// Whether a reservation in this status has tables.
#[must_use]
pub fn keeps_tables(status: &str) -> bool {
    KEEPING.contains(&status)
}

/// A rule that is broken, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// Where and how.
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:?}: {}", self.rule, self.detail)
    }
}

/// What the Worker told somebody who booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The reservation's number.
    pub number: String,
    /// What the notes of the reservation say: no two wishes have the same.
    pub wish: String,
    /// The opening day.
    pub day: Date,
    /// Minutes since it began.
    pub minutes: u16,
    /// How many guests.
    pub attendees: u16,
    /// What it was told last.
    pub state: Acknowledged,
}

/// What a guest knows of their reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acknowledged {
    /// It stands.
    Booked,
    /// It is called off.
    Cancelled,
    /// They called it off and heard nothing.
    Unsure,
}

/// What an audit comes to.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    /// How many stays there are, holds among them.
    pub stays: usize,
    /// How many of them are holds.
    pub holds: usize,
    /// How many reservations there are, in every status.
    pub reservations: usize,
    /// How often a reservation was given other tables.
    pub moves: usize,
    /// What is wrong.
    pub violations: Vec<Violation>,
}

impl Audit {
    /// How often a rule is broken.
    #[must_use]
    pub fn count(&self, rule: Rule) -> usize {
        self.violations.iter().filter(|violation| violation.rule == rule).count()
    }

    /// How often each rule is broken, without those that hold.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Rule, usize> {
        self.violations.iter().map(|v| (v.rule, self.count(v.rule))).collect()
    }

    /// # Panics
    /// When a rule is broken, with the first violations in words.
    pub fn assert_clean(&self) {
        let first: Vec<String> = self.violations.iter().take(20).map(ToString::to_string).collect();
        assert!(first.is_empty(), "{:?}\n{}", self.counts(), first.join("\n"));
    }

    fn add(&mut self, rule: Rule, detail: String) {
        self.violations.push(Violation { rule, detail });
    }
}

/// Audits the database in a file, whoever else has it open.
///
/// # Errors
/// It cannot be read.
pub fn audit_file(file: &Path, receipts: &[Receipt]) -> Result<Audit> {
    let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .with_context(|| format!("cannot open {}", file.display()))?;
    audit(&database, receipts)
}

/// How many of these Idempotency-Keys have an answer in the database: their requests happened.
///
/// # Errors
/// It cannot be read.
pub fn count_answered<'a>(file: &Path, keys: impl Iterator<Item = &'a str>) -> Result<usize> {
    let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut answered = database.prepare("SELECT 1 FROM idempotency WHERE key = ?1")?;
    let mut count = 0;
    for key in keys {
        count += usize::from(answered.exists([key])?);
    }
    Ok(count)
}

/// Audits a database in which nobody is writing.
///
/// Every row counts, holds that have run out as well: a commit that gives their tables to somebody else clears
/// them away in the same step.
///
/// # Errors
/// It cannot be read.
pub fn audit(database: &Connection, receipts: &[Receipt]) -> Result<Audit> {
    let rows = Rows::read(database)?;
    let mut audit = Audit {
        stays: rows.stays.len(),
        holds: rows.stays.iter().filter(|stay| stay.is_hold).count(),
        reservations: rows.reservations.len(),
        moves: rows.logs.values().flatten().filter(|line| line.is_move()).count(),
        violations: Vec::new(),
    };
    tables(&rows, &mut audit);
    occupancy(&rows, &mut audit);
    limits(&rows, &mut audit);
    slots(&rows, &mut audit);
    reservations(&rows, &mut audit);
    sequences(&rows, &mut audit);
    promises(&rows, &mut audit);
    moves(&rows, &mut audit);
    confirmations(&rows, &mut audit);
    acknowledged(&rows, receipts, &mut audit);
    wishes(&rows, &mut audit);
    statuses(&rows, &mut audit);
    gift_cards(&rows, &mut audit);
    guests(&rows, &mut audit);
    Ok(audit)
}

fn tables(rows: &Rows, audit: &mut Audit) {
    let mut by_table: BTreeMap<(&str, &str), Vec<&Stay>> = BTreeMap::new();
    for stay in &rows.stays {
        for table in &stay.table_ids {
            by_table.entry((&stay.restaurant_id, table)).or_default().push(stay);
        }
    }
    for ((_, table), mut stays) in by_table {
        stays.sort_by_key(|stay| stay.blocked_from);
        if let Some(crowd) = sharing::crowd(&stays) {
            audit.add(Rule::TableGivenOnce, format!("table {table} {crowd}"));
        }
        stays.retain(|stay| stay.places.is_none());
        for (i, stay) in stays.iter().enumerate() {
            for other in stays[i + 1..].iter().take_while(|other| other.blocked_from < stay.blocked_until) {
                audit.add(Rule::TableGivenOnce, format!("table {table} to {stay} and to {other}"));
            }
        }
    }
}

fn occupancy(rows: &Rows, audit: &mut Audit) {
    let mut expected: BTreeSet<(&str, &str, i64, &str)> = BTreeSet::new();
    for stay in &rows.stays {
        let cells = stay.blocked_from.div_euclid(CELL_MINUTES)
            ..(stay.blocked_until + CELL_MINUTES - 1).div_euclid(CELL_MINUTES);
        if stay.places.is_some() {
            expected.extend(sharing::places_of(stay, cells, &rows.occupancy, audit));
            continue;
        }
        for table in &stay.table_ids {
            expected.extend(cells.clone().map(|cell| (&*stay.restaurant_id, &**table, cell, &*stay.id)));
        }
    }
    let found: BTreeSet<(&str, &str, i64, &str)> = rows
        .occupancy
        .iter()
        .map(|(restaurant, table, cell, stay)| (&**restaurant, &**table, *cell, &**stay))
        .collect();
    for cell in expected.difference(&found) {
        audit.add(Rule::OccupancyIsThatOfTheStays, format!("missing: {cell:?}"));
    }
    for cell in found.difference(&expected) {
        audit.add(Rule::OccupancyIsThatOfTheStays, format!("nobody's: {cell:?}"));
    }
}

/// A limit of a service binds those who book it: where parties of several services meet, the largest does.
/// Of those who were booked: who walks in, and who brings a friend, is let in on a host's word.
fn limits(rows: &Rows, audit: &mut Audit) {
    let has_come = |stay: &Stay| {
        let log = rows.logs.get(&stay.id).map(Vec::as_slice).unwrap_or_default();
        log.iter().any(|line| ["arrived", "seated", "ordered", "paid"].contains(&line.status.as_str()))
    };
    for (restaurant_id, house) in &rows.houses {
        let is_ours = |stay: &&Stay| stay.restaurant_id == *restaurant_id && !has_come(stay);
        let stays: Vec<&Stay> = rows.stays.iter().filter(is_ours).collect();
        // The number of guests rises when somebody starts, and only then.
        let moments: BTreeSet<i64> = stays.iter().map(|stay| stay.starts).collect();
        for moment in moments {
            let here = stays.iter().filter(|stay| stay.starts <= moment && moment < stay.ends);
            if let Some((guests, limit)) = excess(here, |stay| house.seated_limit(stay)) {
                audit.add(Rule::SeatedLimit, format!("{guests} guests of {limit} at minute {moment}"));
            }
            let starters = stays.iter().filter(|stay| stay.starts == moment);
            if let Some((guests, limit)) = excess(starters, |stay| house.starting_limit(stay)) {
                audit
                    .add(Rule::StartingLimit, format!("{guests} guests of {limit} start at minute {moment}"));
            }
        }
    }
}

/// How many guests these are, and the limit, where they are too many.
fn excess<'a>(
    stays: impl Iterator<Item = &'a &'a Stay> + Clone,
    limit: impl Fn(&Stay) -> i64,
) -> Option<(i64, i64)> {
    let guests = stays.clone().map(|stay| stay.attendees).sum();
    let limit = stays.map(|stay| limit(stay)).max()?;
    (limit < guests).then_some((guests, limit))
}

/// Guests who walked in, or were given another table while in the house, are where they are.
fn slots(rows: &Rows, audit: &mut Audit) {
    let walk_ins: BTreeSet<&str> =
        rows.reservations.iter().filter(|r| r.source == "walk_in").map(|r| &*r.id).collect();
    let is_booked = |stay: &&Stay| !walk_ins.contains(&*stay.id) && stay.blocked_from == stay.starts;
    for stay in rows.stays.iter().filter(is_booked) {
        let house = rows.houses.get(&stay.restaurant_id);
        if !house.is_some_and(|house| house.has_slot(stay)) {
            audit.add(Rule::StayIsASlot, format!("no service has a slot for {stay}"));
        }
        if house.is_some_and(|house| stay.blocked_until - stay.ends != house.buffer_minutes()) {
            audit.add(Rule::StayIsASlot, format!("another buffer than the house's: {stay}"));
        }
    }
}

fn reservations(rows: &Rows, audit: &mut Audit) {
    let stays: BTreeMap<&str, &Stay> = rows.stays.iter().map(|stay| (&*stay.id, stay)).collect();
    let reservations: BTreeMap<&str, &Reservation> = rows.reservations.iter().map(|r| (&*r.id, r)).collect();
    for stay in rows.stays.iter().filter(|stay| !stay.is_hold) {
        if !reservations.contains_key(&*stay.id) {
            audit.add(Rule::ReservationHasItsStay, format!("no reservation: {stay}"));
        }
    }
    for reservation in &rows.reservations {
        let Reservation { number, status, .. } = reservation;
        match (KEEPING.contains(&&**status), stays.get(&*reservation.id)) {
            (true, Some(stay)) if reservation.sits_as(stay) => {}
            (true, Some(stay)) => {
                audit.add(Rule::ReservationHasItsStay, format!("{number} differs from its stay {stay}"));
            }
            (true, None) => {
                audit.add(Rule::ReservationHasItsStay, format!("{number} is {status} without a stay"));
            }
            (false, Some(_)) => {
                audit.add(Rule::ReservationHasItsStay, format!("{number} is {status} and has a stay"));
            }
            (false, None) => {}
        }
        if let Some(hold) = reservation.hold_id.as_deref().and_then(|id| stays.get(id)) {
            audit.add(Rule::HoldIsUsedUp, format!("{number} was made of {hold}"));
        }
    }
}

fn sequences(rows: &Rows, audit: &mut Audit) {
    let counts = |sequence: &[i64]| sequence.iter().zip(1..).all(|(found, expected)| *found == expected);
    for stay in &rows.stays {
        let revision = rows.revisions.get(&(stay.restaurant_id.clone(), stay.day));
        if revision.is_none_or(|revision| *revision < 1) {
            audit.add(Rule::RevisionsCount, format!("a day without a revision has {stay}"));
        }
    }
    for reservation in &rows.reservations {
        let log = rows.logs.get(&reservation.id).map(Vec::as_slice).unwrap_or_default();
        let sequence: Vec<i64> = log.iter().map(|line| line.sequence).collect();
        let ends_so = log.last().is_some_and(|line| line.status == reservation.status);
        if !counts(&sequence) || !ends_so {
            audit.add(Rule::LogCounts, format!("{} is {}: {log:?}", reservation.number, reservation.status));
        }
    }
}

fn promises(rows: &Rows, audit: &mut Audit) {
    for stay in &rows.stays {
        let log = rows.logs.get(&stay.id).map(Vec::as_slice).unwrap_or_default();
        let Some(promised) = &stay.promised else {
            // Since a host last said where it sits; before, it may have been another's choice.
            if log.iter().rev().take_while(|line| !line.is_seating()).any(Line::is_move) {
                audit.add(Rule::PinnedIsNotMoved, format!("{stay}: {log:?}"));
            }
            continue;
        };
        let house = rows.houses.get(&stay.restaurant_id);
        if !house.is_some_and(|house| house.may_have(stay, promised)) {
            audit.add(Rule::PromiseIsKept, format!("{:?} are not for {stay}", stay.table_ids));
        }
        let plan = |ids: &[String]| Some(&house?.floor_plan(ids)?.id);
        let seated = log.iter().rev().find(|line| line.is_seating());
        let seated = seated.and_then(|line| line.table_ids.as_deref());
        // Of tables that the house no longer has nobody knows where they stood.
        if seated.and_then(plan).is_some_and(|before| Some(before) != plan(&stay.table_ids)) {
            audit.add(Rule::PromiseIsKept, format!("{:?} is elsewhere: {stay}", stay.table_ids));
        }
    }
}

fn moves(rows: &Rows, audit: &mut Audit) {
    for reservation in &rows.reservations {
        let log = rows.logs.get(&reservation.id).map(Vec::as_slice).unwrap_or_default();
        let mut tables: Option<&Vec<String>> = None;
        let mut status = None;
        let is_sound = log.iter().enumerate().all(|(i, line)| {
            let is_sound = match (i, line.is_move(), &line.table_ids) {
                (0, false, Some(_)) => true,
                (1.., false, None) => true,
                // A host's word, which changes no status by itself.
                (1.., false, Some(_)) => line.is_the_hosts() && Some(&line.status) == status,
                (1.., true, Some(now)) => Some(now) != tables && Some(&line.status) == status,
                _ => false,
            };
            tables = line.table_ids.as_ref().or(tables);
            status = Some(&line.status);
            is_sound
        });
        if !is_sound || tables != Some(&reservation.table_ids) {
            let Reservation { number, table_ids, .. } = reservation;
            audit.add(Rule::MovesAreLogged, format!("{number} has {table_ids:?}: {log:?}"));
        }
    }
}

fn confirmations(rows: &Rows, audit: &mut Audit) {
    for reservation in rows.reservations.iter().filter(|reservation| reservation.source == "widget") {
        let count = rows.confirmations.get(&reservation.id).copied().unwrap_or_default();
        // One more for each time that a host changed what was agreed.
        let log = rows.logs.get(&reservation.id).map(Vec::as_slice).unwrap_or_default();
        let agreed = log.iter().filter(|line| line.is_seating()).count().max(1);
        if !(1..=i64::try_from(agreed).unwrap_or(i64::MAX)).contains(&count) {
            audit.add(Rule::OneConfirmation, format!("{} has {count}", reservation.number));
        }
    }
}

fn acknowledged(rows: &Rows, receipts: &[Receipt], audit: &mut Audit) {
    for receipt in receipts {
        let found = rows.reservations.iter().find(|r| r.number == receipt.number && r.notes == receipt.wish);
        let Some(found) = found else {
            audit.add(Rule::AcknowledgedIsThere, format!("not there: {receipt:?}"));
            continue;
        };
        let told: &[&str] = match receipt.state {
            Acknowledged::Booked => &["booked"],
            Acknowledged::Cancelled => &["cancelled"],
            Acknowledged::Unsure => &["booked", "cancelled"],
        };
        let is_same = found.day == i64::from(receipt.day.0.0)
            && found.minutes == i64::from(receipt.minutes)
            && found.attendees == i64::from(receipt.attendees);
        if !is_same || !told.contains(&&*found.status) {
            audit.add(Rule::AcknowledgedIsThere, format!("{receipt:?} is {found:?}"));
        }
    }
}

fn statuses(rows: &Rows, audit: &mut Audit) {
    for (id, log) in &rows.logs {
        for (before, after) in log.iter().zip(log.iter().skip(1)) {
            let is_same = before.status == after.status;
            if !is_same && !may_follow(&before.status, &after.status) {
                audit.add(Rule::StatusFollows, format!("{id}: {} after {}", after.status, before.status));
            }
        }
    }
}

fn gift_cards(rows: &Rows, audit: &mut Audit) {
    for (card, lines) in &rows.gift_card_lines {
        let mut balance = 0;
        for line in lines {
            balance += line.effect;
            if balance < 0 {
                audit.add(Rule::CardIsNotOverdrawn, format!("{card} holds {balance} after {line:?}"));
            }
        }
        let transactions: BTreeSet<&str> = lines.iter().map(|line| line.transaction_id.as_str()).collect();
        for id in transactions {
            let mut own: Vec<&GiftCardLine> = lines.iter().filter(|line| line.transaction_id == id).collect();
            own.sort_by_key(|line| line.step);
            let counts = own.iter().zip(1..).all(|(line, step)| line.step == step);
            let ends_once = own.iter().rev().skip(1).all(|line| line.status == "pending");
            let effect: i64 = own.iter().map(|line| line.effect).sum();
            let comes_to = |line: &&GiftCardLine| match line.status.as_str() {
                "successful" => line.amount,
                "pending" => line.amount.min(0),
                _ => 0,
            };
            if !counts || !ends_once || own.last().map(comes_to) != Some(effect) {
                audit.add(Rule::TransactionCounts, format!("{id} of {card}: {own:?}"));
            }
        }
    }
}

fn guests(rows: &Rows, audit: &mut Audit) {
    for (address, count) in rows.guest_addresses.iter().filter(|(_, count)| 1 < **count) {
        audit.add(Rule::GuestHasOneEntry, format!("{count} entries of {address}"));
    }
}

fn wishes(rows: &Rows, audit: &mut Audit) {
    let mut by_wish: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for reservation in rows.reservations.iter().filter(|reservation| !reservation.notes.is_empty()) {
        by_wish.entry(&reservation.notes).or_default().push(&reservation.number);
    }
    for (wish, numbers) in by_wish.into_iter().filter(|(_, numbers)| 1 < numbers.len()) {
        audit.add(Rule::WishIsFulfilledOnce, format!("{wish}: {}", numbers.join(", ")));
    }
}

#[cfg(test)]
mod tests;
