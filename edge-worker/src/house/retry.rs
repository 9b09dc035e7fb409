//! Deciding again where somebody else was first: with a little random delay, a bounded number of times.

use api::Code;

use crate::platform::app::App;
use crate::platform::db::{DbError, RowSets, Statement};
use crate::platform::delay;
use crate::platform::failure::Failure;

/// How often a request decides before it says that the house is too busy.
const TRIES_MAX: u32 = 12;
/// The longest delay before the second try, in milliseconds; it grows with each one.
const DELAY_MS: u32 = 20;

/// What a decision comes to.
pub(crate) struct Effect<T> {
    /// What to write, as one batch; nothing where nothing changes.
    pub(crate) statements: Vec<Statement>,
    /// What the caller is answered.
    pub(crate) answer: T,
}

/// How often a request has tried so far.
#[derive(Default)]
pub(crate) struct Retries {
    failed: u32,
}

impl Retries {
    /// Takes the failure of a write. Where somebody was first, or the reply was lost, it waits a little: the next try finds
    /// out which, and what is true now.
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
            DbError::Conflict(_) | DbError::Lost(_) => {}
        }
        self.failed += 1;
        if self.failed == TRIES_MAX {
            return Err(error.into());
        }
        // So that those who lost a race do not meet again at once.
        delay::up_to(DELAY_MS * self.failed).await;
        Ok(())
    }
}

/// Reads, decides and writes, and does so again where somebody else was first. For what comes to the same however often it
/// is asked, so that no idempotency key is needed.
///
/// # Errors
/// What `decide` refuses with, and what [`Retries::after`] does.
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
