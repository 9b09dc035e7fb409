//! Stays in SQL: who keeps which tables when.

use api::Date;
use engine::{Placement, Promise};

use crate::db::{Statement, Value};
use crate::tenant::Tenant;

/// A stay to be written.
pub(crate) struct NewStay<'a> {
    pub(crate) id: &'a str,
    pub(crate) day: Date,
    pub(crate) minutes: u16,
    pub(crate) attendees: u16,
    pub(crate) experience_id: &'a str,
    pub(crate) placement: &'a Placement,
    /// What it may be given instead of its tables.
    pub(crate) promise: Promise,
    /// Whether the guest booked it, and not the restaurant.
    pub(crate) online: bool,
    /// Present for a hold.
    pub(crate) hold: Option<HoldTerms>,
}

/// What makes a stay a hold.
#[derive(Clone, Debug)]
pub(crate) struct HoldTerms {
    /// Milliseconds since the epoch.
    pub(crate) expires_at: i64,
    pub(crate) extensions: u16,
}

const INSERT_STAY: &str = "
    INSERT INTO stays (id, restaurant_id, day, minutes, starts, ends, blocked_until, attendees, experience_id,
                       table_ids, expires_at, extensions, promised_category_ids, online, tables_from)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";

#[cfg(not(feature = "unguarded"))]
const INSERT_OCCUPANCY: &str = "
    INSERT INTO occupancy (restaurant_id, table_id, cell, stay_id)
    SELECT ?1, t.value, c.value, ?2 FROM json_each(?3) t, json_each(?4) c";
#[cfg(feature = "unguarded")]
const INSERT_OCCUPANCY: &str = "
    INSERT OR IGNORE INTO occupancy (restaurant_id, table_id, cell, stay_id)
    SELECT ?1, t.value, c.value, ?2 FROM json_each(?3) t, json_each(?4) c";

/// Only holds: a guest who names somebody's reservation as their hold frees nothing.
const DELETE_HOLD: &str = "DELETE FROM stays WHERE id = ?1 AND restaurant_id = ?2 AND expires_at IS NOT NULL";

const DELETE_STAY: &str = "DELETE FROM stays WHERE id = ?1 AND restaurant_id = ?2";

/// What a party is promised whose tables the engine chose: the kind of table that its experience is served at.
pub(crate) fn promise(tenant: &Tenant, experience_id: &str) -> Promise {
    let index = tenant.compiled.experience(experience_id);
    let experience = index.and_then(|index| tenant.compiled.house.experiences.get(index));
    experience.map_or(Promise::Tables, |experience| Promise::Kind { categories: experience.categories })
}

/// The statements that put a stay and the cells of its tables into the house.
pub(crate) fn insert(tenant: &Tenant, stay: &NewStay) -> [Statement; 2] {
    let Placement { stay: span, blocked, tables, .. } = stay.placement;
    let table_ids = json(&tenant.compiled.table_ids(tables));
    let cells: Vec<i64> = blocked.cells().collect();
    let hold = stay.hold.as_ref();
    let promised = match stay.promise {
        Promise::Tables => None,
        Promise::Kind { categories } => Some(json(&tenant.compiled.category_ids(categories))),
    };
    let tables_from = (span.start() < blocked.start()).then_some(blocked.start().0);
    let values: [Value; 15] = [
        stay.id.into(),
        tenant.id.as_str().into(),
        stay.day.0.0.into(),
        stay.minutes.into(),
        span.start().0.into(),
        span.end().0.into(),
        blocked.end().0.into(),
        stay.attendees.into(),
        stay.experience_id.into(),
        table_ids.as_str().into(),
        Value::or_null(hold.map(|hold| hold.expires_at)),
        hold.map_or(0, |hold| hold.extensions).into(),
        Value::or_null(promised),
        i64::from(stay.online).into(),
        Value::or_null(tables_from),
    ];
    let occupancy = [tenant.id.as_str().into(), stay.id.into(), table_ids.into(), json(&cells).into()];
    [Statement::new(INSERT_STAY, values), Statement::new(INSERT_OCCUPANCY, occupancy)]
}

/// Frees the tables of a hold, if it is one.
pub(crate) fn release_hold(restaurant_id: &str, hold_id: &str) -> Statement {
    Statement::new(DELETE_HOLD, [hold_id.into(), restaurant_id.into()])
}

/// Frees the tables of a reservation.
pub(crate) fn release(restaurant_id: &str, id: &str) -> Statement {
    Statement::new(DELETE_STAY, [id.into(), restaurant_id.into()])
}

/// A list as the database keeps it.
pub(crate) fn json<T: serde::Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}
