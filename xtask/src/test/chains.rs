//! Chains of steps: two run at a time, each step after the one before it.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Stdio;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Error, Result, anyhow, bail};

use super::steps::Step;
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
    failure: Option<Error>,
}

struct Done {
    step: &'static str,
    took: Duration,
}

impl Run {
    /// Runs all chains and prints how long each step took. After a failure no further step begins.
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
        if let Some(failure) = progress.failure {
            return Err(failure);
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
            let steps = || self.steps(&chain.steps, progress);
            // A panic that left the chain counted as running would let the other thread wait for ever.
            let outcome = catch_unwind(AssertUnwindSafe(steps)).unwrap_or_else(|_| bail!("a step panicked"));
            let mut shared = lock(progress);
            shared.running -= 1;
            match outcome {
                Ok(()) => shared.waiting.extend(chain.next),
                Err(error) => {
                    shared.waiting.clear();
                    shared.failure.get_or_insert(error);
                }
            }
            changed.notify_all();
        }
    }

    fn steps(&self, steps: &[&'static Step], progress: &Mutex<Progress>) -> Result<()> {
        for step in steps {
            if lock(progress).failure.is_some() {
                bail!("another step failed");
            }
            let took = self.step(step)?;
            lock(progress).done.push(Done { step: step.name, took });
        }
        Ok(())
    }

    /// Runs one step. What its command says is printed when it has ended, so that two do not mix.
    fn step(&self, step: &Step) -> Result<Duration> {
        eprintln!("== {} begins ==", step.name);
        let watch = Stopwatch::start();
        let outcome = (step.prepare)().and_then(|command| match command {
            Some(mut command) => {
                if self.nightly {
                    command.env("COUVERT_NIGHTLY", "1");
                }
                logged(step, &mut command)
            }
            None => Ok(()),
        });
        let took = watch.elapsed();
        // The error may be long. What failed has to be in the very last line.
        let outcome = outcome.inspect_err(|error| eprintln!("{error:#}"));
        outcome.map_err(|_| anyhow!("step `{}` failed after {}", step.name, human(took)))?;
        eprintln!("== {}: {} ==", step.name, human(took));
        Ok(took)
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

fn logged(step: &Step, command: &mut std::process::Command) -> Result<()> {
    let folder = paths::target().join("xtask-logs");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let file = folder.join(step.name).with_extension("log");
    let log = File::create(&file).with_context(|| format!("cannot write {}", file.display()))?;
    command.stdout(Stdio::from(log.try_clone()?)).stderr(Stdio::from(log));
    let outcome = show(command);
    let said = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    println!("\n== {}: {} ==\n{}", step.name, describe(command), String::from_utf8_lossy(&said).trim_end());
    outcome
}
