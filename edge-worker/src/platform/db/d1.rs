//! D1. The only file that touches it and reads its errors.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use serde_json::{Map, Value as Json};
use worker::wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement};

use super::{Db, DbError, Rows, Statement, Value};

/// A D1 database that counts its usage.
pub struct D1 {
    database: D1Database,
    usage: Arc<Usage>,
}

/// The cost of a request: round trips, and the rows that D1 bills.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    round_trips: AtomicUsize,
    rows_read: AtomicUsize,
    rows_written: AtomicUsize,
}

impl Usage {
    /// `round-trips=2, rows-read=34, rows-written=12`
    pub(crate) fn text(&self) -> String {
        let [trips, read, written] = [&self.round_trips, &self.rows_read, &self.rows_written]
            .map(|count| count.load(Ordering::Relaxed));
        format!("round-trips={trips}, rows-read={read}, rows-written={written}")
    }
}

#[async_trait(?Send)]
impl Db for D1 {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        let prepared = statements.iter().map(|s| self.prepare(s)).collect::<Result<_, _>>()?;
        self.usage.round_trips.fetch_add(1, Ordering::Relaxed);
        let results = self.database.batch(prepared).await.map_err(|error| fault(&error))?;
        for meta in results.iter().filter_map(|result| result.meta().ok().flatten()) {
            self.usage.rows_read.fetch_add(meta.rows_read.unwrap_or(0), Ordering::Relaxed);
            self.usage.rows_written.fetch_add(meta.rows_written.unwrap_or(0), Ordering::Relaxed);
        }
        results
            .iter()
            .map(|result| result.results::<Map<String, Json>>().map(Rows).map_err(|error| fault(&error)))
            .collect()
    }
}

impl D1 {
    /// The database of this binding.
    pub(crate) fn new(database: D1Database, usage: Arc<Usage>) -> Self {
        Self { database, usage }
    }

    fn prepare(&self, statement: &Statement) -> Result<D1PreparedStatement, DbError> {
        let values: Vec<JsValue> = statement.values.iter().map(js).collect();
        self.database.prepare(statement.sql).bind(&values).map_err(|error| fault(&error))
    }
}

#[expect(clippy::cast_precision_loss, reason = "times and amounts lie below 2^53, where f64 is exact")]
fn js(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Int(number) => JsValue::from_f64(*number as f64),
        Value::Text(text) => JsValue::from_str(text),
    }
}

fn fault(error: &worker::Error) -> DbError {
    DbError::from_text(&error.to_string())
}
