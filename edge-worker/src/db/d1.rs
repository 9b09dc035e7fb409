//! D1. The only file that touches it and reads its errors.

use async_trait::async_trait;
use serde_json::{Map, Value as Json};
use worker::wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement};

use super::{Db, DbError, Rows, Statement, Value};

/// A D1 database.
pub struct D1(pub(crate) D1Database);

#[async_trait(?Send)]
impl Db for D1 {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        let prepared = statements.iter().map(|s| self.prepare(s)).collect::<Result<_, _>>()?;
        let results = self.0.batch(prepared).await.map_err(|error| fault(&error))?;
        results
            .iter()
            .map(|result| result.results::<Map<String, Json>>().map(Rows).map_err(|error| fault(&error)))
            .collect()
    }
}

impl D1 {
    fn prepare(&self, statement: &Statement) -> Result<D1PreparedStatement, DbError> {
        let values: Vec<JsValue> = statement.values.iter().map(js).collect();
        self.0.prepare(statement.sql).bind(&values).map_err(|error| fault(&error))
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
