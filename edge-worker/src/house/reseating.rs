//! Moves in SQL: booked parties get other tables so that one more fits.
//!
//! They are part of the batch that seats the new party, so either all of them happen or none. Only the restaurant is
//! told: each move of a reservation is a line of its log.

use serde::Serialize;

use crate::house::stays::{Party, Reseated};
use crate::house::tenant::Tenant;
use crate::platform::app::App;
use crate::platform::db::follow_ups::FollowUp;
use crate::platform::db::{Statement, Value};

/// The actor in log lines that record a move.
const ACTOR: &str = "reseating";

/// All moved parties release their tables before any of them gets another's.
const DELETE_OCCUPANCY: &str = "
    DELETE FROM occupancy
    WHERE restaurant_id = ?1 AND stay_id IN (SELECT m.value ->> 'id' FROM json_each(?2) m)";

const UPDATE_STAYS: &str = "
    UPDATE stays SET table_ids = m.value ->> 'tables' FROM json_each(?2) m
    WHERE stays.id = m.value ->> 'id' AND stays.restaurant_id = ?1";

const UPDATE_RESERVATIONS: &str = "
    UPDATE reservations SET table_ids = m.value ->> 'tables' FROM json_each(?2) m
    WHERE reservations.id = m.value ->> 'id' AND reservations.restaurant_id = ?1";

/// The sequence follows the last line that the decision saw: if the reservation changed meanwhile, the primary key is
/// violated. A hold has no log.
const INSERT_LOG: &str = "
    INSERT INTO reservation_log (reservation_id, sequence, status, actor, at, table_ids)
    SELECT r.id, m.value ->> 'sequence', r.status, ?3, ?4, m.value ->> 'tables'
    FROM json_each(?2) m JOIN reservations r ON r.id = m.value ->> 'id' AND r.restaurant_id = ?1";

/// Guards against a stay that is gone: the subquery is NULL then, which violates NOT NULL and rolls the batch back.
/// Holds can be released, or expire, without a new revision of their day.
const INSERT_OCCUPANCY: &str = "
    INSERT INTO occupancy (restaurant_id, table_id, cell, stay_id)
    SELECT ?1, t.value, c.value, (SELECT s.id FROM stays s WHERE s.id = m.value ->> 'id' AND s.restaurant_id = ?1)
    FROM json_each(?2) m, json_each(m.value, '$.tables') t, json_each(m.value, '$.cells') c";

/// A move, as the statements read it from JSON.
#[derive(Serialize)]
struct Move<'a> {
    id: &'a str,
    tables: Vec<String>,
    cells: Vec<i64>,
    /// The number of its line in the reservation's log.
    sequence: Option<i64>,
}

/// The statements that move these parties to their new tables. They belong after those that release tables, and
/// before those that give them to a new party.
pub(crate) fn statements(app: &App, tenant: &Tenant, moves: &[Reseated]) -> Vec<Statement> {
    if moves.is_empty() {
        return Vec::new();
    }
    let row = |Reseated { party, tables }: &Reseated| {
        let Party { id, blocked, last_sequence, .. } = party;
        serde_json::to_value(Move {
            id,
            tables: tenant.compiled.table_ids(tables),
            cells: blocked.cells().collect(),
            sequence: last_sequence.map(|last| last + 1),
        })
    };
    let rows: serde_json::Value = moves.iter().filter_map(|one| row(one).ok()).collect();
    let values = || [Value::from(tenant.id.as_str()), rows.to_string().into()];
    let of_log = values().into_iter().chain([ACTOR.into(), app.now_ms.into()]);
    vec![
        Statement::new(DELETE_OCCUPANCY, values()),
        Statement::new(UPDATE_STAYS, values()),
        Statement::new(UPDATE_RESERVATIONS, values()),
        Statement::new(INSERT_LOG, of_log).then(FollowUp::Webhooks),
        Statement::new(INSERT_OCCUPANCY, values()),
    ]
}
