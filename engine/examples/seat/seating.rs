//! What goes out.

use std::time::Duration;

use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Seating {
    /// Everybody who was accepted, where they sit in the end.
    pub(crate) accepted: Vec<Accepted>,
    pub(crate) refused: Vec<Refused>,
    /// Guests who were accepted.
    pub(crate) covers: u32,
    /// How often a party that was accepted before was given other tables.
    pub(crate) moves: usize,
    pub(crate) decisions: Decisions,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Accepted {
    pub(crate) id: String,
    pub(crate) start: u32,
    pub(crate) table_ids: Vec<String>,
}

#[derive(Serialize)]
pub(crate) struct Refused {
    pub(crate) id: String,
    pub(crate) proof: Proof,
}

/// How certain a refusal is.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Proof {
    /// There was no way.
    Exact,
    /// The search was given up.
    Budget,
}

/// How long a decision took, in microseconds.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Decisions {
    p50_micros: f64,
    p99_micros: f64,
    max_micros: f64,
}

impl From<Vec<Duration>> for Decisions {
    #[expect(clippy::float_arithmetic, reason = "the engine has none, a report may")]
    fn from(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |percent: usize| {
            let nth = (times.len() * percent).div_ceil(100).saturating_sub(1);
            times.get(nth).map_or(0.0, |time| time.as_secs_f64() * 1e6)
        };
        Self { p50_micros: at(50), p99_micros: at(99), max_micros: at(100) }
    }
}
