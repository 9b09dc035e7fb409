//! One restaurant as a request finds it: who it is, how it is configured, who sits in it.

use std::collections::BTreeSet;
use std::ops::Range;

use api::reservation::Status;
use api::{Code, Compiled, Configuration, Scope};
use engine::{Day, Instant, Move, Occupancy, Promise, Span, Stay, TableSet};
use serde::Deserialize;

use crate::app::App;
use crate::db::{Rows, Statement, Value};
use crate::problem::Failure;
use crate::zone;

/// How a request names its restaurant.
#[derive(Clone, Debug)]
pub(crate) enum Door {
    /// By the slug in its path.
    Slug(String),
    /// By the digest of its API key, for what needs this scope.
    Key { digest: String, scope: Scope },
}

impl Door {
    /// The values of `?1` (slug) and `?2` (digest), with which every statement here starts.
    fn values(&self) -> [Value; 2] {
        match self {
            Self::Slug(slug) => [slug.as_str().into(), Value::Null],
            Self::Key { digest, .. } => [Value::Null, digest.as_str().into()],
        }
    }

    fn not_found(&self) -> Failure {
        match self {
            Self::Slug(_) => Failure::new(Code::RestaurantNotFound, "no restaurant has this name"),
            Self::Key { .. } => Failure::new(Code::Unauthorized, "this key opens nothing"),
        }
    }

    /// The scope that a key needs.
    pub(crate) fn scope(&self) -> Option<String> {
        match self {
            Self::Slug(_) => None,
            Self::Key { scope, .. } => Some(scope.name()),
        }
    }

    /// Refuses a key that lacks the scope; `scopes` are those of the key that opened the restaurant, a JSON list.
    fn check(&self, scopes: Option<&str>) -> Result<(), Failure> {
        let Self::Key { scope, .. } = self else { return Ok(()) };
        let names: Vec<String> = scopes.and_then(|list| serde_json::from_str(list).ok()).unwrap_or_default();
        let name = scope.name();
        let detail = || Failure::new(Code::ScopeMissing, format!("this key lacks the scope {name}"));
        names.contains(&name).then_some(()).ok_or_else(detail)
    }

    /// `sql` with the door's values before its own.
    pub(crate) fn statement(&self, sql: &'static str, values: impl IntoIterator<Item = Value>) -> Statement {
        Statement::new(sql, self.values().into_iter().chain(values))
    }
}

/// The restaurant behind the door, in a statement that [`Door::statement`] makes. Every statement on a restaurant's
/// rows goes through here, so that none can reach another's.
macro_rules! restaurant_id {
    () => {
        "(SELECT id FROM restaurants WHERE slug = ?1
          UNION ALL SELECT restaurant_id FROM api_keys WHERE digest = ?2 AND revoked_at IS NULL)"
    };
}
pub(crate) use restaurant_id;

/// A restaurant and its published configuration.
#[derive(Clone, Debug)]
pub(crate) struct Tenant {
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) compiled: Compiled,
}

#[derive(Deserialize)]
struct TenantRow {
    id: String,
    version: i64,
    document: String,
    scopes: Option<String>,
}

const SELECT_TENANT: &str = concat!(
    "SELECT r.id, c.version, c.document, (SELECT k.scopes FROM api_keys k WHERE k.digest = ?2) AS scopes
     FROM restaurants r
     JOIN configurations c ON c.restaurant_id = r.id AND c.version = r.configuration_version
     WHERE r.id = ",
    restaurant_id!(),
);

/// Stays come as one JSON text for each day: a row each would cost more to carry over than to read, and D1 has no text of
/// more than two million bytes. Those of reservations come
/// with the last line of their log.
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

/// A stay as it is stored, in the order of [`SELECT_STAYS`].
#[derive(Clone, Debug, Deserialize)]
struct StoredStay(
    String,
    i32,
    i64,
    i64,
    i64,
    u16,
    Vec<String>,
    Option<Vec<String>>,
    u8,
    Option<i64>,
    u16,
    Option<(i64, Status)>,
    u16,
    String,
);

impl Tenant {
    /// Reads the restaurant's row; [`load`] sends the statement.
    ///
    /// It knows the zone from today to the end of the days asked about.
    pub(crate) fn from_rows(app: &App, door: &Door, rows: Rows, days: Range<Day>) -> Result<Self, Failure> {
        let row: TenantRow = rows.first()?.ok_or_else(|| door.not_found())?;
        door.check(row.scopes.as_deref())?;
        let configuration: Configuration = serde_json::from_str(&row.document).map_err(unreadable)?;
        let zone = zone::named(&configuration.restaurant.time_zone).ok_or_else(|| unreadable("its zone"))?;
        let from = days.start.min(app.utc_day());
        let offsets = zone::offsets(zone, from, days.end.max(from));
        let compiled =
            Compiled::new(configuration, offsets).map_err(|faults| unreadable(format!("{faults:?}")))?;
        Ok(Self { id: row.id, version: row.version, compiled })
    }

