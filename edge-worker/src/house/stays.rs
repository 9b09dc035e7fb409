//! The stays around some days, as stored and as the engine sees them.

use std::collections::BTreeSet;
use std::ops::Range;

use api::Compiled;
use api::basics::status::Status;
use engine::{Day, Instant, Move, Occupancy, Promise, Span, Stay, TableSet};
use serde::Deserialize;

use crate::house::tenant::{TenantSelector, restaurant_id, unreadable};
use crate::platform::db::{RowSets, Statement, Value};
use crate::platform::failure::Failure;

/// One JSON text for each day: one row per stay would cost more to transfer than to read, and D1 limits a text to two
/// million bytes. Stays of reservations come with the last line of their log.
const SELECT_STAYS: &str = concat!(
    "SELECT json_group_array(json_array(
        s.id, s.day, s.starts, s.ends, s.blocked_until, s.attendees, json(s.table_ids),
        json(s.promised_category_ids), s.online, s.expires_at, s.extensions,
        json((SELECT json_array(l.sequence, l.status) FROM reservation_log l
              WHERE l.reservation_id = s.id ORDER BY l.sequence DESC LIMIT 1)), s.minutes, s.experience_id)) AS stays
     FROM stays s
     WHERE s.starts BETWEEN ?3 AND ?4 AND s.restaurant_id = ",
    restaurant_id!(),
    " GROUP BY s.day",
);

#[derive(Deserialize)]
struct StaysRow {
    stays: String,
}

/// A stay, as stored: an array, with its fields in the order of [`SELECT_STAYS`].
#[derive(Clone, Debug, Deserialize)]
struct StoredStay {
    id: String,
    day: i32,
    starts: i64,
    ends: i64,
    blocked_until: i64,
    attendees: u16,
    table_ids: Vec<String>,
    promised_category_ids: Option<Vec<String>>,
    online: u8,
    /// Set for a hold, in milliseconds since the epoch.
    expires_at: Option<i64>,
    extensions: u16,
    /// Set for a reservation.
    last_line: Option<LastLine>,
    minutes: u16,
    experience_id: String,
}

/// Stays as stored, for any configuration.
#[derive(Clone, Debug)]
pub(crate) struct StoredStays(Vec<StoredStay>);

/// The same before it is parsed, which takes longer than reading it: not everybody needs them.
pub(crate) struct UnparsedStays(Vec<StaysRow>);

impl UnparsedStays {
    /// Reads the results of [`select_stays`].
    pub(crate) fn read(rows: &mut RowSets) -> Result<Self, Failure> {
        Ok(Self(rows.all()?))
    }

    pub(crate) fn parse(&self) -> Result<StoredStays, Failure> {
        let mut stays = Vec::new();
        for row in &self.0 {
            stays.extend(serde_json::from_str::<Vec<StoredStay>>(&row.stays).map_err(unreadable)?);
        }
        Ok(StoredStays(stays))
    }
}

/// The last line of a reservation's log; also an array.
#[derive(Clone, Debug, Deserialize)]
struct LastLine {
    sequence: i64,
    status: Status,
}

/// The statement that reads all stays that can matter for slots on these days: in every time zone, for slots until
/// the end of the next day, for stays of up to a day that began before, and for the neighbours of parties that may be
/// moved.
pub(crate) fn select_stays(selector: &TenantSelector, days: &Range<Day>) -> Statement {
    selector.statement(SELECT_STAYS, starts_around(days))
}

/// The first and the last start, in minutes since the epoch, that can matter for slots on these days.
///
/// Slots start within two days of midnight of their opening day, and only parties that do so too are moved for them.
/// A stay lasts at most a day, including the buffer: so a stay that overlaps one of them starts after midnight of the
/// day before, and before midnight three days later. The end of `days` is the day after the last one.
pub(crate) fn starts_around(days: &Range<Day>) -> [Value; 2] {
    const ZONE_MINUTES_MAX: i64 = 14 * 60;
    let midnight = |day: Day| i64::from(day.0) * 1440;
    let first = midnight(days.start.plus(-1)) - ZONE_MINUTES_MAX;
    let last = midnight(days.end.plus(2)) + ZONE_MINUTES_MAX;
    [first.into(), last.into()]
}

/// The stays in a restaurant, with their stored ids.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stays(Vec<Party>);

/// A stay, with what is known beyond the engine's needs.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    /// The stored id; for a booked party that of its reservation.
    pub(crate) id: String,
    /// The opening day, and the start in minutes since it began.
    pub(crate) day: Day,
    pub(crate) minutes: u16,
    pub(crate) experience_id: String,
    pub(crate) stay: Stay,
    /// From sitting down until its tables are free again.
    pub(crate) blocked: Span,
    /// For a hold: the number of its extensions.
    pub(crate) extensions: Option<u16>,
    /// For a reservation: the number of the last line of its log.
    pub(crate) last_sequence: Option<i64>,
    /// Whether a visitor keeps it without having paid: a hold, or a booking that waits for its payment.
    pub(crate) is_unpaid: bool,
}

impl Party {
    fn from_stored(stored: StoredStay, compiled: &Compiled) -> Option<Self> {
        let start = Instant(stored.starts);
        let status = stored.last_line.as_ref().map(|line| line.status);
        let stay = Stay {
            span: Span::new(start, Instant(stored.ends))?,
            attendees: stored.attendees,
            // Tables that the configuration no longer has are dropped.
            tables: stored.table_ids.iter().filter_map(|id| compiled.table(id)).collect(),
            promise: promise(compiled, stored.promised_category_ids, status),
            online: stored.online != 0,
        };
        Some(Self {
            id: stored.id,
            day: Day(stored.day),
            minutes: stored.minutes,
            experience_id: stored.experience_id,
            stay,
            blocked: Span::new(start, Instant(stored.blocked_until))?,
            extensions: stored.expires_at.map(|_| stored.extensions),
            last_sequence: stored.last_line.map(|line| line.sequence),
            is_unpaid: stored.expires_at.is_some() || status == Some(Status::PaymentPending),
        })
    }
}

