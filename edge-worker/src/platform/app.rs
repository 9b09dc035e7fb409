//! One request's view of the Worker: its [`Context`], and the ports that only some parts use.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use crate::platform::cache::Cache;
use crate::platform::context::Context;
use crate::platform::limiter::Limiter;
use crate::platform::payment_provider::Provider;

/// A [`Context`] with everything that handlers and jobs have beyond it. [`crate::wiring`] puts it together.
#[derive(Clone)]
pub struct App {
    /// What everything may use.
    pub context: Context,
    /// What may be a minute old.
    pub cache: Arc<dyn Cache>,
    /// How much each caller may ask.
    pub limiter: Arc<dyn Limiter>,
    /// Whoever moves the money: new payments are the first one's that has their currency, and each stays with its own.
    pub providers: Vec<Arc<dyn Provider>>,
    /// Slugs of the restaurants whose cached snapshot this request made stale.
    pub(crate) stale_snapshots: Arc<Mutex<BTreeSet<String>>>,
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

    /// Whoever moves the money of new payments in a currency.
    pub(crate) fn new_provider(&self, currency: &str) -> Option<&dyn Provider> {
        self.providers.iter().find(|provider| provider.supports(currency)).map(AsRef::as_ref)
    }

    /// Notes that the restaurant's cached snapshot no longer shows the house as it is.
    pub(crate) fn mark_snapshot_stale(&self, slug: &str) {
        self.stale_snapshots.lock().unwrap_or_else(PoisonError::into_inner).insert(slug.to_owned());
    }

    /// The slugs that were noted so far, each once.
    pub(crate) fn take_stale_snapshots(&self) -> BTreeSet<String> {
        std::mem::take(&mut *self.stale_snapshots.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
