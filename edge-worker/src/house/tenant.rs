//! A restaurant as a request addresses it: its identity and its configuration.

use std::ops::Range;

use api::{Code, Compiled, Configuration, Scope};
use engine::{Day, Instant, TableSet};
use serde::Deserialize;

use crate::platform::app::App;
use crate::platform::db::{RowSets, Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::zone;

/// How a request names its restaurant.
#[derive(Clone, Debug)]
pub(crate) enum TenantSelector {
    /// By the slug in its path.
    Slug(String),
    /// By the digest of its API key, for an operation that requires this scope.
    Key { digest: String, scope: Scope },
}

impl TenantSelector {
    /// The values of `?1` (slug) and `?2` (digest), the first parameters of every statement here.
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

    /// The scope that an API key must have.
    pub(crate) fn scope(&self) -> Option<String> {
        match self {
            Self::Slug(_) => None,
            Self::Key { scope, .. } => Some(scope.name()),
        }
    }

    /// Refuses an API key that lacks the scope; `scopes` is the JSON list of its scopes.
    fn check(&self, scopes: Option<&str>) -> Result<(), Failure> {
        let Self::Key { scope, .. } = self else { return Ok(()) };
        let names: Vec<String> = scopes.and_then(|list| serde_json::from_str(list).ok()).unwrap_or_default();
        let name = scope.name();
        let detail = || Failure::new(Code::ScopeMissing, format!("this key lacks the scope {name}"));
        names.contains(&name).then_some(()).ok_or_else(detail)
    }

    /// `sql` with the selector's values before its own.
    pub(crate) fn statement(&self, sql: &'static str, values: impl IntoIterator<Item = Value>) -> Statement {
        Statement::new(sql, self.values().into_iter().chain(values))
    }
}

/// The id of the selected restaurant, in a statement made by [`TenantSelector::statement`]. Every statement on a
/// restaurant's rows uses it, so that none can reach another restaurant's.
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

/// A time on a restaurant's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LocalTime {
    pub(crate) day: Day,
    /// Minutes since the day's midnight.
    pub(crate) minutes: u16,
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

impl Tenant {
    /// The id of the floor plan that these tables stand on; none for no table.
    pub(crate) fn floor_plan_of(&self, tables: &TableSet) -> Option<String> {
        let floor = self.compiled.house.floor.tables();
        let plan = tables.iter().next().and_then(|table| floor.get(table))?.floor_plan;
        self.compiled.floor_plan_ids(1 << plan).into_iter().next()
    }

    /// Reads the result of [`select_tenant`].
    ///
    /// The zone's offsets are known from today to the end of `days`.
    pub(crate) fn read(
        app: &App,
        selector: &TenantSelector,
        rows: &mut RowSets,
        days: Range<Day>,
    ) -> Result<Self, Failure> {
        let row: TenantRow = rows.first()?.ok_or_else(|| selector.not_found())?;
        selector.check(row.scopes.as_deref())?;
        let configuration: Configuration = serde_json::from_str(&row.document).map_err(unreadable)?;
        let zone = zone::named(&configuration.restaurant.time_zone).ok_or_else(|| unreadable("its zone"))?;
        let from = days.start.min(app.utc_day());
        let offsets = zone::offsets(zone, from, days.end.max(from));
        let compiled =
            Compiled::new(configuration, offsets).map_err(|faults| unreadable(format!("{faults:?}")))?;
        Ok(Self { id: row.id, version: row.version, compiled })
    }

    /// Like [`Tenant::read`], for what is not about days: the offsets are known around today.
    pub(crate) fn read_today(
        app: &App,
        selector: &TenantSelector,
        rows: &mut RowSets,
    ) -> Result<Self, Failure> {
        let today = app.utc_day();
        Self::read(app, selector, rows, today..today.plus(1))
    }

    /// The restaurant's clock at an instant, however far away. The offsets of `compiled.house` are for decisions about
    /// the days that were loaded, and wrong beyond them.
    pub(crate) fn local(&self, instant: Instant) -> LocalTime {
        let zone = zone::named(&self.compiled.configuration.restaurant.time_zone);
        // The fallback is never used: a restaurant whose zone is unknown cannot be loaded.
        let loaded = || self.compiled.house.offsets.wall(instant);
        let (day, minutes) = zone.map_or_else(loaded, |zone| zone::wall(zone, instant));
        LocalTime { day, minutes }
    }

    /// The restaurant's slug.
    pub(crate) fn slug(&self) -> &str {
        &self.compiled.configuration.restaurant.slug
    }
}

/// Configurations are validated before they are published, so one that cannot be read is an internal error.
pub(super) fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::internal(format!("published configuration: {error}"))
}

/// The statement that reads a restaurant.
pub(crate) fn select_tenant(selector: &TenantSelector) -> Statement {
    selector.statement(SELECT_TENANT, [])
}

/// Reads a restaurant by itself.
pub(crate) async fn load_tenant(app: &App, selector: &TenantSelector) -> Result<Tenant, Failure> {
    let mut rows = app.db.read(vec![select_tenant(selector)]).await?;
    Tenant::read_today(app, selector, &mut rows)
}

const SELECT_SLUG: &str = "SELECT slug FROM restaurants WHERE id = ?1";

#[derive(Deserialize)]
struct SlugRow {
    slug: String,
}

/// The slug of the restaurant with this id; empty if there is none.
pub(crate) async fn slug_of(app: &App, restaurant_id: &str) -> Result<String, Failure> {
    let row: Option<SlugRow> = app.db.first(Statement::new(SELECT_SLUG, [restaurant_id.into()])).await?;
    Ok(row.map(|row| row.slug).unwrap_or_default())
}
