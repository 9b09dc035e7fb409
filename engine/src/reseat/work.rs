//! How much may be tried before the answer is "nobody knows".

/// Work that is left, in steps: one assignment looked at for one party, be it in a search, in a market or in a repair.
/// A step takes some nanoseconds, and equally many of them for equal input on every machine.
pub(super) struct Work {
    left: u32,
}

impl Work {
    pub(super) fn new(steps: u32) -> Self {
        Self { left: steps }
    }

    /// Takes so many steps; whether any are left.
    pub(super) fn spend(&mut self, steps: usize) -> bool {
        self.left = self.left.saturating_sub(u32::try_from(steps).unwrap_or(u32::MAX));
        0 < self.left
    }

    pub(super) fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// Lets something take so many steps at the most.
    pub(super) fn within<T>(&mut self, steps_max: u32, task: impl FnOnce(&mut Self) -> T) -> T {
        let lent = self.left.min(steps_max);
        let mut part = Self { left: lent };
        let outcome = task(&mut part);
        self.left -= lent - part.left;
        outcome
    }
}
