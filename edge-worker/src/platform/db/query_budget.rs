//! How many queries one invocation may send. D1 refuses more than 1,000 of them, and the work that follows is lost.
//!
//! Source: <https://developers.cloudflare.com/d1/platform/limits/>

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;

use crate::platform::db::{Db, DbError, Rows, Statement};

/// Below D1's limit by what a job sends between two looks at its budget.
const QUERIES_MAX: usize = 850;

/// The queries of one invocation: those sent, and those allowed so far.
#[derive(Debug)]
pub(crate) struct QueryBudget {
    sent: AtomicUsize,
    allowed: AtomicUsize,
}

impl Default for QueryBudget {
    fn default() -> Self {
        Self { sent: AtomicUsize::new(0), allowed: AtomicUsize::new(QUERIES_MAX) }
    }
}

impl QueryBudget {
    /// Allows the next of so many jobs its equal share of what is left. What it does not use is the others'.
    pub(crate) fn share_among(&self, jobs: usize) {
        let sent = self.sent.load(Ordering::Relaxed);
        let share = QUERIES_MAX.saturating_sub(sent).checked_div(jobs).unwrap_or_default();
        self.allowed.store(sent + share, Ordering::Relaxed);
    }

    /// Whether a job is to leave the rest of its work to the next run.
    pub(crate) fn is_spent(&self) -> bool {
        self.allowed.load(Ordering::Relaxed) <= self.sent.load(Ordering::Relaxed)
    }
}

/// A database that counts its queries.
pub(crate) struct Counting {
    pub(crate) db: Arc<dyn Db>,
    pub(crate) queries: Arc<QueryBudget>,
}

#[async_trait(?Send)]
impl Db for Counting {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        self.queries.sent.fetch_add(statements.len(), Ordering::Relaxed);
        self.db.batch(statements).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_job_leaves_is_the_next_ones() {
        let queries = QueryBudget::default();
        let send = |count| queries.sent.fetch_add(count, Ordering::Relaxed);
        queries.share_among(2);
        send(QUERIES_MAX / 2 - 1);
        assert!(!queries.is_spent());
        send(1);
        assert!(queries.is_spent());
        queries.share_among(1);
        assert!(!queries.is_spent());
        send(QUERIES_MAX / 2);
        assert!(queries.is_spent());
        queries.share_among(0);
        assert!(queries.is_spent());
    }
}
