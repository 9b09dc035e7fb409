//! Which rows a job takes.

use crate::platform::app::App;

/// Which of the due rows a job takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// All of them.
    All,
    /// Those that became due with this very request. Its answer must not wait for those of others, nor pay for them.
    Now,
}

impl Due {
    /// Since when its rows are due at the earliest, in milliseconds since the epoch.
    pub(crate) fn since(self, app: &App) -> i64 {
        match self {
            Self::All => 0,
            Self::Now => app.now_ms,
        }
    }
}
