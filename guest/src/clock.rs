//! The restaurant's clock: the edge's time when the snapshot was made, and the time since then.
//!
//! The visitor's clock is never asked what time it is; their day may not be the restaurant's, or plainly wrong.

use engine::Instant;

const MS_PER_MINUTE: i64 = 60_000;

#[derive(Clone, Copy, Debug)]
pub struct Clock {
    made_at_ms: i64,
    started_ms: f64,
}

impl Clock {
    /// A clock that shows `made_at_ms` (milliseconds since the epoch) when the stopwatch shows `started_ms`.
    pub fn new(made_at_ms: i64, started_ms: f64) -> Self {
        Self { made_at_ms, started_ms }
    }

    pub fn now(self, stopwatch_ms: f64) -> Instant {
        Instant(self.now_ms(stopwatch_ms).div_euclid(MS_PER_MINUTE))
    }

    pub fn now_ms(self, stopwatch_ms: f64) -> i64 {
        let elapsed = (stopwatch_ms - self.started_ms).max(0.0) as i64;
        self.made_at_ms + elapsed
    }
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
