//! The restaurant's clock: the edge's time when the snapshot was made, and the time since then.
//!
//! The visitor's clock is never asked what time it is; their day may not be the restaurant's, or plainly wrong.

use engine::Instant;

const MS_PER_MINUTE: i64 = 60_000;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    made_at_ms: i64,
    started_ms: f64,
}

impl Clock {
    /// A clock that shows `made_at_ms` (milliseconds since the epoch) when the stopwatch shows `started_ms`.
    pub(crate) fn new(made_at_ms: i64, started_ms: f64) -> Self {
        Self { made_at_ms, started_ms }
    }

    pub(crate) fn now(self, stopwatch_ms: f64) -> Instant {
        Instant(self.now_ms(stopwatch_ms).div_euclid(MS_PER_MINUTE))
    }

    pub(crate) fn now_ms(self, stopwatch_ms: f64) -> i64 {
        let elapsed = (stopwatch_ms - self.started_ms).max(0.0) as i64;
        self.made_at_ms + elapsed
    }
}

/// Milliseconds since the page began.
pub(crate) fn stopwatch_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// The visitor's clock, in milliseconds since the epoch. It may be wrong, but it goes on while the page is closed
/// or the phone sleeps: good for how long ago something was, and for nothing else.
pub(crate) fn visitor_ms() -> i64 {
    js_sys::Date::now() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_from_the_edge_s_time_and_never_back() {
        let clock = Clock::new(600_000, 5_000.0);
        assert_eq!(clock.now(5_000.0), Instant(10));
        assert_eq!(clock.now(64_999.0), Instant(10));
        assert_eq!(clock.now(65_000.0), Instant(11));
        assert_eq!(clock.now(0.0), Instant(10));
    }
}
