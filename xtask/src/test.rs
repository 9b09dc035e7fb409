//! Every check of the repository, in the order in which a failure is cheapest to find.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, anyhow};
use clap::Args;

use crate::build::{self, compile_to_wasm};
use crate::command::{cargo, node_tool, show};
use crate::environment::{LOCALSTRIPE, SCHEMATHESIS, test_environment};
use crate::paths;
use crate::setup::{self, Toolbox};
use crate::stopwatch::{Stopwatch, human};

#[derive(Args)]
pub(crate) struct TestArgs {
    /// Only what needs no wasm: format, lints and native tests
    #[arg(long)]
    fast: bool,
    /// Bigger versions of the random and the racing tests
    #[arg(long)]
    nightly: bool,
}

pub(crate) fn run(args: &TestArgs) -> Result<()> {
    let mut steps = Steps { nightly: args.nightly, done: Vec::new() };
    steps.native()?;
    if !args.fast {
        steps.deployed()?;
    }
    steps.print();
    Ok(())
}

struct Steps {
    nightly: bool,
    done: Vec<(&'static str, Duration)>,
}

impl Steps {
    fn native(&mut self) -> Result<()> {
        self.command("format", &mut cargo(&["fmt", "--all", "--check"]))?;
        // The feature only adds tests: those that need workerd are checked like the others.
        let clippy =
            ["clippy", "--workspace", "--all-targets", "--features", "tests/workerd", "--", "-D", "warnings"];
        self.command("lints", &mut cargo(&clippy))?;
        self.command("native tests", &mut cargo(&["test", "--workspace"]))
    }

    /// What runs in workerd and in a browser: the very files that are deployed.
    fn deployed(&mut self) -> Result<()> {
        let (toolbox, chromium) = self.step("setup", || Ok((setup::toolbox()?, setup::chromium()?)))?;
        let (schemathesis, localstripe) =
            self.step("Python tools", || Ok((setup::schemathesis()?, setup::localstripe()?)))?;
        if toolbox.toolchain.has_clippy() {
            // What is compiled for wasm alone, D1's adapter for one, the native lints do not see.
            let target =
                ["clippy", "--target", "wasm32-unknown-unknown", "-p", "edge-worker", "-p", "widget"];
            self.command("wasm lints", cargo(&target).args(["--", "-D", "warnings"]))?;
        }
        let golden = self.step("build", || build_all(&toolbox))?;
        let environment = test_environment(golden, chromium);
        for (title, test) in [
            ("golden vectors", "golden"),
            ("races", "race"),
            ("crashes", "crash"),
            ("contract", "contract"),
            ("schemathesis", "schemathesis"),
            ("localstripe", "localstripe"),
            ("client", "client"),
        ] {
            let mut tests = cargo(&["test", "-p", "tests", "--features", "workerd", "--test", test]);
            tests.args(["--", "--nocapture"]).envs(environment.clone()).env(SCHEMATHESIS, &schemathesis);
            tests.env(LOCALSTRIPE, &localstripe);
            self.command(title, &mut tests)?;
        }
        let mut browser = node_tool("node")?;
        browser.arg(paths::in_root("node_modules/@playwright/test/cli.js"));
        browser.args(["test", "-c", "tests/browser"]);
        self.command("browser tests", browser.envs(environment))
    }

    fn command(&mut self, title: &'static str, command: &mut Command) -> Result<()> {
        if self.nightly {
            command.env("COUVERT_NIGHTLY", "1");
        }
        self.step(title, || show(command))
    }

    fn step<T>(&mut self, title: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        eprintln!("\n== {title} ==");
        let watch = Stopwatch::start();
        let outcome = work();
        let took = watch.elapsed();
        // The error may be long. What failed has to be in the very last line.
        let outcome = outcome.inspect_err(|error| eprintln!("{error:#}"));
        let outcome = outcome.map_err(|_| anyhow!("step `{title}` failed after {}", human(took)))?;
        eprintln!("== {title}: {} ==", human(took));
        self.done.push((title, took));
        Ok(outcome)
    }

    fn print(&self) {
        println!("\nall checks passed");
        for (title, took) in &self.done {
            println!("  {title:16} {:>12}", human(*took));
        }
        println!("  {:16} {:>12}", "total", human(self.done.iter().map(|(_, took)| *took).sum()));
    }
}

/// Returns the wasm file of the golden vectors.
fn build_all(toolbox: &Toolbox) -> Result<PathBuf> {
    build::all(toolbox)?;
    build::unguarded(toolbox)?;
    compile_to_wasm(toolbox, "golden", &[])
}
