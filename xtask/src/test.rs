//! Every check of the repository: what a change must pass before it lands.
//!
//! Two chains of steps run at a time, since most steps leave one of two cores idle: the native one compiles and tests for
//! this machine, the other one builds what is deployed, and then workerd and the browser run it.

mod chains;
mod steps;
mod transcript;

use anyhow::{Result, bail};
use clap::Args;

use chains::{Chain, Run};
use steps::{STEPS, Step};

use crate::command::show;
use crate::paths;

#[derive(Args)]
pub(crate) struct TestArgs {
    /// Only what needs no wasm: format, lints and native tests
    #[arg(long)]
    fast: bool,
    /// Bigger versions of the random and the racing tests
    #[arg(long)]
    nightly: bool,
    /// List the steps and end
    #[arg(long)]
    list: bool,
    /// Run this step alone, and build what it needs
    #[arg(long, value_name = "STEP")]
    only: Option<String>,
}

pub(crate) fn run(args: &TestArgs) -> Result<()> {
    if args.list {
        for step in STEPS {
            println!("  {:14} {}", step.name, step.about);
        }
        return Ok(());
    }
    let run = Run { nightly: args.nightly };
    match &args.only {
        Some(name) => run.chains(vec![Chain::of(&[named(name)?])]),
        // The format first: a slip that is seen within a second shall not cost what the others take.
        None if args.fast => run.chains(vec![format()?.then(native()?)]),
        None => run.chains(vec![format()?.then(native()?).then(deployed()?)]),
    }
}

/// What can be checked in about a minute after a change.
pub(crate) fn check() -> Result<()> {
    let run = Run { nightly: false };
    run.chains(vec![Chain::of(&[named("format")?, named("lints")?, named("quick-tests")?])])
}

/// Pictures of what a guest sees, step by step.
pub(crate) fn tour() -> Result<()> {
    show(&mut steps::playwright("tour.config.mjs")?)?;
    println!("to be opened: {}", paths::in_root("build/tour").display());
    Ok(())
}

fn format() -> Result<Chain> {
    Ok(Chain::of(&[named("format")?]))
}

fn native() -> Result<Chain> {
    Ok(Chain::of(&[named("lints")?, named("native-tests")?]).then_each(&[named("money")?, named("model")?]))
}

/// What runs in workerd and in a browser: the very files that are deployed.
fn deployed() -> Result<Chain> {
    // The lints after the build: by then the native chain has compiled what it runs, for which cargo locks the same folder.
    let build = Chain::of(&[
        named("setup")?,
        named("scripts")?,
        named("build")?,
        named("wasm-lints")?,
        named("golden")?,
    ]);
    // The longest first, so that no core waits for the other one at the end.
    let deployed =
        ["browser", "races", "schemathesis", "crashes", "contract", "localstripe", "client", "platform"];
    let deployed = deployed.into_iter().map(named).collect::<Result<Vec<_>>>()?;
    Ok(build.then_each(&deployed))
}

fn named(name: &str) -> Result<&'static Step> {
    match STEPS.iter().find(|step| step.name == name) {
        Some(step) => Ok(step),
        None => bail!("there is no step `{name}`: `cargo xtask test --list` names them"),
    }
}

#[cfg(test)]
mod tests {
    use super::{deployed, named, native};

    #[test]
    fn the_gate_runs_every_step_but_the_quick_one_which_it_contains() {
        let chains = [super::format(), native(), deployed()];
        let mut run: Vec<&str> =
            chains.into_iter().flat_map(|chain| chain.expect("known steps").names()).collect();
        run.sort_unstable();
        let mut all: Vec<&str> = super::STEPS.iter().map(|step| step.name).collect();
        all.retain(|name| *name != "quick-tests");
        all.sort_unstable();
        assert_eq!(run, all);
        assert!(named("no-such-step").is_err());
    }
}
