//! Parties at tables: shared by check-in and check-out.

use std::cmp::Reverse;

use api::basics::status::Status;
use api::{AtTable, FieldError};
use engine::{Sharing, TableSet};

use crate::booking::reservation::{Row, select_reservations};
use crate::house::commit::{ExtraReads, Request};
use crate::house::idempotency::{Audience, IdempotencyKey};
use crate::house::placement;
use crate::house::tenant::{Tenant, TenantSelector, restaurant_id};
use crate::platform::app::App;
use crate::platform::db::Value;
use crate::platform::failure::Failure;

const SELECT_AROUND: &str = select_reservations!(
    "r.restaurant_id = ",
    restaurant_id!(),
    " AND r.day BETWEEN ?3 AND ?4 AND r.status IN (SELECT value FROM json_each(?5))",
);

/// A commit request that also reads the reservations around now with these statuses.
pub(crate) fn request<'a>(
    app: &App,
    selector: &'a TenantSelector,
    key: &'a IdempotencyKey,
    statuses: &[Status],
) -> Request<'a, Vec<Row>> {
    // Covers the restaurant's today in any time zone, and the evening before, which may not be over.
    let (first, last) = (app.utc_day().plus(-2), app.utc_day().plus(1));
    let statuses = serde_json::to_string(statuses).unwrap_or_default();
    let values = [Value::from(first.0), last.0.into(), statuses.into()];
    Request {
        selector,
        days: first..last.plus(1),
        audience: Audience::Restaurant,
        key,
        extra_reads: ExtraReads {
            statements: vec![selector.statement(SELECT_AROUND, values)],
            read: |rows| Ok(rows.all()?),
        },
    }
}

/// The statuses of parties on the premises.
pub(crate) fn in_house() -> impl Iterator<Item = Status> {
    engine::Status::ALL.into_iter().filter(|status| status.is_in_house()).map(Status::from)
}

/// The tables that a request names.
pub(crate) fn tables(tenant: &Tenant, at: &AtTable) -> Result<TableSet, Failure> {
    // Typed clients send empty values for what they leave out.
    let name = at.table_name.as_deref().filter(|name| !name.is_empty());
    match (name, placement::named(at.table_ids.as_ref())) {
        (Some(name), None) => by_name(tenant, name),
        (None, Some(ids)) => placement::pinned(tenant, "/tableIds", ids),
        (Some(name), Some(ids)) => {
            let tables = placement::pinned(tenant, "/tableIds", ids)?;
            let is_same = tables == by_name(tenant, name)?;
            let differs = || Failure::invalid_field("/tableName", "names another table than tableIds");
            is_same.then_some(tables).ok_or_else(differs)
        }
        (None, None) => Err(Failure::invalid(vec![
            FieldError::new("/tableName", "this or tableIds is needed"),
            FieldError::new("/tableIds", "this or tableName is needed"),
        ])),
    }
}

fn by_name(tenant: &Tenant, name: &str) -> Result<TableSet, Failure> {
    let plans = &tenant.compiled.configuration.floor_plans;
    let all = plans.iter().flat_map(|plan| &plan.tables).filter(|(_, table)| table.name == name);
    let ids: Vec<&String> = all.map(|(id, _)| id).collect();
    let wrong = |detail: &str| Failure::invalid_field("/tableName", detail);
    match ids[..] {
        [id] => tenant.compiled.table_set(&[id]).map_err(|_| wrong("the restaurant has no such table")),
        [] => Err(wrong("the restaurant has no table of this name")),
        _ => Err(wrong("several tables have this name; send tableIds")),
    }
}

/// Whether several parties may be at these tables at once: a counter, or a table whose guests are counted.
pub(crate) fn is_shared(tenant: &Tenant, tables: &TableSet) -> bool {
    let floor = tenant.compiled.house.floor.tables();
    let sharing = |table: usize| floor.get(table).is_some_and(|table| table.sharing != Sharing::Alone);
    tables.iter().any(sharing)
}

/// Refuses to guess which of several parties at a shared table is meant.
pub(crate) fn only<'a>(
    app: &App,
    tenant: &Tenant,
    rows: &'a [Row],
    tables: &TableSet,
    is_meant: impl Fn(&Row) -> bool,
) -> Result<Option<&'a Row>, Failure> {
    let is_todays = |row: &Row| app.now().0 - VISIT_MINUTES_MAX <= row.starts;
    let is_here = |row: &&Row| row.tables(tenant).intersects(tables) && is_todays(row) && is_meant(row);
    let meant: Vec<&Row> = rows.iter().filter(is_here).collect();
    match meant[..] {
        [] => Ok(None),
        [row] => Ok(Some(row)),
        _ => {
            let name = |row: &&Row| {
                let who = if row.last_name.is_empty() { "a walk-in" } else { &row.last_name };
                format!("{who} of {}, id {}", row.attendees, row.id)
            };
            let names: Vec<String> = meant.iter().map(name).collect();
            let detail = format!("several parties share it: send one's reservationId ({})", names.join("; "));
            let ids = meant.iter().map(|row| row.id.clone()).collect();
            Err(Failure::tables_taken(detail, ids))
        }
    }
}

/// A visit that started longer ago counts as over, even without a check-out.
const VISIT_MINUTES_MAX: i64 = 12 * 60;

/// Of today's visits at any of these tables, the first by `rank`; a rank of `None` excludes a visit. Ties go to the
/// visit with more of the tables, then to the earlier one.
pub(crate) fn first<K: Ord>(
    app: &App,
    tenant: &Tenant,
    rows: &[Row],
    tables: &TableSet,
    rank: impl Fn(&Row) -> Option<K>,
) -> Option<Row> {
    let shared = |row: &Row| row.tables(tenant).intersection(tables).len();
    let is_todays = |row: &Row| app.now().0 - VISIT_MINUTES_MAX <= row.starts;
    let here = rows.iter().filter(|row| is_todays(row) && 0 < shared(row));
    let ranked = here.filter_map(|row| Some((rank(row)?, row)));
    let best = ranked.min_by(|(a, left), (b, right)| {
        let rest = |row: &Row| (Reverse(shared(row)), row.starts, row.id.clone());
        a.cmp(b).then_with(|| rest(left).cmp(&rest(right)))
    });
    best.map(|(_, row)| row.clone())
}
