//! Any sound house with anybody in it: no question makes the engine panic, and no plan gives a table twice.
#![no_main]

use arbitrary::Arbitrary;
use engine::{
    Authority, Combination, Day, Experience, Floor, House, Instant, Limits, Occupancy, Offsets, PartyBounds, Promise,
    Question, Request, Reseating, Rules, Service, Span, Stay, Table, TableSet, TableChoice, alternatives, decide, month,
    slots,
};
use libfuzzer_sys::fuzz_target;

const DAY: Day = Day(20_778);

#[derive(Arbitrary, Debug)]
struct Input {
    tables: Vec<(u8, u8, u8, bool, bool)>,
    joined: Vec<(u8, u8, u8)>,
    stays: Vec<(u8, u8, u8, u8, bool)>,
    buffer: u8,
    durations: (u8, u8),
    limits: (Option<u8>, Option<u8>),
    moves_max: u8,
    notice: u8,
    now: i16,
    clock_change: Option<(u8, bool)>,
    party: u16,
    minutes: u16,
    pinned: Option<u8>,
}

impl Input {
    fn house(&self) -> Option<House> {
        let table = |(min, more, priority, reservable, online): &(u8, u8, u8, bool, bool)| Table {
            party: PartyBounds { min: u16::from(*min % 4) + 1, max: u16::from(*min % 4) + 1 + u16::from(*more % 6) },
            priority: u16::from(*priority),
            reservable: *reservable,
            online: *online,
            floor_plan: priority % 2,
            categories: u64::from(*more % 4),
            section: priority % 3,
        };
        let tables: Vec<Table> = self.tables.iter().take(12).map(table).collect();
        let combination = |(a, b, max): &(u8, u8, u8)| Combination {
            tables: vec![usize::from(*a) % tables.len().max(1), usize::from(*b) % tables.len().max(1)],
            party: PartyBounds { min: 2, max: 2 + u16::from(*max % 8) },
            priority: 1,
        };
        // Those that join a table with itself or two floor plans are left out, not the whole house.
        let sound = |joined: &Combination| Floor::new(tables.clone(), std::slice::from_ref(joined)).is_ok();
        let combinations: Vec<_> = self.joined.iter().take(8).map(combination).filter(sound).collect();
        let change = Instant(i64::from(DAY.0) * 1440 + 1200);
        let offsets = match self.clock_change {
            None => Offsets::fixed(60),
            Some((cells, true)) => Offsets::new(60, vec![(change.plus(15 * i64::from(cells)), 120)])?,
            Some((cells, false)) => Offsets::new(120, vec![(change.plus(15 * i64::from(cells)), 60)])?,
        };
        let cells = |n: u8| 15 * (u16::from(n % 12) + 1);
        House {
            rules: Rules {
                buffer_minutes: 15 * u16::from(self.buffer % 3),
                durations: vec![(2, cells(self.durations.0)), (u16::MAX, cells(self.durations.1))],
                limits: Limits { starting: self.limits.0.map(u32::from), seated: self.limits.1.map(u32::from) },
                reseating: Some(Reseating {
                    moves_max: u16::from(self.moves_max),
                    notice_minutes: u32::from(self.notice),
                    ..Reseating::default()
                }),
                shorten_minutes: 30,
                ..Rules::default()
            },
            floor: Floor::new(tables, &combinations).ok()?,
            services: vec![Service { first_start: 1080, last_start: 1500, ..Service::default() }],
            experiences: vec![Experience::default(), Experience { categories: 1, ..Experience::default() }],
            offsets,
            ..House::default()
        }
        .checked()
        .ok()
    }

    /// Parties that share no table, so that what the engine says of them can be checked.
    fn stays(&self, house: &House) -> Vec<Stay> {
        let mut stays: Vec<Stay> = Vec::new();
        for (assignment, start, cells, attendees, is_movable) in self.stays.iter().take(16) {
            let assignments = house.floor.assignments();
            let Some(assignment) = assignments.get(usize::from(*assignment) % assignments.len().max(1)) else { break };
            let start = house.offsets.instant(DAY, 1020 + 15 * u16::from(*start % 40));
            let stay = Stay {
                span: Span::lasting(start, 15 * (u16::from(*cells % 10) + 1)),
                attendees: u16::from(*attendees % 9) + 1,
                tables: assignment.tables,
                promise: if *is_movable { Promise::Kind { categories: 0 } } else { Promise::Tables },
                online: true,
            };
            if !stays.iter().any(|other| clash(house, (other.span, &other.tables), (stay.span, &stay.tables))) {
                stays.push(stay);
            }
        }
        stays
    }
}

fn clash(house: &House, (a, mine): (Span, &TableSet), (b, others): (Span, &TableSet)) -> bool {
    let buffer = house.rules.buffer_minutes;
    a.start() < b.extended(buffer).end() && b.start() < a.extended(buffer).end() && mine.intersects(others)
}

fuzz_target!(|input: Input| {
    let Some(house) = input.house() else { return };
    let stays = input.stays(&house);
    let occupancy = Occupancy::new(&house, &stays);
    let question = Question {
        attendees: input.party % 12,
        day: DAY,
        experience: usize::from(input.party % 3),
        floor_plan: None,
        duration: None,
        now: house.offsets.instant(DAY, 0).plus(i64::from(input.now)),
        authority: if input.pinned.is_some() { Authority::Restaurant } else { Authority::Guest },
        is_confirmed: false,
    };
    let minutes = 15 * (input.minutes % 192);
    let _ = (slots(&house, &occupancy, &question), month(&house, &occupancy, &question, 2));
    let _ = alternatives(&house, &occupancy, &question, minutes, &engine::Change::ALL, 5);
    let pinned = input.pinned.map(|table| TableChoice::Pinned(std::iter::once(usize::from(table % 12)).collect()));
    let request = Request { question, minutes, wanted: pinned.unwrap_or(TableChoice::Best) };
    let Ok(placement) = decide(&house, &occupancy, &request) else { return };
    let mut seated: Vec<(Span, TableSet)> = stays.iter().map(|stay| (stay.span, stay.tables)).collect();
    for moved in &placement.moves {
        assert!(matches!(stays[moved.stay].promise, Promise::Kind { .. }), "who keeps their tables was moved");
        seated[moved.stay].1 = house.floor.assignments()[moved.assignment].tables;
    }
    seated.push((placement.stay, placement.tables));
    for (i, (a, mine)) in seated.iter().enumerate() {
        for (b, others) in &seated[..i] {
            assert!(!clash(&house, (*a, mine), (*b, others)), "a table given twice");
        }
    }
});
