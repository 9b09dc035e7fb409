//! What an answer costs in the house of the budgets: 60 tables, 30 combinations, 150 bookings on the day asked about.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use engine::{
    Authority, Combination, Day, Experience, Floor, House, Limits, Occupancy, Offsets, PartyBounds, Question,
    Request, Rules, Service, Span, Stay, Table, Wanted, Weekdays, decide, month, slots,
};

const DAY: Day = Day(20_778);

fn house() -> House {
    let table = |i: u16| Table {
        party: PartyBounds { min: 1 + i % 2, max: 2 + 2 * (i % 3) },
        priority: i % 7,
        reservable: true,
        floor_plan: u8::from(40 <= i),
        categories: 1,
    };
    let pair = |i: u16| Combination {
        tables: vec![usize::from(2 * i), usize::from(2 * i + 1)],
        party: PartyBounds { min: 5, max: 10 },
        priority: i,
    };
    let service = |first_start, last_start| Service {
        weekdays: Weekdays::ALL,
        first_start,
        last_start,
        floor_plans: u32::MAX,
        limits: Limits::default(),
    };
    House {
        rules: Rules {
            slot_minutes: 15,
            buffer_minutes: 15,
            durations: vec![(2, 90), (4, 120), (12, 150)],
            party: PartyBounds { min: 1, max: 12 },
            lead_minutes: 60,
            window_days: 60,
            limits: Limits { starting: Some(40), seated: Some(220) },
            paused: false,
        },
        floor: Floor::new((0..60).map(table).collect(), &(0..30).map(pair).collect::<Vec<_>>())
            .expect("a floor"),
        services: vec![service(690, 840), service(1050, 1290)],
        exceptions: Vec::new(),
        experiences: vec![Experience {
            party: PartyBounds { min: 1, max: 12 },
            durations: Vec::new(),
            weekdays: Weekdays::ALL,
            starts: None,
            categories: 0,
            floor_plans: u32::MAX,
            lead_minutes: 0,
        }],
        offsets: Offsets::fixed(60),
    }
    .checked()
    .expect("a house")
}

/// 150 parties a day on `days` days, each where the engine puts it.
fn booked(house: &House, days: u16) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    for offset in 0..i32::from(days) {
        let day = DAY.plus(offset);
        let mut todays: Vec<Stay> = Vec::new();
        for i in 0..600u16 {
            let minutes = if i % 3 == 0 { 690 + 15 * (i % 11) } else { 1050 + 15 * (i * 7 % 17) };
            let question = question(house, day, 1 + i * 5 % 6);
            let request = Request { question, minutes, wanted: Wanted::Best };
            if let Ok(placement) = decide(house, &Occupancy::new(house, &todays), &request) {
                let Question { attendees, .. } = question;
                let span = Span::new(placement.stay.start(), placement.stay.end()).expect("not empty");
                todays.push(Stay { span, attendees, tables: placement.tables });
            }
            if todays.len() == 150 {
                break;
            }
        }
        stays.append(&mut todays);
    }
    stays
}

fn question(house: &House, day: Day, attendees: u16) -> Question {
    let now = house.offsets.instant(DAY.plus(-1), 720);
    Question { attendees, day, experience: 0, floor_plan: None, now, authority: Authority::Guest }
}

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
    let request = Request { question: question(&house, DAY, 2), minutes: 1140, wanted: Wanted::Best };
    criterion
        .bench_function("decide", |bench| bench.iter(|| decide(&house, &occupancy, black_box(&request))));
    let whole = Occupancy::new(&house, &stays);
    let question = question(&house, DAY, 2);
    criterion.bench_function("month", |bench| bench.iter(|| month(&house, &whole, black_box(&question), 31)));
}

criterion_group!(benches, answers);
criterion_main!(benches);
