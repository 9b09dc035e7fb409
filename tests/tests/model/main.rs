//! Random sequences of all operations by many clients against a plain model in memory.
//!
//! After each step the answer is held against the model, and the database, read by the auditor alone, against the rules.
//! Batches fail, before or after they commit; other clients' requests happen between a request's batches; and requests
//! come again under their keys. A client that hears of a fault asks again, as real ones do.
//!
//! `COUVERT_NIGHTLY=1` takes a million steps; `COUVERT_MODEL_SEED` repeats one episode.

mod clients;
mod house;
mod model;

use std::env;
use std::thread;

use clients::Episode;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

const STEPS: u64 = 20_000;
const STEPS_NIGHTLY: u64 = 1_000_000;
/// Long enough for a full house, short enough that the auditor reads it in no time.
const STEPS_OF_AN_EPISODE: u64 = 160;

#[derive(Debug, Default)]
struct Tally {
    episodes: u64,
    steps: u64,
    faults: u64,
    overtakings: u64,
    repetitions: u64,
    done: std::collections::BTreeMap<String, u64>,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.episodes += other.episodes;
        self.steps += other.steps;
        self.faults += other.faults;
        self.overtakings += other.overtakings;
        self.repetitions += other.repetitions;
        for (name, count) in &other.done {
            *self.done.entry(name.clone()).or_default() += count;
        }
    }
}

fn play(seed: u64) -> Tally {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let random = ChaCha8Rng::seed_from_u64(seed);
    edge_worker::platform::random::repeatable::seed(seed);
    let told = move || eprintln!("repeat it with COUVERT_MODEL_SEED={seed}");
    struct OnPanic<F: Fn()>(F);
    impl<F: Fn()> Drop for OnPanic<F> {
        fn drop(&mut self) {
            if thread::panicking() {
                (self.0)();
            }
        }
    }
    let _told = OnPanic(told);
    runtime.block_on(Episode::play(random, STEPS_OF_AN_EPISODE))
}

#[test]
fn whatever_happens_the_house_is_as_the_model_says() {
    if let Some(seed) = env::var("COUVERT_MODEL_SEED").ok().and_then(|text| text.parse().ok()) {
        println!("{:#?}", play(seed));
        return;
    }
    let steps = if env::var_os("COUVERT_NIGHTLY").is_some() { STEPS_NIGHTLY } else { STEPS };
    let threads = thread::available_parallelism().map_or(2, std::num::NonZero::get) as u64;
    let mut total = Tally::default();
    thread::scope(|scope| {
        let work = |first: u64| {
            move || {
                let mut own = Tally::default();
                let mut seed = first;
                while own.steps < steps.div_ceil(threads) {
                    own.add(&play(seed));
                    seed += threads;
                }
                own
            }
        };
        let players: Vec<_> = (0..threads).map(|first| scope.spawn(work(first))).collect();
        for player in players {
            total.add(&player.join().expect("no violation"));
        }
    });
    println!("{total:#?}");
    assert!(steps <= total.steps);
    assert!(0 < total.faults && 0 < total.overtakings && 0 < total.repetitions);
}
