//! One restaurant as a request finds it: who it is, how it is configured, who sits in it.

use std::ops::Range;

use api::{Code, Compiled, Configuration};
use engine::{Day, Instant, Occupancy, Promise, Span, Stay};
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
    /// By the digest of its API key.
    Key(String),
}

impl Door {
    /// The values of `?1` (slug) and `?2` (digest), with which every statement here starts.
    fn values(&self) -> [Value; 2] {
        match self {
            Self::Slug(slug) => [slug.as_str().into(), Value::Null],
            Self::Key(digest) => [Value::Null, digest.as_str().into()],
        }
    }

    fn not_found(&self) -> Failure {
        match self {
            Self::Slug(_) => Failure::new(Code::RestaurantNotFound, "no restaurant has this name"),
            Self::Key(_) => Failure::new(Code::Unauthorized, "this key opens nothing"),
        }
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
}

const SELECT_TENANT: &str = concat!(
    "SELECT r.id, c.version, c.document
     FROM restaurants r
     JOIN configurations c ON c.restaurant_id = r.id AND c.version = r.configuration_version
     WHERE r.id = ",
    restaurant_id!(),
);

/// Stays come as one JSON text: a row each would cost more to carry over than to read.
const SELECT_STAYS: &str = concat!(
    "SELECT json_group_array(json_array(id, starts, ends, attendees, json(table_ids), expires_at, extensions))
            AS stays
     FROM stays
     WHERE starts BETWEEN ?3 AND ?4 AND restaurant_id = ",
    restaurant_id!(),
);

#[derive(Deserialize)]
struct StaysRow {
    stays: String,
}

/// A stay as it is stored.
#[derive(Clone, Debug, Deserialize)]
struct StoredStay(String, i64, i64, u16, Vec<String>, Option<i64>, u16);

impl Tenant {
    /// Reads the restaurant's row; [`load`] sends the statement.
    ///
    /// It knows the zone from today to the end of the days asked about.
    pub(crate) fn from_rows(app: &App, door: &Door, rows: Rows, days: Range<Day>) -> Result<Self, Failure> {
        let row: TenantRow = rows.first()?.ok_or_else(|| door.not_found())?;
        let configuration: Configuration = serde_json::from_str(&row.document).map_err(unreadable)?;
        let zone = zone::named(&configuration.restaurant.time_zone).ok_or_else(|| unreadable("its zone"))?;
        let from = days.start.min(app.utc_day());
        let offsets = zone::offsets(zone, from, days.end.max(from));
        let compiled =
            Compiled::new(configuration, offsets).map_err(|faults| unreadable(format!("{faults:?}")))?;
        Ok(Self { id: row.id, version: row.version, compiled })
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
/// slots up to the end of the next day, and for stays of up to a day that began before.
pub(crate) fn select_stays(door: &Door, days: &Range<Day>) -> Statement {
    door.statement(SELECT_STAYS, starts_around(days))
}

/// The first and the last start, in minutes since the epoch, that can matter for slots on these days.
pub(crate) fn starts_around(days: &Range<Day>) -> [Value; 2] {
    const ZONE_MINUTES_MAX: i64 = 14 * 60;
    let midnight = |day: Day| i64::from(day.0) * 1440;
    let first = midnight(days.start.plus(-1)) - ZONE_MINUTES_MAX;
    let last = midnight(days.end.plus(1)) + ZONE_MINUTES_MAX;
    [first.into(), last.into()]
}

/// Who sits in a house, with the ids under which they are stored.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guestlist(Vec<Party>);

/// A stay and the id under which it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    pub(crate) id: String,
    pub(crate) stay: Stay,
    /// For a hold: how often it was extended.
    pub(crate) extensions: Option<u16>,
}

impl Guestlist {
    /// Reads the stays; holds that have run out are not among them.
    pub(crate) fn from_rows(rows: Rows, compiled: &Compiled, now_ms: i64) -> Result<Self, Failure> {
        let row: Option<StaysRow> = rows.first()?;
        let text = row.map_or_else(|| "[]".to_owned(), |row| row.stays);
        let stored: Vec<StoredStay> = serde_json::from_str(&text).map_err(unreadable)?;
        let live = stored.into_iter().filter(|stay| stay.5.is_none_or(|expires_at| now_ms < expires_at));
        let parties =
            live.filter_map(|StoredStay(id, starts, ends, attendees, table_ids, expires_at, extensions)| {
                let span = Span::new(Instant(starts), Instant(ends))?;
                // Tables that the house no longer has are nobody's.
                let tables = table_ids.iter().filter_map(|id| compiled.table(id)).collect();
                let stay = Stay { span, attendees, tables, promise: Promise::Tables, online: true };
                Some(Party { id, stay, extensions: expires_at.map(|_| extensions) })
            });
        Ok(Self(parties.collect()))
    }

    /// The stays.
    pub(crate) fn stays(&self) -> impl Iterator<Item = &Stay> + Clone {
        self.0.iter().map(|party| &party.stay)
    }

    /// The live hold of this id.
    pub(crate) fn hold(&self, id: &str) -> Option<&Stay> {
        self.hold_and_extensions(id).map(|(stay, _)| stay)
    }

    /// The live hold of this id, and how often it was extended.
    pub(crate) fn hold_and_extensions(&self, id: &str) -> Option<(&Stay, u16)> {
        let party = self.0.iter().find(|party| party.id == id)?;
        Some((&party.stay, party.extensions?))
    }

    /// The house with everybody in it but the party of this id.
    pub(crate) fn occupancy_without(&self, compiled: &Compiled, id: Option<&str>) -> Occupancy {
        let others = self.0.iter().filter(|party| Some(party.id.as_str()) != id).map(|party| &party.stay);
        Occupancy::new(&compiled.house, others)
    }
}

/// A restaurant around some days.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    pub(crate) tenant: Tenant,
    pub(crate) guests: Guestlist,
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
    Ok(Loaded { tenant, guests })
}

/// Reads a restaurant alone.
pub(crate) async fn load_tenant(app: &App, door: &Door) -> Result<Tenant, Failure> {
    let rows = app.db.batch(vec![select_tenant(door)]).await?;
    let today = app.utc_day();
    Tenant::from_rows(app, door, rows.into_iter().next().unwrap_or_default(), today..today.plus(1))
}
