//! What is left to do once a request has been answered, because of what it wrote.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use crate::platform::db::{Db, DbError, Rows, Statement};

/// Work that a written row asks for. Without it, the row waits for the next scheduled run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FollowUp {
    /// A payment order waits for its provider.
    PaymentOrders,
    /// A mail waits in the outbox.
    Mail,
    /// A webhook may have a message.
    Webhooks,
}

/// The follow-ups of one request.
#[derive(Debug, Default)]
pub(crate) struct FollowUps(Mutex<BTreeSet<FollowUp>>);

impl FollowUps {
    fn note(&self, due: impl IntoIterator<Item = FollowUp>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(due);
    }

    /// Those noted since the last call, in the order in which they are to be done.
    pub(crate) fn take(&self) -> BTreeSet<FollowUp> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A database that notes what its writes ask for.
pub(crate) struct Noting {
    pub(crate) db: Arc<dyn Db>,
    pub(crate) follow_ups: Arc<FollowUps>,
}

#[async_trait(?Send)]
impl Db for Noting {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        let due: Vec<FollowUp> = statements.iter().filter_map(|statement| statement.follow_up).collect();
        let outcome = self.db.batch(statements).await;
        // After a lost reply it may have been written.
        if matches!(outcome, Ok(_) | Err(DbError::Lost(_))) {
            self.follow_ups.note(due);
        }
        outcome
    }
}
