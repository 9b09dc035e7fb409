//! What every part of a request may use: the database, the network, the time and the settings.

use std::sync::Arc;

use engine::{Day, Instant};

use crate::platform::db::Db;
use crate::platform::environment::Environment;
use crate::platform::outbound::Outbound;

/// Created for each request, so that the clock is read once and every part of the request sees the same time.
#[derive(Clone)]
pub struct Context {
    /// The source of truth.
    pub db: Arc<dyn Db>,
    /// Requests to other servers.
    pub outbound: Arc<dyn Outbound>,
    /// The time of the request, in milliseconds since the epoch.
    pub now_ms: i64,
    /// The operator's settings.
    pub environment: Arc<Environment>,
}

impl Context {
    /// The time of the request, in the engine's unit.
    pub(crate) fn now(&self) -> Instant {
        Instant(self.now_ms.div_euclid(60_000))
    }

    /// The day in UTC: within a day of any restaurant's today.
    pub(crate) fn utc_day(&self) -> Day {
        Day(i32::try_from(self.now_ms.div_euclid(86_400_000)).unwrap_or(0))
    }
}
