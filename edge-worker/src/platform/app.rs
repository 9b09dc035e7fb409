//! One request's view of the Worker: its [`Context`], and the ports that only some modules use.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use crate::platform::cache::Cache;
use crate::platform::context::Context;
use crate::platform::db::follow_ups::FollowUps;
use crate::platform::db::query_budget::QueryBudget;
use crate::platform::limiter::Limiter;
use crate::platform::payment_provider::Provider;

/// A [`Context`] with everything else that handlers and jobs use. Built by [`crate::wiring`].
#[derive(Clone)]
pub struct App {
    /// What every module may use.
    pub context: Context,
    /// For data that may be a minute old.
    pub cache: Arc<dyn Cache>,
    /// Limits the requests of each caller.
    pub limiter: Arc<dyn Limiter>,
    /// Payment providers. A new payment is assigned the first one that supports its currency, and keeps it.
    pub providers: Vec<Arc<dyn Provider>>,
    /// Slugs of the restaurants whose cached snapshot this request made stale.
    pub(crate) stale_snapshots: Arc<Mutex<BTreeSet<String>>>,
    /// What this request has left to do.
    pub(crate) follow_ups: Arc<FollowUps>,
    /// The queries that this request or run may still send.
    pub(crate) queries: Arc<QueryBudget>,
}

impl Deref for App {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.context
    }
}

impl App {
    /// The provider of this name.
    pub(crate) fn provider(&self, name: &str) -> Option<&dyn Provider> {
        self.providers.iter().find(|provider| provider.name() == name).map(AsRef::as_ref)
    }

    /// The provider for new payments in a currency.
    pub(crate) fn new_provider(&self, currency: &str) -> Option<&dyn Provider> {
        self.providers.iter().find(|provider| provider.supports(currency)).map(AsRef::as_ref)
    }

    /// Marks the restaurant's cached snapshot as outdated.
    pub(crate) fn mark_snapshot_stale(&self, slug: &str) {
        self.stale_snapshots.lock().unwrap_or_else(PoisonError::into_inner).insert(slug.to_owned());
    }

    /// The slugs of the restaurants whose snapshots were marked, each once.
    pub(crate) fn take_stale_snapshots(&self) -> BTreeSet<String> {
        std::mem::take(&mut *self.stale_snapshots.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
