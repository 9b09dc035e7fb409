//! API keys in SQL.

use api::access::scope::{Key, Scope};
use api::{Code, Timestamp};
use serde::Deserialize;

use crate::platform::app::App;
use crate::platform::db::{Statement, Value, json_list};
use crate::platform::failure::Failure;
use crate::platform::secret;

/// A key to be inserted.
pub(crate) struct NewKey<'a> {
    pub(crate) name: &'a str,
    pub(crate) scopes: &'a [Scope],
}

const INSERT_KEY: &str = "
    INSERT INTO api_keys (digest, restaurant_id, created_at, id, name, last_four, scopes)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

/// A new API key: a prefix for scanners of leaked keys, and 160 random bits.
pub(crate) fn generate() -> Result<String, Failure> {
    Ok(format!("cvk_{}", secret::symbols::<32>()?))
}

/// The statement that inserts a key: its digest, and what identifies it to people.
pub(crate) fn insert(app: &App, restaurant_id: &str, id: &str, key: &str, new: &NewKey) -> Statement {
    let values: [Value; 7] = [
        secret::digest(key).into(),
        restaurant_id.into(),
        app.now_ms.into(),
        id.into(),
        new.name.into(),
        key.get(key.len().saturating_sub(4)..).unwrap_or_default().into(),
        json_list(new.scopes).into(),
    ];
    Statement::new(INSERT_KEY, values)
}

/// A key, as stored.
#[derive(Debug, Deserialize)]
pub(crate) struct KeyRow {
    pub(crate) id: String,
    pub(crate) restaurant_id: String,
    pub(crate) name: String,
    last_four: String,
    /// A JSON list.
    scopes: String,
    created_at: i64,
    ends_at: Option<i64>,
    pub(crate) revoked_at: Option<i64>,
}

impl KeyRow {
    /// What it allows.
    pub(crate) fn scopes(&self) -> Vec<Scope> {
        serde_json::from_str(&self.scopes).unwrap_or_default()
    }

    /// The operator's view.
    pub(crate) fn key(self) -> Key {
        Key {
            scopes: self.scopes(),
            id: self.id,
            name: self.name,
            last_four: self.last_four,
            created_at: Timestamp::of_millis(self.created_at),
            ends_at: self.ends_at.map(Timestamp::of_millis),
            revoked_at: self.revoked_at.map(Timestamp::of_millis),
        }
    }
}

/// The `key_not_found` failure.
pub(crate) fn not_found() -> Failure {
    Failure::new(Code::KeyNotFound, "the restaurant has no such key")
}
