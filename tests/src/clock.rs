//! The machine's clock, for figures and for days that lie ahead. Nothing passes or fails by it.

use std::time::{Duration, Instant, SystemTime};

use api::Date;
use engine::Day;

/// Runs from its making.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// A stopwatch at zero.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "a test's own machine has a clock")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since its making.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    /// `count` in a second, at the pace since its making.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub fn rate(&self, count: usize) -> f64 {
        count as f64 / self.elapsed().as_secs_f64()
    }
}

/// Milliseconds since the epoch.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a test's own machine has a clock")]
pub fn now_ms() -> i64 {
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}

/// The day in this many days, at Greenwich.
#[must_use]
pub fn in_days(days: i32) -> Date {
    let today = i32::try_from(now_ms().div_euclid(86_400_000)).unwrap_or(i32::MAX);
    Date(Day(today).plus(days))
}
