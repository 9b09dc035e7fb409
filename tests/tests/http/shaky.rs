//! Databases in which something goes wrong, or something happens, while a request is under way.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;
use edge_worker::platform::db::{Db, DbError, Rows, Statement};

use crate::house::House;

/// A database whose n-th batch from now goes wrong.
pub(crate) struct Faulty {
    pub(crate) inner: Arc<dyn Db>,
    pub(crate) countdown: Cell<u32>,
    pub(crate) commits_first: bool,
    pub(crate) error: DbError,
}

// The tests have one thread.
#[expect(unsafe_code, reason = "a port must be Send and Sync; nothing here changes threads")]
unsafe impl Send for Faulty {}
#[expect(unsafe_code, reason = "a port must be Send and Sync; nothing here changes threads")]
unsafe impl Sync for Faulty {}

#[async_trait(?Send)]
impl Db for Faulty {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        self.countdown.set(self.countdown.get().wrapping_sub(1));
        if self.countdown.get() != 0 {
            return self.inner.batch(statements).await;
        }
        if self.commits_first {
            self.inner.batch(statements).await?;
        }
        Err(self.error.clone())
    }
}

type Happening = Pin<Box<dyn Future<Output = ()>>>;

/// A database in which something happens before the n-th batch from now.
pub(crate) struct Meanwhile {
    inner: Arc<dyn Db>,
    countdown: Cell<u32>,
    happening: RefCell<Option<Happening>>,
}

// The tests have one thread.
#[expect(unsafe_code, reason = "a port must be Send and Sync; nothing here changes threads")]
unsafe impl Send for Meanwhile {}
#[expect(unsafe_code, reason = "a port must be Send and Sync; nothing here changes threads")]
unsafe impl Sync for Meanwhile {}

#[async_trait(?Send)]
impl Db for Meanwhile {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        self.countdown.set(self.countdown.get().wrapping_sub(1));
        if self.countdown.get() == 0 {
            let happening = self.happening.borrow_mut().take();
            happening.expect("it happens once").await;
        }
        self.inner.batch(statements).await
    }
}

impl House {
    /// The same house, where this happens before the n-th batch from now.
    pub(crate) fn meanwhile(&self, batch: u32, happening: impl Future<Output = ()> + 'static) -> House {
        let happening: Happening = Box::pin(happening);
        let db = Meanwhile {
            inner: self.db.clone(),
            countdown: Cell::new(batch),
            happening: RefCell::new(Some(happening)),
        };
        House::on(Arc::new(db), self.sqlite.clone())
    }

    /// The same house for somebody else.
    pub(crate) fn door(&self) -> House {
        House::on(self.db.clone(), self.sqlite.clone())
    }
}
