//! Golden vectors: random houses on random days, and every slot that the engine finds there, as text.
//!
//! Compiled natively and to wasm32, both must write the same bytes.

pub mod busy;
pub mod crowded;

use std::fmt::Write;
use std::sync::OnceLock;

use engine::{
    Authority, CalendarDate, Combination, Confirmation, ConfirmationRule, Day, Exception, Experience, Floor,
    House, Instant, Limits, MonthDay, Move, Occupancy, Offsets, PartyBounds, Promise, Question, Request,
    Reseating, Rules, Season, Service, Sharing, Span, Stay, Table, TableChoice, TableSet, Weekdays, decide,
    month, seat_runs, slots,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The answers on `days` random days, one slot a line.
#[must_use]
pub fn vectors(days: u32) -> String {
    let mut text = String::new();
    for seed in 0..days {
        let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
        let day = Day(rng.random_range(20_000..22_000));
        let house = house(&mut rng, day);
        let stays = stays(&mut rng, &house, day);
        let question = Question {
            attendees: rng.random_range(1..9),
            day,
            experience: rng.random_range(0..house.experiences.len()),
            floor_plan: rng.random_bool(0.3).then(|| rng.random_range(0..2)),
            duration: None,
            now: Instant(i64::from(day.0) * 1440 + rng.random_range(-3000..1500)),
            authority: if rng.random_bool(0.8) { Authority::Guest } else { Authority::Restaurant },
            is_confirmed: rng.random_bool(0.2),
        };
        let _ = writeln!(text, "{seed} {question:?}");
        for slot in slots(&house, &Occupancy::new(&house, &stays), &question) {
            let _ = writeln!(text, "{slot:?}");
        }
    }
    text
}

/// A sound house: whatever is drawn, it passes the engine's checks.
fn house(rng: &mut ChaCha8Rng, day: Day) -> House {
    let mut tables: Vec<Table> = (0..rng.random_range(2..20)).map(|_| table(rng)).collect();
    let mut combinations: Vec<Combination> = (0..rng.random_range(0..10))
        .filter_map(|_| {
            let first = rng.random_range(0..tables.len() - 1);
            let is_one_plan = tables[first].floor_plan == tables[first + 1].floor_plan;
            is_one_plan.then(|| Combination {
                tables: vec![first, first + 1],
                party: PartyBounds { min: 3, max: rng.random_range(3..13) },
                priority: rng.random_range(0..5),
            })
        })
        .collect();
    share(rng, &mut tables, &mut combinations);
    let buffer_minutes = 15 * rng.random_range(0..3);
    let exceptions = if rng.random_bool(0.1) {
        vec![Exception { days: Season::on(day), services: Vec::new() }]
    } else {
        Vec::new()
    };
    let late = 1080 + 180 * rng.random_range(0..4);
    let house = House {
        rules: Rules {
            slot_minutes: 15 * rng.random_range(1..4),
            buffer_minutes,
            durations: vec![(2, 90), (4, 120), (20, 165)],
            party: PartyBounds { min: 1, max: rng.random_range(4..13) },
            lead_minutes: rng.random_range(0..180),
            window_days: rng.random_range(0..60),
            limits: Limits { starting: some(rng, 4..30), seated: some(rng, 20..120) },
            paused: rng.random_bool(0.05),
            reseating: rng.random_bool(0.9).then(|| Reseating {
                moves_max: rng.random_range(0..8),
                notice_minutes: 60 * rng.random_range(0..8),
                ..Reseating::default()
            }),
            ..Rules::default()
        },
        floor: Floor::new(tables, &combinations).expect("a sound floor"),
        floor_plan_seasons: vec![season(rng, day), season(rng, day)],
        services: vec![service(rng, day, 630, 840), Service { key: 1, ..service(rng, day, 1080, late) }],
        exceptions,
        confirmation_rules: vec![confirmation_rule(rng, day)],
        experiences: vec![experience(0, None), experience(0b10, Some((1080, 1200)))],
        offsets: offsets(rng, day),
        ..House::default()
    };
    house.checked().expect("a sound house")
}

fn some(rng: &mut ChaCha8Rng, range: std::ops::Range<u32>) -> Option<u32> {
    rng.random_bool(0.7).then(|| rng.random_range(range))
}

fn table(rng: &mut ChaCha8Rng) -> Table {
    let min = rng.random_range(1..4);
    Table {
        party: PartyBounds { min, max: min + rng.random_range(0..6) },
        priority: rng.random_range(0..12),
        reservable: rng.random_bool(0.95),
        floor_plan: rng.random_range(0..2),
        categories: rng.random_range(0..8),
        ..Table::default()
    }
}

/// Adds a counter, or a table whose guests are counted, or neither.
fn share(rng: &mut ChaCha8Rng, tables: &mut Vec<Table>, combinations: &mut Vec<Combination>) {
    let like = table(rng);
    let seats = like.party.max + rng.random_range(0..5);
    match rng.random_range(0..4) {
        0 => {
            combinations.extend(seat_runs(tables.len(), seats, like.party, like.priority));
            let seat = Table { party: like.party.of_one_seat(), sharing: Sharing::Seat(0), ..like };
            tables.extend(vec![seat; seats.into()]);
        }
        1 => tables.push(Table { sharing: Sharing::Counted(seats), ..like }),
        _ => {}
    }
}

/// The starts are multiples of every slot step that is drawn.
fn service(rng: &mut ChaCha8Rng, day: Day, first_start: u16, last_start: u16) -> Service {
    let closes = rng.random_bool(0.3).then(|| last_start + 15 * rng.random_range(1..12));
    Service { first_start, last_start, closes, season: season(rng, day), ..Service::default() }
}

/// Large parties on request, for some services and seasons.
fn confirmation_rule(rng: &mut ChaCha8Rng, day: Day) -> ConfirmationRule {
    ConfirmationRule {
        party: PartyBounds { min: rng.random_range(1..8), max: 12 },
        experiences: Vec::new(),
        services: if rng.random_bool(0.3) { vec![1] } else { Vec::new() },
        weekdays: Weekdays::ALL,
        season: season(rng, day),
        confirmation: Confirmation::Request,
    }
}

/// Mostly always; else one that begins and ends around the day.
fn season(rng: &mut ChaCha8Rng, day: Day) -> Season {
    let (first, last) = (day.plus(rng.random_range(-2..3)), day.plus(rng.random_range(-2..3)));
    let of_year = |day: Day| {
        let CalendarDate { month, day, .. } = day.date();
        MonthDay::new(u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    };
    match (rng.random_range(0..16), of_year(first), of_year(last)) {
        (0, ..) => Season::Days { first: first.min(last), last: first.max(last) },
        (1, Some(first), Some(last)) => Season::Yearly { first, last },
        _ => Season::Always,
    }
}

fn experience(categories: u64, starts: Option<(u16, u16)>) -> Experience {
    Experience { party: PartyBounds { min: 1, max: 12 }, starts, categories, ..Experience::default() }
}

/// A zone that changes its clocks somewhere around the day, either way, or not at all.
fn offsets(rng: &mut ChaCha8Rng, day: Day) -> Offsets {
    let change = Instant(i64::from(day.0) * 1440 + 60 * rng.random_range(-24..48));
    match rng.random_range(0..3) {
        0 => Offsets::fixed(-210),
        1 => Offsets::new(60, vec![(change, 120)]).expect("in order"),
        _ => Offsets::new(120, vec![(change, 60)]).expect("in order"),
    }
}

/// Few parties or more than the house has room for, where the engine puts them, and then some of them called off; and a
/// few wherever a host had put them.
fn stays(rng: &mut ChaCha8Rng, house: &House, day: Day) -> Vec<Stay> {
    let mut stays: Vec<Stay> = (0..rng.random_range(0..4)).map(|_| stay(rng, house, day)).collect();
    for _ in 0..house.floor.tables().len() * rng.random_range(0..8) {
        book(rng, house, day, &mut stays);
    }
    stays.retain(|_| rng.random_bool(0.9));
    stays
}

/// Somebody who books if there is room, also if others have to move for it.
fn book(rng: &mut ChaCha8Rng, house: &House, day: Day, stays: &mut Vec<Stay>) {
    let experience = rng.random_range(0..house.experiences.len());
    let question = Question {
        attendees: rng.random_range(1..9),
        day,
        experience,
        floor_plan: None,
        duration: None,
        now: house.offsets.instant(day.plus(-1), 0),
        authority: Authority::Restaurant,
        is_confirmed: false,
    };
    let (first, steps) = if rng.random_bool(0.3) { (630, 14) } else { (1080, 36) };
    let minutes = first + 15 * rng.random_range(0..=steps);
    let request = Request { question, minutes, wanted: TableChoice::Best };
    let Ok(placement) = decide(house, &Occupancy::new(house, &*stays), &request) else { return };
    for Move { stay, assignment } in placement.moves {
        stays[stay].tables = house.floor.assignments()[assignment].tables;
    }
    let kind = Promise::Kind { categories: house.experiences[experience].categories };
    stays.push(Stay {
        span: placement.stay,
        attendees: question.attendees,
        tables: placement.tables,
        promise: if rng.random_bool(0.1) { Promise::Tables } else { kind },
        online: rng.random_bool(0.5),
    });
}

/// Somebody at a table, whether or not the house would have put them there.
fn stay(rng: &mut ChaCha8Rng, house: &House, day: Day) -> Stay {
    let start = house.offsets.instant(day, 15 * rng.random_range(30..130));
    let table = rng.random_range(0..house.floor.tables().len());
    Stay {
        span: Span::lasting(start, 15 * rng.random_range(1..12)),
        attendees: rng.random_range(1..9),
        tables: std::iter::once(table).collect::<TableSet>(),
        promise: Promise::Tables,
        online: true,
    }
}

/// What [`golden`] wrote, kept so that its address stays good.
static WRITTEN: OnceLock<String> = OnceLock::new();

/// Writes the vectors for a caller outside; the address of the text.
#[expect(unsafe_code, reason = "an export needs its plain name")]
#[unsafe(no_mangle)]
pub extern "C" fn golden(days: u32) -> *const u8 {
    WRITTEN.get_or_init(|| vectors(days)).as_ptr()
}

/// The length of what [`golden`] wrote.
#[expect(unsafe_code, reason = "an export needs its plain name")]
#[unsafe(no_mangle)]
pub extern "C" fn golden_length() -> usize {
    WRITTEN.get().map_or(0, String::len)
}

/// The busy house, built once: what [`busy_day`] and [`busy_month`] are timed on from outside.
static BUSY: OnceLock<(House, Occupancy)> = OnceLock::new();

fn busy_house() -> &'static (House, Occupancy) {
    BUSY.get_or_init(|| {
        let house = busy::house();
        let occupancy = Occupancy::new(&house, &busy::booked(&house, 31));
        (house, occupancy)
    })
}

/// Answers one day's slots for two and counts the bookable ones.
#[expect(unsafe_code, reason = "an export needs its plain name")]
#[unsafe(no_mangle)]
pub extern "C" fn busy_day() -> usize {
    let (house, occupancy) = busy_house();
    let question = busy::question(house, busy::DAY, 2);
    slots(house, occupancy, &question).iter().filter(|slot| slot.is_bookable()).count()
}

/// Answers which of 31 days have room for two, and counts them.
#[expect(unsafe_code, reason = "an export needs its plain name")]
#[unsafe(no_mangle)]
pub extern "C" fn busy_month() -> usize {
    let (house, occupancy) = busy_house();
    let question = busy::question(house, busy::DAY, 2);
    month(house, occupancy, &question, 31).iter().filter(|room| 0 < room.bookable).count()
}

/// The evenings of the budgets with reseating, built once: what [`decision`] is timed on from outside.
static CROWDED: OnceLock<Vec<crowded::Evening>> = OnceLock::new();

/// How many decisions [`decision`] knows.
#[expect(unsafe_code, reason = "an export needs its plain name")]
#[unsafe(no_mangle)]
pub extern "C" fn decisions() -> usize {
    CROWDED.get_or_init(crowded::evenings).len() * crowded::questions()
}

/// Makes the decision with this number; whether it is a yes.
#[expect(unsafe_code, reason = "an export needs its plain name")]
#[unsafe(no_mangle)]
pub extern "C" fn decision(number: usize) -> bool {
    let evenings = CROWDED.get_or_init(crowded::evenings);
    let evening = evenings.get(number / crowded::questions());
    evening.is_some_and(|evening| {
        let came_to = crowded::decided(evening, number % crowded::questions());
        matches!(came_to, crowded::Decided::Free | crowded::Decided::Reseated)
    })
}
