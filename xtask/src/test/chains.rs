//! Chains of steps: two run at a time, each step after the one before it.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::steps::Step;
use super::transcript;
use crate::command::{describe, show};
use crate::paths;
use crate::stopwatch::{Stopwatch, human};

const AT_ONCE: usize = 2;

/// Steps one after another, and chains that can begin when they are done.
pub(super) struct Chain {
    steps: Vec<&'static Step>,
    next: Vec<Chain>,
}

impl Chain {
    pub(super) fn of(steps: &[&'static Step]) -> Self {
        Self { steps: steps.to_vec(), next: Vec::new() }
    }

    pub(super) fn then(mut self, chain: Self) -> Self {
        self.next.push(chain);
        self
    }

    /// Each of these steps can begin when this chain is done.
    pub(super) fn then_each(self, steps: &[&'static Step]) -> Self {
        steps.iter().fold(self, |chain, step| chain.then(Self::of(&[*step])))
    }

    #[cfg(test)]
    pub(super) fn names(&self) -> Vec<&'static str> {
        let own = self.steps.iter().map(|step| step.name);
        own.chain(self.next.iter().flat_map(Self::names)).collect()
    }
}

/// How the steps are run.
pub(super) struct Run {
    /// Bigger versions of the random and the racing tests.
    pub(super) nightly: bool,
}

/// What the threads share.
struct Progress {
    waiting: VecDeque<Chain>,
    running: usize,
    done: Vec<Done>,
    failure: Option<Failure>,
}

struct Done {
    step: &'static str,
    took: Duration,
}

struct Failure {
    step: &'static str,
    took: Duration,
    /// Why, and the end of what its command said.
    report: String,
}

impl Run {
    /// Runs all chains and prints how long each step took. After a failure no further step begins, and the failure is told
    /// last, below what other steps had still to say.
    pub(super) fn chains(&self, chains: Vec<Chain>) -> Result<()> {
        let watch = Stopwatch::start();
        let progress = Progress { waiting: chains.into(), running: 0, done: Vec::new(), failure: None };
        let (progress, changed) = (Mutex::new(progress), Condvar::new());
        thread::scope(|scope| {
            for _ in 0..AT_ONCE {
                scope.spawn(|| self.work(&progress, &changed));
            }
        });
        let progress = progress.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(Failure { step, took, report }) = progress.failure {
            println!("\n{report}\n");
            bail!("step `{step}` failed after {}", human(took));
        }
        println!("\nall checks passed");
        for Done { step, took } in &progress.done {
            println!("  {step:16} {:>12}", human(*took));
        }
        println!("  {:16} {:>12}", "total", human(watch.elapsed()));
        Ok(())
    }

    /// Takes one chain after another until there is none left.
    fn work(&self, progress: &Mutex<Progress>, changed: &Condvar) {
        while let Some(chain) = next_chain(progress, changed) {
            let outcome = chain.steps.iter().try_for_each(|step| self.step(step, progress));
            let mut shared = lock(progress);
            shared.running -= 1;
            match outcome {
                Ok(()) if shared.failure.is_none() => shared.waiting.extend(chain.next),
                Ok(()) => {}
                Err(failure) => {
                    shared.waiting.clear();
                    shared.failure.get_or_insert(failure);
                }
            }
            changed.notify_all();
        }
    }

    /// Runs one step, unless another one has failed.
    fn step(&self, step: &'static Step, progress: &Mutex<Progress>) -> Result<(), Failure> {
        if lock(progress).failure.is_some() {
            return Ok(());
        }
        eprintln!("== {} begins ==", step.name);
        let watch = Stopwatch::start();
        // A panic that left the chain counted as running would let the other thread wait for ever.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.outcome(step)));
        let outcome = outcome.unwrap_or_else(|_| bail!("the step panicked"));
        let (step, took) = (step.name, watch.elapsed());
        match outcome {
            Ok(()) => {
                eprintln!("== {step}: {} ==", human(took));
                lock(progress).done.push(Done { step, took });
                Ok(())
            }
            Err(error) => {
                eprintln!("== {step} failed ==");
                Err(Failure { step, took, report: format!("{error:#}") })
            }
        }
    }

    fn outcome(&self, step: &Step) -> Result<()> {
        let Some(mut command) = (step.prepare)()? else { return Ok(()) };
        if self.nightly {
            command.env("COUVERT_NIGHTLY", "1");
        }
        logged(step, &mut command)
    }
}

fn next_chain(progress: &Mutex<Progress>, changed: &Condvar) -> Option<Chain> {
    let mut shared = lock(progress);
    loop {
        if let Some(chain) = shared.waiting.pop_front() {
            shared.running += 1;
            return Some(chain);
        }
        if shared.running == 0 {
            return None;
        }
        shared = changed.wait(shared).unwrap_or_else(PoisonError::into_inner);
    }
}

fn lock(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a step's command with what it says in a file. What is printed of it is printed when it has ended, so that two do
/// not mix, and is short, so that a failure's reason is not lost in what passed.
fn logged(step: &Step, command: &mut Command) -> Result<()> {
    let folder = paths::target().join("xtask-logs");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let file = folder.join(step.name).with_extension("log");
    let log = File::create(&file).with_context(|| format!("cannot write {}", file.display()))?;
    command.stdout(Stdio::from(log.try_clone()?)).stderr(Stdio::from(log));
    let outcome = show(command);
    let said = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let said = String::from_utf8_lossy(&said);
    let title = format!("== {}: {} ==", step.name, describe(command));
    match outcome {
        Ok(()) => {
            println!("\n{title}\n{}", transcript::closing_lines(&said));
            Ok(())
        }
        Err(error) => bail!("{title}\n{}\n{error:#}\nall of it: {}", transcript::end(&said), file.display()),
    }
}
