//! What an answer costs in the house of the budgets.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use engine::{Occupancy, Request, TableChoice, decide, month, slots};
use golden::busy::{DAY, booked, house, question};

fn answers(criterion: &mut Criterion) {
    let house = house();
    let stays = booked(&house, 31);
    let today = &stays[..stays.len() / 31];
    println!("parties on the day asked about: {}", today.len());
    let occupancy = Occupancy::new(&house, today);
    for attendees in [2, 6] {
        let question = question(&house, DAY, attendees);
        criterion.bench_function(&format!("day_slots/party_of_{attendees}"), |bench| {
            bench.iter(|| slots(&house, &occupancy, black_box(&question)));
        });
    }
    criterion.bench_function("occupancy_of_a_day", |bench| {
        bench.iter(|| Occupancy::new(&house, black_box(today)));
    });
    let request = Request { question: question(&house, DAY, 2), minutes: 1140, wanted: TableChoice::Best };
    criterion
        .bench_function("decide", |bench| bench.iter(|| decide(&house, &occupancy, black_box(&request))));
    let whole = Occupancy::new(&house, &stays);
    let question = question(&house, DAY, 2);
    criterion.bench_function("month", |bench| bench.iter(|| month(&house, &whole, black_box(&question), 31)));
}

criterion_group!(benches, answers);
criterion_main!(benches);