/// The promise to a party. A party that has arrived keeps its tables; so does a party whose promised categories no
/// longer exist, since nothing else could keep the promise.
fn promise(compiled: &Compiled, promised: Option<Vec<String>>, status: Option<Status>) -> Promise {
    let has_arrived = status.is_some_and(|status| engine::Status::from(status).is_in_house());
    let Some(ids) = promised.filter(|_| !has_arrived) else { return Promise::Tables };
    let categories = compiled.categories(&ids);
    let is_kept = ids.is_empty() || categories != 0;
    if is_kept { Promise::Kind { categories } } else { Promise::Tables }
}

impl Stays {
    /// Reads the results of [`select_stays`], without expired holds.
    pub(crate) fn read(rows: &mut RowSets, compiled: &Compiled, now_ms: i64) -> Result<Self, Failure> {
        Ok(Self::of(UnparsedStays::read(rows)?.parse()?, compiled, now_ms))
    }

    /// The stays under this configuration, without expired holds.
    pub(crate) fn of(stored: StoredStays, compiled: &Compiled, now_ms: i64) -> Self {
        let is_live = |stay: &StoredStay| stay.expires_at.is_none_or(|expires_at| now_ms < expires_at);
        let live = stored.0.into_iter().filter(is_live);
        Self(live.filter_map(|stay| Party::from_stored(stay, compiled)).collect())
    }

    /// All parties.
    pub(crate) fn parties(&self) -> impl Iterator<Item = &Party> {
        self.0.iter()
    }

    /// All parties except those with these ids.
    pub(crate) fn without(&self, ids: &BTreeSet<&str>) -> Self {
        Self(self.0.iter().filter(|party| !ids.contains(party.id.as_str())).cloned().collect())
    }

    /// The parties whose tables differ from those in `before`.
    pub(crate) fn reseated_from(&self, before: &Self) -> Vec<Reseated> {
        let now =
            |then: &Party| self.0.iter().find(|party| party.id == then.id).map(|party| party.stay.tables);
        let moved = |then: &Party| {
            let tables = now(then).filter(|tables| *tables != then.stay.tables)?;
            Some(Reseated { party: then.clone(), tables })
        };
        before.0.iter().filter_map(moved).collect()
    }

    /// The booked party of this id.
    pub(crate) fn party(&self, id: &str) -> Option<&Party> {
        self.0.iter().find(|party| party.id == id && party.last_sequence.is_some())
    }

    /// The live hold of this id.
    pub(crate) fn hold(&self, id: &str) -> Option<&Party> {
        self.hold_and_extensions(id).map(|(party, _)| party)
    }

    /// The live hold of this id, and the number of its extensions.
    pub(crate) fn hold_and_extensions(&self, id: &str) -> Option<(&Party, u16)> {
        let party = self.0.iter().find(|party| party.id == id)?;
        Some((party, party.extensions?))
    }

    /// The restaurant with all parties except the one with this id.
    pub(crate) fn seated_without(&self, compiled: &Compiled, id: Option<&str>) -> Seated<'_> {
        let parties: Vec<&Party> = self.0.iter().filter(|party| Some(party.id.as_str()) != id).collect();
        let occupancy = Occupancy::new(&compiled.house, parties.iter().map(|party| &party.stay));
        Seated { occupancy, parties }
    }

    pub(crate) fn add(&mut self, party: Party) {
        self.0.push(party);
    }

    /// Moves these parties to their new tables.
    pub(crate) fn reseat(&mut self, moves: &[Reseated]) {
        for Reseated { party, tables } in moves {
            for own in self.0.iter_mut().filter(|own| own.id == party.id) {
                own.stay.tables = *tables;
            }
        }
    }
}

/// A restaurant with its parties: for questions to the engine, and to look up the parties in its answers.
pub(crate) struct Seated<'a> {
    pub(crate) occupancy: Occupancy,
    /// In the order of the occupancy's stays.
    parties: Vec<&'a Party>,
}

/// A party, and the tables that it gets instead of its own.
#[derive(Clone, Debug)]
pub(crate) struct Reseated {
    pub(crate) party: Party,
    pub(crate) tables: TableSet,
}

impl Seated<'_> {
    /// The reservation of a stay in the occupancy; `None` for a hold.
    pub(crate) fn reservation_id(&self, stay: usize) -> Option<&str> {
        let party = self.parties.get(stay).filter(|party| party.last_sequence.is_some())?;
        Some(&party.id)
    }

    /// The reservations that have one of these tables at some time of a span.
    pub(crate) fn reservations_at(&self, tables: &TableSet, during: Span) -> Vec<String> {
        let sits = |party: &&&Party| {
            party.last_sequence.is_some()
                && party.stay.tables.intersects(tables)
                && party.blocked.overlaps(during)
        };
        self.parties.iter().filter(sits).map(|party| party.id.clone()).collect()
    }

    /// The engine's moves, as parties and tables.
    pub(crate) fn reseated(&self, compiled: &Compiled, moves: &[Move]) -> Vec<Reseated> {
        let reseated = |of: &Move| {
            let party = self.parties.get(of.stay).copied()?.clone();
            Some(Reseated { party, tables: compiled.house.floor.assignments().get(of.assignment)?.tables })
        };
        moves.iter().filter_map(reseated).collect()
    }
}
