//! What decisions cost in houses that are nearly full, with reseating: not the mean, which the easy ones rule, but how
//! they are spread.
//!
//! `cargo bench -p golden --bench decisions` prints one JSON object a line for `cargo xtask bench`, with `name`, `value`
//! and `unit`. With `-- --costs` it prints what decisions cost by size and load of the house instead, for a plot; each
//! line is
//!
//! ```json
//! {"tables":60,"load":1.0,"parties":150.0,"decisions":1120,"free":0.61,"reseated":0.02,"refused":0.37,"unproven":0.0,
//!  "p50_us":12.1,"p90_us":80.4,"p99_us":300.2,"max_us":900.7}
//! ```
//!
//! where `load` 1 is the budgets' 150 parties for 60 tables, `parties` the mean number that found room, and `free` to
//! `unproven` are the shares of what the decisions came to.

use std::hint::black_box;
use std::time::Instant;

use golden::crowded::{Decided, Evening, decided, evening, evenings, questions};

fn main() {
    if std::env::args().any(|argument| argument == "--costs") {
        for tables in [20, 40, 60, 120] {
            for load in (50..=130).step_by(10) {
                costs(tables, load);
            }
        }
    } else {
        let costs = Costs::of(&evenings());
        for (name, value) in [("p50", costs.at(0.5)), ("p99", costs.at(0.99)), ("max", costs.at(1.0))] {
            println!(r#"{{"name":"decision_{name}","value":{value:.2},"unit":"us"}}"#);
        }
        let [free, reseated, refused, unproven] = costs.shares();
        eprintln!(
            "{} decisions: {free:.3} free, {reseated:.3} reseated, {refused:.3} refused, {unproven:.5} not proven",
            costs.microseconds.len(),
        );
    }
}

fn costs(tables: u16, load: usize) {
    let evenings: Vec<Evening> = (0..4).map(|seed| evening(tables, load, seed)).collect();
    let parties =
        evenings.iter().map(|evening| evening.stays.len()).sum::<usize>() as f64 / evenings.len() as f64;
    let costs = Costs::of(&evenings);
    let [free, reseated, refused, unproven] = costs.shares();
    let [p50, p90, p99, max] = [0.5, 0.9, 0.99, 1.0].map(|share| costs.at(share));
    println!(
        r#"{{"tables":{tables},"load":{},"parties":{parties},"decisions":{},"free":{free:.4},"reseated":{reseated:.4},"refused":{refused:.4},"unproven":{unproven:.5},"p50_us":{p50:.1},"p90_us":{p90:.1},"p99_us":{p99:.1},"max_us":{max:.1}}}"#,
        load as f64 / 100.0,
        costs.microseconds.len(),
    );
}

/// What decisions cost, rising; and what they came to.
struct Costs {
    microseconds: Vec<f64>,
    came_to: Vec<Decided>,
}

impl Costs {
    /// Every question about each evening, once, after a round to warm up.
    fn of(evenings: &[Evening]) -> Self {
        let mut costs = Self { microseconds: Vec::new(), came_to: Vec::new() };
        for evening in evenings {
            for number in 0..questions() {
                black_box(decided(evening, number));
            }
            for number in 0..questions() {
                let (came_to, cost) = timed(|| decided(black_box(evening), number));
                costs.microseconds.push(cost);
                costs.came_to.push(came_to);
            }
        }
        costs.microseconds.sort_by(f64::total_cmp);
        costs
    }

    /// The cost that this share of decisions does not exceed.
    fn at(&self, share: f64) -> f64 {
        let last = self.microseconds.len() - 1;
        self.microseconds[(last as f64 * share).ceil() as usize]
    }

    fn shares(&self) -> [f64; 4] {
        [Decided::Free, Decided::Reseated, Decided::Refused, Decided::Unproven].map(|kind| {
            self.came_to.iter().filter(|other| **other == kind).count() as f64 / self.came_to.len() as f64
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock, and never on wasm")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let outcome = black_box(work());
    (outcome, start.elapsed().as_secs_f64() * 1e6)
}
