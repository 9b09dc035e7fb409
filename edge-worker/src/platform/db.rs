//! SQL behind a port: [`d1`] in the Worker, [`sqlite`] in native tests. Both run the same statements on the same
//! migrations.

use std::fmt;

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use crate::platform::db::follow_ups::FollowUp;

#[cfg(target_arch = "wasm32")]
pub mod d1;
pub(crate) mod follow_ups;
pub(crate) mod query_budget;
#[cfg(not(target_arch = "wasm32"))]
pub mod sqlite;

/// A statement with its values for `?1`, `?2`, ... The SQL is always a constant.
#[derive(Clone, Debug)]
pub struct Statement {
    pub(crate) sql: &'static str,
    pub(crate) values: Vec<Value>,
    follow_up: Option<FollowUp>,
}

impl Statement {
    /// The SQL.
    #[must_use]
    pub fn sql(&self) -> &'static str {
        self.sql
    }

    /// The statement with its values.
    pub(crate) fn new(sql: &'static str, values: impl IntoIterator<Item = Value>) -> Self {
        Self { sql, values: values.into_iter().collect(), follow_up: None }
    }

    /// The statement, which asks for this work once it is committed.
    pub(crate) fn then(self, follow_up: FollowUp) -> Self {
        Self { follow_up: Some(follow_up), ..self }
    }
}

/// A value bound to a statement. Whole numbers stay below 2^53, where JavaScript is exact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Int(number.into())
    }
}

impl From<u16> for Value {
    fn from(number: u16) -> Self {
        Self::Int(number.into())
    }
}

impl Value {
    /// The value, or NULL for none.
    pub(crate) fn or_null(value: Option<impl Into<Self>>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A list as JSON, as stored.
pub(crate) fn json_list<T: serde::Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}

/// The rows that one statement returned.
#[derive(Clone, Debug)]
pub struct Rows(pub(crate) Vec<Map<String, Json>>);

impl Rows {
    /// The rows as `T`, by column name.
    pub(crate) fn all<T: DeserializeOwned>(self) -> Result<Vec<T>, DbError> {
        let row = |row| serde_json::from_value(Json::Object(row));
        self.0.into_iter().map(row).collect::<Result<_, _>>().map_err(|e| DbError::Fault(e.to_string()))
    }

    /// The first row, if there is one.
    pub(crate) fn first<T: DeserializeOwned>(self) -> Result<Option<T>, DbError> {
        Ok(self.all()?.into_iter().next())
    }
}

/// The results of a batch, read in the order of its statements. Reading more of them than there are is a fault, so a
/// missing result is never mistaken for "no rows".
#[derive(Debug)]
pub(crate) struct RowSets {
    sets: std::vec::IntoIter<Rows>,
}

impl RowSets {
    pub(crate) fn new(sets: Vec<Rows>) -> Self {
        Self { sets: sets.into_iter() }
    }

    fn next(&mut self) -> Result<Rows, DbError> {
        self.sets.next().ok_or_else(|| DbError::Fault("the batch has no such result set".to_owned()))
    }

    /// Skips the next result, of a statement that only writes.
    pub(crate) fn skip(&mut self) -> Result<(), DbError> {
        self.next().map(drop)
    }

    /// All rows of the next result.
    pub(crate) fn all<T: DeserializeOwned>(&mut self) -> Result<Vec<T>, DbError> {
        self.next()?.all()
    }

    /// The first row of the next result, if it has one.
    pub(crate) fn first<T: DeserializeOwned>(&mut self) -> Result<Option<T>, DbError> {
        self.next()?.first()
    }
}

/// Why a batch failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DbError {
    /// A row violated a key or NOT NULL on these columns (`table.column, table.column`), or a foreign key: a
    /// concurrent change was first. Nothing was committed.
    Conflict(String),
    /// The reply was lost, so it may or may not have been committed. Safe to repeat under an idempotency key.
    Lost(String),
    /// Anything else: our fault.
    Fault(String),
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Conflict(table) => write!(f, "conflict on {table}"),
            Self::Lost(text) => write!(f, "lost: {text}"),
            Self::Fault(text) => f.write_str(text),
        }
    }
}

impl DbError {
    /// Reads the error texts of SQLite and D1; errors have no other form.
    pub(crate) fn from_text(text: &str) -> Self {
        for rule in ["UNIQUE constraint failed: ", "NOT NULL constraint failed: "] {
            if let Some((_, columns)) = text.split_once(rule) {
                return Self::Conflict(columns.split(": ").next().unwrap_or_default().to_owned());
            }
        }
        // The referenced row was deleted concurrently.
        if text.contains("FOREIGN KEY constraint failed") {
            return Self::Conflict("a foreign key".to_owned());
        }
        let transient = [
            "Network connection lost",
            "storage caused object to be reset",
            "reset because its code",
            "transient issue",
        ];
        if transient.iter().any(|sign| text.contains(sign)) {
            return Self::Lost(text.to_owned());
        }
        Self::Fault(text.to_owned())
    }
}

/// The database. Its only operation is the one that D1 makes atomic.
#[async_trait(?Send)]
pub trait Db: Send + Sync {
    /// Runs the statements in order as one transaction, and returns the rows of each: all are committed, or none.
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError>;
}

impl dyn Db + '_ {
    /// Runs the statements in one round trip, and returns their results.
    pub(crate) async fn read(&self, statements: Vec<Statement>) -> Result<RowSets, DbError> {
        self.batch(statements).await.map(RowSets::new)
    }

    /// All rows of one statement.
    pub(crate) async fn all<T: DeserializeOwned>(&self, statement: Statement) -> Result<Vec<T>, DbError> {
        self.read(vec![statement]).await?.all()
    }

    /// The first row of one statement, if it has one.
    pub(crate) async fn first<T: DeserializeOwned>(
        &self,
        statement: Statement,
    ) -> Result<Option<T>, DbError> {
        self.read(vec![statement]).await?.first()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_result_set_is_a_fault_and_no_empty_one() {
        let mut sets = RowSets::new(vec![Rows(Vec::new())]);
        assert_eq!(sets.first::<Json>(), Ok(None));
        assert!(matches!(sets.first::<Json>(), Err(DbError::Fault(_))));
        assert!(matches!(sets.all::<Json>(), Err(DbError::Fault(_))));
    }

    #[test]
    fn error_texts_of_both_databases_name_the_columns() {
        let columns = "occupancy.restaurant_id, occupancy.table_id, occupancy.cell";
        for text in [
            format!("UNIQUE constraint failed: {columns}"),
            format!(
                "D1_ERROR: UNIQUE constraint failed: {columns}: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)"
            ),
        ] {
            assert_eq!(DbError::from_text(&text), DbError::Conflict(columns.into()));
        }
        let text = "D1_ERROR: NOT NULL constraint failed: day_revisions.revision: SQLITE_CONSTRAINT";
        assert_eq!(DbError::from_text(text), DbError::Conflict("day_revisions.revision".into()));
        let text = "D1_ERROR: Network connection lost.";
        assert_eq!(DbError::from_text(text), DbError::Lost(text.into()));
        assert_eq!(DbError::from_text("no such table: x"), DbError::Fault("no such table: x".into()));
    }
}
