//! Moves in SQL: booked parties that get other tables so that one more fits.
//!
//! They are part of the batch that seats the new party, so either everybody sits where the engine said or nobody has
//! moved. Nobody is told but the restaurant: each move of a reservation is a line of its log.

use serde::Serialize;

use crate::house::stays::{Party, Reseated};
use crate::house::tenant::Tenant;
use crate::platform::app::App;
use crate::platform::db::{Statement, Value};

/// What a line of a log names as its actor where it is a move.
const ACTOR: &str = "reseating";

/// All moved parties give their tables back before any of them gets another's.
const DELETE_OCCUPANCY: &str = "
    DELETE FROM occupancy
    WHERE restaurant_id = ?1 AND stay_id IN (SELECT m.value ->> 'id' FROM json_each(?2) m)";

const UPDATE_STAYS: &str = "
    UPDATE stays SET table_ids = m.value ->> 'tables' FROM json_each(?2) m
    WHERE stays.id = m.value ->> 'id' AND stays.restaurant_id = ?1";

const UPDATE_RESERVATIONS: &str = "
    UPDATE reservations SET table_ids = m.value ->> 'tables' FROM json_each(?2) m
    WHERE reservations.id = m.value ->> 'id' AND reservations.restaurant_id = ?1";

/// The sequence is the one after the last that the decision saw: had the reservation changed meanwhile, the key
/// would break. A hold has no log.
#[cfg(not(feature = "unguarded"))]
const INSERT_LOG: &str = "
    INSERT INTO reservation_log (reservation_id, sequence, status, actor, at, table_ids)
    SELECT r.id, m.value ->> 'sequence', r.status, ?3, ?4, m.value ->> 'tables'
    FROM json_each(?2) m JOIN reservations r ON r.id = m.value ->> 'id' AND r.restaurant_id = ?1";
#[cfg(feature = "unguarded")]
const INSERT_LOG: &str = "
    INSERT OR IGNORE INTO reservation_log (reservation_id, sequence, status, actor, at, table_ids)
    SELECT r.id, m.value ->> 'sequence', r.status, ?3, ?4, m.value ->> 'tables'
    FROM json_each(?2) m JOIN reservations r ON r.id = m.value ->> 'id' AND r.restaurant_id = ?1";

/// A stay that is gone is NULL here, which the table refuses: holds are released, and run out, without the next
/// revision of their day.
#[cfg(not(feature = "unguarded"))]
const INSERT_OCCUPANCY: &str = "
    INSERT INTO occupancy (restaurant_id, table_id, cell, stay_id)
    SELECT ?1, t.value, c.value, (SELECT s.id FROM stays s WHERE s.id = m.value ->> 'id' AND s.restaurant_id = ?1)
    FROM json_each(?2) m, json_each(m.value, '$.tables') t, json_each(m.value, '$.cells') c";
#[cfg(feature = "unguarded")]
const INSERT_OCCUPANCY: &str = "
    INSERT OR IGNORE INTO occupancy (restaurant_id, table_id, cell, stay_id)
    SELECT ?1, t.value, c.value, (SELECT s.id FROM stays s WHERE s.id = m.value ->> 'id' AND s.restaurant_id = ?1)
    FROM json_each(?2) m, json_each(m.value, '$.tables') t, json_each(m.value, '$.cells') c";

/// A move as the statements read it.
#[derive(Serialize)]
struct Move<'a> {
    id: &'a str,
    tables: Vec<String>,
    cells: Vec<i64>,
    /// Of its line in the reservation's log.
    sequence: Option<i64>,
}

/// The statements that seat these parties at their new tables. They come after those that free tables, and before
/// those that give them to somebody new.
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
        Statement::new(INSERT_LOG, of_log),
        Statement::new(INSERT_OCCUPANCY, values()),
    ]
}
