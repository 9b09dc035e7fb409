//! Idempotent requests: a change and its answer are written in one batch, under the request's key.
//!
//! 1. One read batch loads the stored answer, if the request came before, and what the decision needs.
//! 2. The decision returns what to write and what to answer.
//! 3. One write batch stores both. If a concurrent request was first, a key is violated, nothing is written, and the
//!    request starts again from 1.

use api::Code;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::house::retry::{Effect, Retries};
use crate::house::tenant::{TenantSelector, restaurant_id};
use crate::platform::app::App;
use crate::platform::db::{RowSets, Statement, Value};
use crate::platform::failure::Failure;

/// An idempotency key, with the fingerprint that a repeated request must match.
#[derive(Clone, Debug)]
pub(crate) struct IdempotencyKey {
    pub(crate) key: String,
    pub(crate) fingerprint: String,
}

/// Whose requests a key belongs to: a guest's key is never a restaurant's.
#[derive(Clone, Copy, Debug, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Audience {
    Guest,
    Restaurant,
    Operator,
}

impl Audience {
    fn name(self) -> &'static str {
        self.into()
    }
}

/// The restaurant and the audience of a request, and its idempotency key.
#[derive(Clone, Copy)]
pub(crate) struct IdempotentRequest<'a> {
    pub(crate) selector: &'a TenantSelector,
    pub(crate) audience: Audience,
    pub(crate) key: &'a IdempotencyKey,
}

#[derive(Deserialize)]
struct AnswerRow {
    fingerprint: String,
    answer: String,
}

/// How long repeating a request with the same idempotency key returns the same answer.
const ANSWERS_KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1000;

const DELETE_OLD_ANSWERS: &str = "DELETE FROM idempotency WHERE at < ?1";

/// An API key that lacks the scope gets no stored answer: the decision refuses it.
const SELECT_ANSWER: &str = concat!(
    "SELECT fingerprint, answer FROM idempotency
     WHERE audience = ?3 AND key = ?4
       AND (?5 IS NULL OR EXISTS (SELECT 1 FROM api_keys k, json_each(k.scopes) s WHERE k.digest = ?2 AND s.value = ?5))
       AND restaurant_id = ",
    restaurant_id!(),
);

/// Guards against an API key that was revoked meanwhile: the restaurant's id is NULL then, which violates NOT NULL
/// and rolls the batch back.
const INSERT_ANSWER: &str = concat!(
    "INSERT INTO idempotency (restaurant_id, audience, key, fingerprint, answer, at) VALUES (",
    restaurant_id!(),
    ", ?3, ?4, ?5, ?6, ?7)",
);

impl IdempotentRequest<'_> {
    /// The statement that reads the stored answer to this request.
    pub(crate) fn select_answer(&self) -> Statement {
        let values: [Value; 3] = [
            self.audience.name().into(),
            self.key.key.as_str().into(),
            Value::or_null(self.selector.scope()),
        ];
        self.selector.statement(SELECT_ANSWER, values)
    }

    /// The stored answer, if the request came before.
    ///
    /// # Errors
    /// `idempotency_key_reused` if the key was used for another request.
    pub(crate) fn earlier_answer<T: DeserializeOwned>(
        &self,
        rows: &mut RowSets,
    ) -> Result<Option<T>, Failure> {
        let Some(row) = rows.first::<AnswerRow>()? else { return Ok(None) };
        if row.fingerprint != self.key.fingerprint {
            let detail = "this Idempotency-Key came before with another request";
            return Err(Failure::new(Code::IdempotencyKeyReused, detail));
        }
        serde_json::from_str(&row.answer).map(Some).map_err(unreadable)
    }

    /// The statement that stores an answer under the key.
    pub(crate) fn insert_answer<T: Serialize>(&self, app: &App, answer: &T) -> Result<Statement, Failure> {
        let values: [Value; 5] = [
            self.audience.name().into(),
            self.key.key.as_str().into(),
            self.key.fingerprint.as_str().into(),
            serde_json::to_string(answer).map_err(unreadable)?.into(),
            app.now_ms.into(),
        ];
        Ok(self.selector.statement(INSERT_ANSWER, values))
    }
}

/// Reads, decides and writes. Returns the answer; for a repeated request, the stored one. `decide` gets the results
/// of `reads`.
///
/// # Errors
/// Those of `decide` and of [`Retries::after`]; `idempotency_key_reused`.
pub(crate) async fn run_once<T: Serialize + DeserializeOwned>(
    app: &App,
    request: IdempotentRequest<'_>,
    reads: Vec<Statement>,
    decide: impl Fn(&mut RowSets) -> Result<Effect<T>, Failure>,
) -> Result<T, Failure> {
    let reads: Vec<Statement> = std::iter::once(request.select_answer()).chain(reads).collect();
    let mut retries = Retries::default();
    loop {
        let mut rows = app.db.read(reads.clone()).await?;
        if let Some(answer) = request.earlier_answer(&mut rows)? {
            return Ok(answer);
        }
        let Effect { mut statements, answer } = decide(&mut rows)?;
        statements.push(request.insert_answer(app, &answer)?);
        match app.db.batch(statements).await {
            Ok(_) => return Ok(answer),
            Err(error) => retries.after(error).await?,
        }
    }
}

/// The statement that deletes the answers that no repeated request gets any more.
pub(crate) fn delete_old_answers(app: &App) -> Statement {
    Statement::new(DELETE_OLD_ANSWERS, [(app.now_ms - ANSWERS_KEPT_MS).into()])
}

fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::internal(format!("stored answer: {error}"))
}