    /// The same, for what is not about days: it knows the zone around today.
    pub(crate) fn of_today(app: &App, door: &Door, rows: Rows) -> Result<Self, Failure> {
        let today = app.utc_day();
        Self::from_rows(app, door, rows, today..today.plus(1))
    }

    /// The restaurant's slug.
    pub(crate) fn slug(&self) -> &str {
        &self.compiled.configuration.restaurant.slug
    }
}

/// A published configuration is checked before it is published: one that cannot be read is our fault.
fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::internal(format!("published configuration: {error}"))
}

/// The statement that reads a restaurant.
pub(crate) fn select_tenant(door: &Door) -> Statement {
    door.statement(SELECT_TENANT, [])
}

/// The statement that reads all stays that can matter for slots on these days: wide enough for every zone, for
/// slots up to the end of the next day, for stays of up to a day that began before, and for the neighbours of who
/// may be moved.
pub(crate) fn select_stays(door: &Door, days: &Range<Day>) -> Statement {
    door.statement(SELECT_STAYS, starts_around(days))
}

/// The first and the last start, in minutes since the epoch, that can matter for slots on these days.
///
/// Slots start within two days of their opening day's midnight, and only parties that do so too are moved for them.
/// A stay lasts a day at most, buffer included: so whoever meets one of them started after the midnight a day
/// earlier, and before the one three days later. An end of `days` is a day after the last of them.
pub(crate) fn starts_around(days: &Range<Day>) -> [Value; 2] {
    const ZONE_MINUTES_MAX: i64 = 14 * 60;
    let midnight = |day: Day| i64::from(day.0) * 1440;
    let first = midnight(days.start.plus(-1)) - ZONE_MINUTES_MAX;
    let last = midnight(days.end.plus(2)) + ZONE_MINUTES_MAX;
    [first.into(), last.into()]
}

/// Who sits in a house, with the ids under which they are stored.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guestlist(Vec<Party>);

/// A stay, and what is known of it beyond the engine's needs.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    /// The id under which it is stored; a booked party's is its reservation's.
    pub(crate) id: String,
    /// The opening day, and the start in minutes since it began.
    pub(crate) day: Day,
    pub(crate) minutes: u16,
    pub(crate) experience_id: String,
    pub(crate) stay: Stay,
    /// From sitting down until its tables are free again.
    pub(crate) blocked: Span,
    /// For a hold: how often it was extended.
    pub(crate) extensions: Option<u16>,
    /// For a reservation: the number of the last line of its log.
    pub(crate) last_sequence: Option<i64>,
}

impl Party {
    fn from_stored(stored: StoredStay, compiled: &Compiled) -> Option<Self> {
        let StoredStay(
            id,
            day,
            starts,
            ends,
            blocked_until,
            attendees,
            table_ids,
            promised,
            online,
            expires_at,
            extensions,
            log,
            minutes,
            experience_id,
        ) = stored;
        let start = Instant(starts);
        let stay = Stay {
            span: Span::new(start, Instant(ends))?,
            attendees,
            // Tables that the house no longer has are nobody's.
            tables: table_ids.iter().filter_map(|id| compiled.table(id)).collect(),
            promise: promise(compiled, promised, log.map(|(_, status)| status)),
            online: online != 0,
        };
        Some(Self {
            id,
            day: Day(day),
            minutes,
            experience_id,
            stay,
            blocked: Span::new(start, Instant(blocked_until))?,
            extensions: expires_at.map(|_| extensions),
            last_sequence: log.map(|(sequence, _)| sequence),
        })
    }
}

/// What a party was promised. Who is in the house already stays where it sits; and where the restaurant has none of
/// the promised categories any more, nothing but the tables themselves keeps the promise.
fn promise(compiled: &Compiled, promised: Option<Vec<String>>, status: Option<Status>) -> Promise {
    let has_arrived = status.is_some_and(|status| engine::Status::from(status).is_in_house());
    let Some(ids) = promised.filter(|_| !has_arrived) else { return Promise::Tables };
    let categories = compiled.categories(&ids);
    let is_kept = ids.is_empty() || categories != 0;
    if is_kept { Promise::Kind { categories } } else { Promise::Tables }
}

impl Guestlist {
    /// Reads the stays; holds that have run out are not among them.
    pub(crate) fn from_rows(rows: Rows, compiled: &Compiled, now_ms: i64) -> Result<Self, Failure> {
        let mut stored: Vec<StoredStay> = Vec::new();
        for row in rows.all::<StaysRow>()? {
            stored.extend(serde_json::from_str::<Vec<StoredStay>>(&row.stays).map_err(unreadable)?);
        }
        let live = stored.into_iter().filter(|stay| stay.9.is_none_or(|expires_at| now_ms < expires_at));
        Ok(Self(live.filter_map(|stay| Party::from_stored(stay, compiled)).collect()))
    }

