//! The rows that an audit looks at.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::{Context, Result};
use rusqlite::{Connection, Row};

use super::house::House;

#[derive(Debug)]
pub(super) struct Stay {
    pub(super) id: String,
    pub(super) restaurant_id: String,
    pub(super) day: i64,
    pub(super) minutes: i64,
    pub(super) starts: i64,
    pub(super) ends: i64,
    /// From when to when nobody else can have its tables.
    pub(super) blocked_from: i64,
    pub(super) blocked_until: i64,
    pub(super) attendees: i64,
    experience_id: String,
    pub(super) table_ids: Vec<String>,
    pub(super) is_hold: bool,
    /// The table categories it was promised; nothing where it keeps its tables.
    pub(super) promised: Option<Vec<String>>,
    pub(super) online: bool,
    /// How many guests its table takes, if it shares it.
    pub(super) places: Option<i64>,
}

impl fmt::Display for Stay {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let kind = if self.is_hold { "hold" } else { "booking" };
        let Self { id, starts, ends, attendees, .. } = self;
        write!(f, "the {kind} {id} of {attendees}, minutes {starts} to {ends}")
    }
}

#[derive(Debug)]
pub(super) struct Reservation {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) status: String,
    pub(super) source: String,
    pub(super) day: i64,
    pub(super) minutes: i64,
    starts: i64,
    ends: i64,
    pub(super) attendees: i64,
    experience_id: String,
    pub(super) table_ids: Vec<String>,
    pub(super) notes: String,
    pub(super) hold_id: Option<String>,
}

impl Reservation {
    /// Whether this is the stay of this reservation.
    pub(super) fn sits_as(&self, stay: &Stay) -> bool {
        let own = (self.day, self.minutes, self.starts, self.ends, self.attendees);
        own == (stay.day, stay.minutes, stay.starts, stay.ends, stay.attendees)
            && self.experience_id == stay.experience_id
            && self.table_ids == stay.table_ids
            && !stay.is_hold
    }
}

/// A line of a reservation's log.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) sequence: i64,
    pub(super) status: String,
    actor: String,
    pub(super) table_ids: Option<Vec<String>>,
}

impl Line {
    /// Whether the party was given other tables to make room.
    pub(super) fn is_move(&self) -> bool {
        self.actor == "reseating"
    }

    /// Whether the restaurant's own word wrote it.
    pub(super) fn is_the_hosts(&self) -> bool {
        self.actor == "api"
    }

    /// Whether somebody decided where the party sits: at booking, or a host since.
    pub(super) fn is_seating(&self) -> bool {
        self.table_ids.is_some() && !self.is_move()
    }
}

/// A line of a gift card's log.
#[derive(Debug)]
pub(super) struct GiftCardLine {
    pub(super) transaction_id: String,
    pub(super) step: i64,
    pub(super) status: String,
    pub(super) amount: i64,
    pub(super) effect: i64,
}

/// Everything, by restaurant and day.
pub(super) struct Rows {
    pub(super) houses: BTreeMap<String, House>,
    pub(super) stays: Vec<Stay>,
    /// Restaurant, table, cell, stay.
    pub(super) occupancy: Vec<(String, String, i64, String)>,
    pub(super) reservations: Vec<Reservation>,
    /// By restaurant and day.
    pub(super) revisions: BTreeMap<(String, i64), i64>,
    pub(super) logs: BTreeMap<String, Vec<Line>>,
    pub(super) confirmations: BTreeMap<String, i64>,
    /// By card, in the order of time.
    pub(super) gift_card_lines: BTreeMap<String, Vec<GiftCardLine>>,
    /// How many entries of the guestbook an address has; those that nobody has proven count apart.
    pub(super) guest_addresses: BTreeMap<String, i64>,
}

