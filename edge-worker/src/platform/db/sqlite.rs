//! SQLite in this process, with D1's behaviour: one connection, one transaction per batch, foreign keys on.

use std::sync::Mutex;

use async_trait::async_trait;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};
use serde_json::{Map, Value as Json};

use super::{Db, DbError, Rows, Statement, Value};

/// Every migration, in order.
pub const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/0001_bookings.sql"),
    include_str!("../../../migrations/0002_reseating.sql"),
    include_str!("../../../migrations/0003_visits.sql"),
    include_str!("../../../migrations/0004_keys.sql"),
    include_str!("../../../migrations/0005_guestbook.sql"),
    include_str!("../../../migrations/0006_gift_cards.sql"),
    include_str!("../../../migrations/0007_calls.sql"),
    include_str!("../../../migrations/0008_webhooks.sql"),
    include_str!("../../../migrations/0009_payments.sql"),
    include_str!("../../../migrations/0010_purchases.sql"),
    include_str!("../../../migrations/0011_callbacks.sql"),
    include_str!("../../../migrations/0012_one_revision_a_day.sql"),
    include_str!("../../../migrations/0013_turns.sql"),
    include_str!("../../../migrations/0014_retention.sql"),
    include_str!("../../../migrations/0015_budgets.sql"),
    include_str!("../../../migrations/0016_phone_tails.sql"),
    include_str!("../../../migrations/0017_erasable_notes.sql"),
    include_str!("../../../migrations/0018_rolled_secrets.sql"),
    include_str!("../../../migrations/0019_guest_merges.sql"),
    include_str!("../../../migrations/0020_webhook_currency.sql"),
    include_str!("../../../migrations/0021_guest_contacts.sql"),
    include_str!("../../../migrations/0022_answers.sql"),
    include_str!("../../../migrations/0023_shared_tables.sql"),
];

/// A migrated database in memory.
pub struct Sqlite(Mutex<Connection>);

impl Sqlite {
    /// A new, empty database.
    ///
    /// # Errors
    /// If SQLite cannot open it, or a migration fails.
    pub fn in_memory() -> Result<Self, DbError> {
        let connection = Connection::open_in_memory().map_err(|error| fault(&error))?;
        // Statements are constants: each is prepared once, with a plan that does not depend on its values.
        connection.set_prepared_statement_cache_capacity(1000);
        let stable = DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG;
        connection.set_db_config(stable, true).map_err(|error| fault(&error))?;
        connection
            .execute_batch("PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON")
            .map_err(|error| fault(&error))?;
        for migration in MIGRATIONS {
            connection.execute_batch(migration).map_err(|error| fault(&error))?;
        }
        Ok(Self(Mutex::new(connection)))
    }

    /// Access to the database without the Worker, for auditors in tests.
    pub fn inspect<T>(&self, look: impl FnOnce(&Connection) -> T) -> T {
        look(&self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

#[async_trait(?Send)]
impl Db for Sqlite {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        let mut connection = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let transaction = connection.transaction().map_err(|error| fault(&error))?;
        let rows = statements.iter().map(|s| run(&transaction, s)).collect::<Result<_, _>>();
        let rows = rows.map_err(|error| fault(&error))?;
        transaction.commit().map_err(|error| fault(&error))?;
        Ok(rows)
    }
}

fn run(connection: &Connection, statement: &Statement) -> rusqlite::Result<Rows> {
    let mut prepared = connection.prepare_cached(statement.sql)?;
    let names: Vec<String> = prepared.column_names().map(str::to_owned).collect();
    let mut rows = prepared.query(params_from_iter(&statement.values))?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let mut object = Map::new();
        for (i, name) in names.iter().enumerate() {
            object.insert(name.clone(), json(row.get_ref(i)?));
        }
        all.push(object);
    }
    Ok(Rows(all))
}

fn json(value: ValueRef) -> Json {
    match value {
        ValueRef::Null => Json::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into(),
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Int(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        })
    }
}

fn fault(error: &rusqlite::Error) -> DbError {
    DbError::from_text(&error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_booked_before_anybody_was_moved_keeps_the_tables() {
        let connection = Connection::open_in_memory().expect("a database");
        connection.execute_batch(MIGRATIONS[0]).expect("the first migration");
        connection
            .execute_batch(
                "INSERT INTO restaurants VALUES ('r', 'bistro', 1, 0);
                 INSERT INTO stays VALUES ('booked', 'r', 1, 0, 1440, 1530, 1545, 2, 'menu', '[]', NULL, 0),
                                          ('held', 'r', 1, 0, 1440, 1530, 1545, 2, 'menu', '[]', 9, 0)",
            )
            .expect("a booking and a hold");
        connection.execute_batch(MIGRATIONS[1]).expect("the second migration");
        let select = "SELECT group_concat(id || ':' || online || ':' || (promised_category_ids IS NULL), ' ')
                      FROM (SELECT * FROM stays ORDER BY id)";
        let stays: String = connection.query_row(select, [], |row| row.get(0)).expect("stays");
        assert_eq!(stays, "booked:0:1 held:1:1");
    }
}
