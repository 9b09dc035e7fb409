//! Retries after a conflict: with a random delay, a bounded number of times.

use api::Code;

use crate::platform::app::App;
use crate::platform::db::{DbError, RowSets, Statement};
use crate::platform::delay;
use crate::platform::failure::Failure;

/// How often a request is tried before it fails as `busy`.
const TRIES_MAX: u32 = 12;
/// The longest delay before the second try, in milliseconds; it grows with each try.
const DELAY_MS: u32 = 20;

/// The result of a decision.
pub(crate) struct Effect<T> {
    /// Written as one batch; empty if nothing changes.
    pub(crate) statements: Vec<Statement>,
    /// The answer to the caller.
    pub(crate) answer: T,
}

/// A key that the same request violates so often in a row was not violated by another one.
const SAME_CONFLICTS_MAX: u32 = 5;

/// How often a request was tried so far.
#[derive(Default)]
pub(crate) struct Retries {
    failed: u32,
    /// The columns of the last conflict, and how often they were violated in a row.
    last: Option<String>,
    repeated: u32,
}

impl Retries {
    /// Handles a failed write. After a conflict or a lost reply it waits a little; the next try finds out which it
    /// was, and reads the current state.
    ///
    /// # Errors
    /// `hold_already_used`; `internal` for a fault; `busy` or `internal` after the last try.
    pub(crate) async fn after(&mut self, error: DbError) -> Result<(), Failure> {
        match &error {
            DbError::Fault(_) => return Err(error.into()),
            DbError::Conflict(columns) if columns == "reservations.hold_id" => {
                let detail = "a reservation was made of this hold already";
                return Err(Failure::new(Code::HoldAlreadyUsed, detail));
            }
            // Contention is about a day, a log or a key of the request. Who a guest is, is not contended for so long.
            DbError::Conflict(columns) if columns.starts_with("guests.") => {
                let is_same = self.last.as_ref() == Some(columns);
                self.repeated = if is_same { self.repeated + 1 } else { 1 };
                self.last = Some(columns.clone());
                if self.repeated == SAME_CONFLICTS_MAX {
                    return Err(Failure::internal(format!("the same conflict each time: {columns}")));
                }
            }
            DbError::Conflict(_) | DbError::Lost(_) => self.last = None,
        }
        self.failed += 1;
        if self.failed == TRIES_MAX {
            return Err(error.into());
        }
        // Random, so that requests which conflicted do not do so again at once.
        delay::up_to(DELAY_MS * self.failed).await;
        Ok(())
    }
}

/// Reads, decides and writes, and retries after conflicts. For operations that are idempotent by themselves and need
/// no idempotency key.
///
/// # Errors
/// Those of `decide` and of [`Retries::after`].
pub(crate) async fn retry_on_conflict<T>(
    app: &App,
    reads: impl Fn() -> Vec<Statement>,
    decide: impl Fn(&mut RowSets) -> Result<Effect<T>, Failure>,
) -> Result<T, Failure> {
    let mut retries = Retries::default();
    loop {
        let mut rows = app.db.read(reads()).await?;
        let Effect { statements, answer } = decide(&mut rows)?;
        if statements.is_empty() {
            return Ok(answer);
        }
        match app.db.batch(statements).await {
            Ok(_) => return Ok(answer),
            Err(error) => retries.after(error).await?,
        }
    }
}
