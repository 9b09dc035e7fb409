//! Evenings in a house that is nearly full, with reseating: what a decision costs when it is hard.

use engine::{
    Authority, Combination, Day, Experience, Floor, House, Move, Occupancy, Offsets, PartyBounds, Placement,
    Promise, Question, Refusal, Request, Reseating, Rules, Service, Stay, Table, TableChoice, decide,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const DAY: Day = Day(20_778);
/// First and last starts of lunch and dinner.
const SERVICES: [(u16, u16); 2] = [(690, 840), (1050, 1290)];
/// At a load of one hundred per cent there are so many parties for every two tables: 150 for 60 tables.
const PARTIES_FOR_TWO_TABLES: usize = 5;
/// Of a hundred parties, how many are of 1, 2, 3 ... guests.
const SIZES: [u16; 8] = [6, 44, 12, 22, 6, 6, 2, 2];
/// The largest party that is asked about.
const PARTY_MAX: u16 = 10;

/// A house and the parties of a day, each where the engine put it, some moved for others.
pub struct Evening {
    /// The house.
    pub house: House,
    /// The parties.
    pub stays: Vec<Stay>,
}

/// What a decision came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// A table was free.
    Free,
    /// Others moved.
    Reseated,
    /// There is no seating, proven.
    Refused,
    /// The work budget ran out.
    Unproven,
}

/// An evening with so many tables, and so many parties for them: 100 is as in the budgets, 150 parties at 60 tables.
/// Where the house has no room for them all there are fewer.
#[must_use]
pub fn evening(tables: u16, load_percent: usize, seed: u64) -> Evening {
    let mut evening = Evening { house: house(tables), stays: Vec::new() };
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let parties = usize::from(tables) * PARTIES_FOR_TWO_TABLES * load_percent / 200;
    for _ in 0..2 * parties {
        if evening.stays.len() < parties {
            book(&mut rng, &mut evening);
        }
    }
    evening
}

/// Half of the tables for two, a third for four, the rest for six; every second can be joined to its neighbour. The last
/// third stands in another floor plan, and every fourth table is at a window.
fn house(tables: u16) -> House {
    let seats = |i: u16| match i % 6 {
        0..3 => PartyBounds { min: 1, max: 2 },
        3..5 => PartyBounds { min: 2, max: 4 },
        _ => PartyBounds { min: 3, max: 6 },
    };
    let table = |i: u16| Table {
        party: seats(i),
        priority: i % 3,
        floor_plan: u8::from(2 * tables <= 3 * i),
        categories: if i.is_multiple_of(4) { 0b11 } else { 0b01 },
        ..Table::default()
    };
    let all: Vec<Table> = (0..tables).map(table).collect();
    let pair = |i: u16| {
        let (first, second) = (usize::from(2 * i), usize::from(2 * i + 1));
        let max = all[first].party.max + all[second].party.max;
        let party = PartyBounds { min: max / 2 + 1, max };
        (all[first].floor_plan == all[second].floor_plan).then(|| Combination {
            tables: vec![first, second],
            party,
            priority: i % 3,
        })
    };
    let pairs: Vec<Combination> = (0..tables / 2).filter_map(pair).collect();
    let service = |(first_start, last_start)| Service { first_start, last_start, ..Service::default() };
    House {
        rules: Rules {
            buffer_minutes: 15,
            durations: vec![(2, 90), (4, 120), (12, 150)],
            reseating: Some(Reseating { moves_max: 3, notice_minutes: 120, ..Reseating::default() }),
            ..Rules::default()
        },
        floor: Floor::new(all, &pairs).expect("a floor"),
        services: SERVICES.map(service).to_vec(),
        experiences: vec![Experience::default(), Experience { categories: 0b10, ..Experience::default() }],
        offsets: Offsets::fixed(60),
        ..House::default()
    }
    .checked()
    .expect("a house")
}

/// Asks for a party of a usual size at a usual time, and seats it if there is a way.
fn book(rng: &mut ChaCha8Rng, evening: &mut Evening) {
    let mut lot = rng.random_range(0..SIZES.iter().sum());
    let is_beyond = |share: &&u16| {
        let is_beyond = **share <= lot;
        lot = lot.saturating_sub(**share);
        is_beyond
    };
    let attendees = 1 + u16::try_from(SIZES.iter().take_while(is_beyond).count()).unwrap_or(0);
    let (first, last) = SERVICES[usize::from(rng.random_bool(0.62))];
    // Two dice: most come in the middle of the service.
    let steps = (last - first) / 15;
    let minutes = first + 15 * ((rng.random_range(0..=steps) + rng.random_range(0..=steps)) / 2);
    let experience = usize::from(rng.random_bool(0.1));
    let question = Question { experience, ..question(attendees) };
    let Ok(placement) = answer(evening, &question, minutes) else { return };
    let Placement { stay: span, tables, moves, .. } = placement;
    for Move { stay, assignment } in moves {
        evening.stays[stay].tables = evening.house.floor.assignments()[assignment].tables;
    }
    let categories = evening.house.experiences[experience].categories;
    let promise = if rng.random_bool(0.05) { Promise::Tables } else { Promise::Kind { categories } };
    evening.stays.push(Stay { span, attendees, tables, promise, online: true });
}

/// A party that asks the day before.
fn question(attendees: u16) -> Question {
    let now = Offsets::fixed(60).instant(DAY.plus(-1), 720);
    let authority = Authority::Guest;
    Question {
        attendees,
        day: DAY,
        experience: 0,
        floor_plan: None,
        duration: None,
        now,
        authority,
        is_confirmed: false,
    }
}

fn answer(evening: &Evening, question: &Question, minutes: u16) -> Result<Placement, Refusal> {
    let request = Request { question: *question, minutes, wanted: TableChoice::Best };
    decide(&evening.house, &Occupancy::new(&evening.house, &evening.stays), &request)
}

/// How many questions there are about an evening: each party size at each start.
#[must_use]
pub fn questions() -> usize {
    starts().count() * usize::from(PARTY_MAX)
}

fn starts() -> impl Iterator<Item = u16> {
    SERVICES.into_iter().flat_map(|(first, last)| (first..=last).step_by(15))
}

/// Decides the question with this number, from the parties on: what the edge does once it has read the day.
#[must_use]
pub fn decided(evening: &Evening, number: usize) -> Decided {
    let attendees = 1 + u16::try_from(number % usize::from(PARTY_MAX)).unwrap_or(0);
    let minutes = starts().nth(number / usize::from(PARTY_MAX)).unwrap_or(0);
    match answer(evening, &question(attendees), minutes) {
        Ok(placement) if placement.moves.is_empty() => Decided::Free,
        Ok(_) => Decided::Reseated,
        Err(Refusal::NotBookable(slot)) if !slot.is_proven => Decided::Unproven,
        Err(_) => Decided::Refused,
    }
}

/// The evenings of the budgets: 60 tables, 30 combinations, up to 150 parties and some more or fewer.
#[must_use]
pub fn evenings() -> Vec<Evening> {
    let each = |seed| [90, 100, 110].map(|load| evening(60, load, seed));
    (0..4).flat_map(each).collect()
}
