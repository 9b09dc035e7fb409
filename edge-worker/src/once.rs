//! A request that happens once: what it changes and what it answers are one batch, under the request's key.
//!
//! 1. One read batch brings the request's earlier answer (if it came before) and what the decision needs.
//! 2. The decision says what to write and what to answer.
//! 3. One write batch does both. Where a key breaks because somebody else was first, nothing is written, and the
//!    request starts again from 1 with a little random delay; a bounded number of times.

use api::Code;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::db::{DbError, Rows, Statement, Value};
use crate::extract::IdempotencyKey;
use crate::problem::Failure;
use crate::randomness;
use crate::tenant::{Door, restaurant_id};

/// How often a request decides anew before it says that the house is too busy.
const TRIES_MAX: u32 = 12;
/// The longest delay before the second try, in milliseconds; it grows with each one.
const DELAY_MS: u32 = 20;

/// Whose requests a key belongs to: a guest's key is never a restaurant's.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Audience {
    Guest,
    Restaurant,
    Operator,
}

impl Audience {
    fn name(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Restaurant => "restaurant",
            Self::Operator => "operator",
        }
    }
}

/// Whose request it is, and the key under which it happens once.
#[derive(Clone, Copy)]
pub(crate) struct Once<'a> {
    pub(crate) door: &'a Door,
    pub(crate) audience: Audience,
    pub(crate) key: &'a IdempotencyKey,
}

/// What a decision comes to.
pub(crate) struct Effect<T> {
    pub(crate) statements: Vec<Statement>,
    /// What the caller is told, now and whenever the request comes again.
    pub(crate) answer: T,
}

#[derive(Deserialize)]
struct AnswerRow {
    fingerprint: String,
    answer: String,
}

/// A key that lacks the scope is not told what another was answered: the decision refuses it.
const SELECT_ANSWER: &str = concat!(
    "SELECT fingerprint, answer FROM idempotency
     WHERE audience = ?3 AND key = ?4
       AND (?5 IS NULL OR EXISTS (SELECT 1 FROM api_keys k, json_each(k.scopes) s WHERE k.digest = ?2 AND s.value = ?5))
       AND restaurant_id = ",
    restaurant_id!(),
);

/// A key that was revoked meanwhile opens no restaurant: NULL, which the table refuses.
const INSERT_ANSWER: &str = concat!(
    "INSERT INTO idempotency (restaurant_id, audience, key, fingerprint, answer, at) VALUES (",
    restaurant_id!(),
    ", ?3, ?4, ?5, ?6, ?7)",
);

/// Reads, decides and writes; gives the answer, or the same answer as before. `decide` gets the rows of each read.
///
/// # Errors
/// What `decide` refuses with; `idempotency_key_reused`, `hold_already_used`, `busy`, `internal`.
pub(crate) async fn once<T: Serialize + DeserializeOwned>(
    app: &App,
    request: Once<'_>,
    reads: Vec<Statement>,
    decide: impl Fn(Vec<Rows>) -> Result<Effect<T>, Failure>,
) -> Result<T, Failure> {
    let Once { door, audience, key: IdempotencyKey { key, fingerprint } } = request;
    let select = door.statement(
        SELECT_ANSWER,
        [audience.name().into(), key.as_str().into(), Value::or_null(door.scope())],
    );
    let reads: Vec<Statement> = std::iter::once(select).chain(reads).collect();
    again_until_done(
        app,
        || reads.clone(),
        |mut rows| {
            let earlier = if rows.is_empty() { Rows::default() } else { rows.remove(0) };
            if let Some(row) = earlier.first::<AnswerRow>()? {
                return Ok(Effect { statements: Vec::new(), answer: answered(&row, fingerprint)? });
            }
            let Effect { mut statements, answer } = decide(rows)?;
            let text = serde_json::to_string(&answer).map_err(unreadable)?;
            let (key, fingerprint) = (key.as_str().into(), fingerprint.as_str().into());
            let values = [audience.name().into(), key, fingerprint, text.into(), app.now_ms.into()];
            statements.push(door.statement(INSERT_ANSWER, values));
            Ok(Effect { statements, answer })
        },
    )
    .await
}

/// Reads, decides and writes, and does so again where somebody else was first. For what comes to the same however often
/// it is asked, so that no key is needed.
///
/// # Errors
/// What `decide` refuses with; `hold_already_used`, `busy`, `internal`.
pub(crate) async fn again_until_done<T>(
    app: &App,
    reads: impl Fn() -> Vec<Statement>,
    decide: impl Fn(Vec<Rows>) -> Result<Effect<T>, Failure>,
) -> Result<T, Failure> {
    let mut last_error = None;
    for attempt in 0..TRIES_MAX {
        if 0 < attempt {
            pause(attempt).await;
        }
        let Effect { statements, answer } = decide(app.db.batch(reads()).await?)?;
        if statements.is_empty() {
            return Ok(answer);
        }
        match app.db.batch(statements).await {
            Ok(_) => return Ok(answer),
            Err(DbError::Conflict(columns)) if columns == "reservations.hold_id" => {
                return Err(Failure::new(
                    Code::HoldAlreadyUsed,
                    "a reservation was made of this hold already",
                ));
            }
            // Somebody was first, or the reply was lost: the next try finds out which, and what is true now.
            Err(error @ (DbError::Conflict(_) | DbError::Lost(_))) => last_error = Some(error),
            Err(error @ DbError::Fault(_)) => return Err(error.into()),
        }
    }
    Err(last_error
        .map_or_else(|| Failure::new(Code::Busy, "too many changes at once; try again"), Into::into))
}

fn answered<T: DeserializeOwned>(row: &AnswerRow, fingerprint: &str) -> Result<T, Failure> {
    if row.fingerprint != fingerprint {
        let detail = "this Idempotency-Key came before with another request";
        return Err(Failure::new(Code::IdempotencyKeyReused, detail));
    }
    serde_json::from_str(&row.answer).map_err(unreadable)
}

fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::internal(format!("stored answer: {error}"))
}

/// Waits up to a growing limit, so that those who lost a race do not meet again at once.
async fn pause(attempt: u32) {
    // Without randomness the delay is zero, which only costs another try.
    let random = randomness::bytes().unwrap_or_default();
    let millis = u32::from_le_bytes(random) % (DELAY_MS * attempt);
    #[cfg(target_arch = "wasm32")]
    worker::Delay::from(std::time::Duration::from_millis(millis.into())).await;
    // Natively nobody else runs in the meantime: there is one thread and no waiting.
    #[cfg(not(target_arch = "wasm32"))]
    let _ = millis;
}