impl Rows {
    pub(super) fn read(database: &Connection) -> Result<Self> {
        let houses = read(
            database,
            "SELECT r.id, c.document FROM restaurants r
             JOIN configurations c ON c.restaurant_id = r.id AND c.version = r.configuration_version",
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        )?;
        let house = |(id, document): (String, String)| {
            Ok((id, House::new(serde_json::from_str(&document).context("a configuration")?)))
        };
        let revisions = read(
            database,
            "SELECT restaurant_id, day, revision FROM day_revisions ORDER BY restaurant_id, day",
            |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)),
        )?;
        let logs =
            read(database, "SELECT * FROM reservation_log ORDER BY reservation_id, sequence", |row| {
                Ok((row.get("reservation_id")?, line(row)?))
            })?;
        let confirmations = read(
            database,
            "SELECT reservation_id, COUNT(*) FROM outbox WHERE kind = 'confirmation' GROUP BY reservation_id",
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let lines = read(
            database,
            "SELECT * FROM gift_card_log ORDER BY gift_card_id, at, effect < 0, transaction_id, step",
            |row| Ok((row.get("gift_card_id")?, gift_card_line(row)?)),
        )?;
        let addresses = read(
            database,
            "SELECT restaurant_id || ' ' || lower(email) || iif(is_unproven, ', unproven', ''), COUNT(*)
             FROM guests WHERE email <> '' GROUP BY 1",
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(Self {
            gift_card_lines: grouped(lines),
            guest_addresses: addresses.into_iter().collect(),
            houses: houses.into_iter().map(house).collect::<Result<_>>()?,
            stays: read(database, "SELECT * FROM stays ORDER BY id", stay)?,
            occupancy: read(
                database,
                "SELECT restaurant_id, COALESCE(table_id, ''), cell, stay_id FROM occupancy",
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )?,
            reservations: read(database, "SELECT * FROM reservations ORDER BY id", reservation)?,
            revisions: revisions.into_iter().collect(),
            logs: grouped(logs),
            confirmations: confirmations.into_iter().collect(),
        })
    }
}

fn read<T>(database: &Connection, sql: &str, row: impl FnMut(&Row) -> rusqlite::Result<T>) -> Result<Vec<T>> {
    let mut statement = database.prepare(sql).with_context(|| sql.to_owned())?;
    let rows = statement.query_map([], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn grouped<K: Ord, V>(pairs: Vec<(K, V)>) -> BTreeMap<K, Vec<V>> {
    let mut groups: BTreeMap<K, Vec<V>> = BTreeMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}

fn stay(row: &Row) -> rusqlite::Result<Stay> {
    Ok(Stay {
        id: row.get("id")?,
        restaurant_id: row.get("restaurant_id")?,
        day: row.get("day")?,
        minutes: row.get("minutes")?,
        starts: row.get("starts")?,
        ends: row.get("ends")?,
        blocked_from: row.get::<_, Option<i64>>("tables_from")?.unwrap_or(row.get("starts")?),
        blocked_until: row.get("blocked_until")?,
        attendees: row.get("attendees")?,
        experience_id: row.get("experience_id")?,
        table_ids: table_ids(row)?,
        is_hold: row.get::<_, Option<i64>>("expires_at")?.is_some(),
        promised: list(row, "promised_category_ids")?,
        online: row.get("online")?,
        places: row.get("places")?,
    })
}

fn reservation(row: &Row) -> rusqlite::Result<Reservation> {
    Ok(Reservation {
        id: row.get("id")?,
        number: row.get("number")?,
        status: row.get("status")?,
        source: row.get("source")?,
        day: row.get("day")?,
        minutes: row.get("minutes")?,
        starts: row.get("starts")?,
        ends: row.get("ends")?,
        attendees: row.get("attendees")?,
        experience_id: row.get("experience_id")?,
        table_ids: table_ids(row)?,
        notes: row.get("notes")?,
        hold_id: row.get("hold_id")?,
    })
}

fn line(row: &Row) -> rusqlite::Result<Line> {
    Ok(Line {
        sequence: row.get("sequence")?,
        status: row.get("status")?,
        actor: row.get("actor")?,
        table_ids: list(row, "table_ids")?,
    })
}

fn gift_card_line(row: &Row) -> rusqlite::Result<GiftCardLine> {
    Ok(GiftCardLine {
        transaction_id: row.get("transaction_id")?,
        step: row.get("step")?,
        status: row.get("status")?,
        amount: row.get("amount")?,
        effect: row.get("effect")?,
    })
}

/// Text that is no list would be noticed as a stay without cells.
fn table_ids(row: &Row) -> rusqlite::Result<Vec<String>> {
    Ok(list(row, "table_ids")?.unwrap_or_default())
}

fn list(row: &Row, column: &str) -> rusqlite::Result<Option<Vec<String>>> {
    let text: Option<String> = row.get(column)?;
    Ok(text.map(|text| serde_json::from_str(&text).unwrap_or_default()))
}
