//! Seats one evening's requests in the order in which they come, and says whom it had to refuse.
//!
//! `cargo run --release -q -p engine --example seat -- INSTANCE.json [--policy couvert-reseat]`; the formats are in
//! `tests/bench/seating/README.md`.

mod evening;
mod instance;
mod seating;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};

use evening::Evening;
use instance::Instance;

#[derive(Parser)]
#[command(about = "Seats one evening's requests in the order in which they come")]
struct Arguments {
    /// The evening, as JSON
    instance: PathBuf,
    /// Who gets which table
    #[arg(long, value_enum, default_value_t = Policy::CouvertReseat)]
    policy: Policy,
    /// How many steps a decision may take: what a restaurant's guests wait for is 300000, the engine's default
    #[arg(long, default_value_t = 2_000_000_000)]
    steps_max: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Policy {
    /// The engine, with exact reseating of those who were accepted before
    CouvertReseat,
    /// The engine, nobody moves
    Couvert,
    /// The free assignment that leaves the fewest seats empty
    BestFit,
    /// The first free assignment in the instance's order
    FirstFit,
}

fn main() -> Result<()> {
    let Arguments { instance, policy, steps_max } = Arguments::parse();
    let text = std::fs::read_to_string(&instance).with_context(|| format!("{}", instance.display()))?;
    let instance: Instance =
        serde_json::from_str(&text).with_context(|| format!("{}", instance.display()))?;
    let seating = Evening::new(&instance, policy, steps_max)?.seat_all()?;
    println!("{}", serde_json::to_string(&seating)?);
    Ok(())
}
