//! The work budget of a search.

/// The steps that are left. A step checks one assignment for one party, in a search, in a market or in a repair. It
/// takes some nanoseconds, and equal input takes equally many on every machine.
pub(super) struct Work {
    left: u32,
}

impl Work {
    pub(super) fn new(steps: u32) -> Self {
        Self { left: steps }
    }

    /// Spends steps; returns whether any are left.
    pub(super) fn spend(&mut self, steps: usize) -> bool {
        self.left = self.left.saturating_sub(u32::try_from(steps).unwrap_or(u32::MAX));
        0 < self.left
    }

    pub(super) fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// Runs a task with at most this many steps.
    pub(super) fn within<T>(&mut self, steps_max: u32, task: impl FnOnce(&mut Self) -> T) -> T {
        let lent = self.left.min(steps_max);
        let mut part = Self { left: lent };
        let outcome = task(&mut part);
        self.left -= lent - part.left;
        outcome
    }
}
