//! `cargo xtask <command>`: the chores of this repository that cargo alone cannot express.

mod bench;
mod build;
mod command;
mod dev;
mod environment;
mod paths;
mod restaurant;
mod setup;
mod size;
mod stopwatch;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "Set up, build, run, test and measure Couvert")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Install what the other commands need (they do it by themselves, too)
    Setup,
    /// Build the widget, the loader, the static pages and the Worker
    Build(build::BuildArgs),
    /// Serve everything on this machine, with a demo restaurant
    Dev(dev::DevArgs),
    /// Check a change in about a minute: format, lints, the quick native tests
    Check,
    /// Run every check: format, lints, native tests, workerd, browser
    Test(test::TestArgs),
    /// Take pictures of what a guest sees, step by step, to be looked at
    Tour,
    /// Set up a restaurant and manage its keys, on this machine or wherever it is deployed
    Restaurant(restaurant::RestaurantArgs),
    /// Weigh what a guest downloads against its budget
    Size(size::SizeArgs),
    /// Run the benchmarks and compare them with their budgets
    Bench(bench::BenchArgs),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().chore {
        Chore::Setup => setup::everything(),
        Chore::Build(args) => build::run(&args),
        Chore::Dev(args) => dev::run(&args),
        Chore::Check => test::check(),
        Chore::Test(args) => test::run(&args),
        Chore::Tour => test::tour(),
        Chore::Restaurant(args) => restaurant::run(&args),
        Chore::Size(args) => size::run(&args),
        Chore::Bench(args) => bench::run(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