    /// The stays.
    pub(crate) fn stays(&self) -> impl Iterator<Item = &Stay> + Clone {
        self.0.iter().map(|party| &party.stay)
    }

    /// Everybody.
    pub(crate) fn parties(&self) -> impl Iterator<Item = &Party> {
        self.0.iter()
    }

    /// Everybody but those of these ids.
    pub(crate) fn without(&self, ids: &BTreeSet<&str>) -> Self {
        Self(self.0.iter().filter(|party| !ids.contains(party.id.as_str())).cloned().collect())
    }

    /// Who has other tables here than in `before`.
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

    /// The live hold of this id, and how often it was extended.
    pub(crate) fn hold_and_extensions(&self, id: &str) -> Option<(&Party, u16)> {
        let party = self.0.iter().find(|party| party.id == id)?;
        Some((party, party.extensions?))
    }

    /// The house with everybody in it but the party of this id.
    pub(crate) fn seated_without(&self, compiled: &Compiled, id: Option<&str>) -> Seated<'_> {
        let parties: Vec<&Party> = self.0.iter().filter(|party| Some(party.id.as_str()) != id).collect();
        let occupancy = Occupancy::new(&compiled.house, parties.iter().map(|party| &party.stay));
        Seated { occupancy, parties }
    }

    /// One more party.
    pub(crate) fn add(&mut self, party: Party) {
        self.0.push(party);
    }

    /// Seats these parties at their new tables.
    pub(crate) fn reseat(&mut self, moves: &[Reseated]) {
        for Reseated { party, tables } in moves {
            for own in self.0.iter_mut().filter(|own| own.id == party.id) {
                own.stay.tables = *tables;
            }
        }
    }
}

/// A house with parties in it: for the engine's questions, and for who its answers are about.
pub(crate) struct Seated<'a> {
    pub(crate) occupancy: Occupancy,
    /// In the order of the occupancy's stays.
    parties: Vec<&'a Party>,
}

/// A party and the tables that it gets in place of its own.
#[derive(Clone, Debug)]
pub(crate) struct Reseated {
    pub(crate) party: Party,
    pub(crate) tables: TableSet,
}

impl Seated<'_> {
    /// The reservation behind a stay of the occupancy; a hold has none.
    pub(crate) fn reservation_id(&self, stay: usize) -> Option<&str> {
        let party = self.parties.get(stay).filter(|party| party.last_sequence.is_some())?;
        Some(&party.id)
    }

    /// Who moves where, in the engine's words and in ours.
    pub(crate) fn reseated(&self, compiled: &Compiled, moves: &[Move]) -> Vec<Reseated> {
        let reseated = |of: &Move| {
            let party = self.parties.get(of.stay).copied()?.clone();
            Some(Reseated { party, tables: compiled.house.floor.assignments().get(of.assignment)?.tables })
        };
        moves.iter().filter_map(reseated).collect()
    }
}

/// A restaurant around some days.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    pub(crate) tenant: Tenant,
    pub(crate) guests: Guestlist,
    /// The rows of what else the request asked for, in its order.
    pub(crate) besides: Vec<Rows>,
}

impl Loaded {
    /// The rows of one of what else the request asked for, by its place.
    pub(crate) fn beside(&self, place: usize) -> Rows {
        self.besides.get(place).cloned().unwrap_or_default()
    }
}

/// How far from today a day can lie that slots are asked for. Nothing is booked years ahead; and a zone's clock
/// changes are looked up day by day.
const REACH_DAYS: i32 = 800;

/// Refuses days that are out of reach.
pub(crate) fn check_reach(app: &App, days: &Range<Day>) -> Result<(), Failure> {
    let today = app.utc_day();
    let reach = today.plus(-REACH_DAYS)..today.plus(REACH_DAYS);
    let is_within = reach.contains(&days.start) && reach.contains(&days.end);
    is_within.then_some(()).ok_or_else(|| Failure::invalid_field("/day", "at most two years from today"))
}

/// Reads a restaurant and who sits in it around these days, in one round trip.
pub(crate) async fn load(app: &App, door: &Door, days: Range<Day>) -> Result<Loaded, Failure> {
    check_reach(app, &days)?;
    let rows = app.db.batch(vec![select_tenant(door), select_stays(door, &days)]).await?;
    let mut rows = rows.into_iter();
    let tenant = Tenant::from_rows(app, door, rows.next().unwrap_or_default(), days)?;
    let guests = Guestlist::from_rows(rows.next().unwrap_or_default(), &tenant.compiled, app.now_ms)?;
    Ok(Loaded { tenant, guests, besides: Vec::new() })
}

/// Reads a restaurant alone.
pub(crate) async fn load_tenant(app: &App, door: &Door) -> Result<Tenant, Failure> {
    let rows = app.db.batch(vec![select_tenant(door)]).await?;
    Tenant::of_today(app, door, rows.into_iter().next().unwrap_or_default())
}
