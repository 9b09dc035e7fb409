//! How long things took. Progress goes to stderr: stdout belongs to results such as `--json`.

use std::io::Write;
use std::time::{Duration, Instant};

use anyhow::Result;

pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "xtask never runs on wasm, where Instant::now panics")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Says what begins, does it, says how long it took. For work that itself prints nothing.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprint!("  {name} … ");
    std::io::stderr().flush()?;
    let watch = Stopwatch::start();
    let outcome = work();
    eprintln!("{}", if outcome.is_ok() { human(watch.elapsed()) } else { "failed".into() });
    outcome
}

/// The same for work that prints lines of its own: begin and end each get a line.
pub(crate) fn loud_step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("  {name} …");
    let watch = Stopwatch::start();
    let outcome = work()?;
    eprintln!("  {name}: {}", human(watch.elapsed()));
    Ok(outcome)
}

pub(crate) fn human(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0 => format!("{} ms", duration.as_millis()),
        1..10 => format!("{:.1} s", duration.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::human;
    use std::time::Duration;

    #[test]
    fn durations_read_well() {
        assert_eq!(human(Duration::from_millis(85)), "85 ms");
        assert_eq!(human(Duration::from_millis(3240)), "3.2 s");
        assert_eq!(human(Duration::from_secs(98)), "1 min 38 s");
    }
}
