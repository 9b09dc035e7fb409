//! Random evenings in houses so small that they fill up at once.

use engine::{
    Assignment, Authority, Block, Combination, Day, Exception, Experience, Floor, House, Instant, Limits,
    Occupancy, Offsets, PartyBounds, Promise, Question, Request, Reseating, Rules, Season, Service, Sharing,
    Span, Stay, Table, TableChoice, TableSet, decide, seat_runs,
};
use proptest::prelude::*;

/// A Saturday; its clocks may change, either way.
pub(crate) const DAY: Day = Day(20_778);

/// A house, who is booked there, and a question about the day.
#[derive(Clone, Debug)]
pub(crate) struct Evening {
    pub(crate) house: House,
    pub(crate) stays: Vec<Stay>,
    /// For each stay, what it was booked by, where the house gave it the best that was free.
    pub(crate) booked_by: Vec<Option<Request>>,
    pub(crate) question: Question,
}

impl Evening {
    pub(crate) fn occupancy(&self) -> Occupancy {
        Occupancy::new(&self.house, &self.stays)
    }

    /// The evening without one of its stays.
    pub(crate) fn without(&self, stay: usize) -> Self {
        let mut fewer = self.clone();
        fewer.stays.remove(stay);
        fewer.booked_by.remove(stay);
        fewer
    }
}

prop_compose! {
    fn table()(small in prop::bool::weighted(0.5), min in prop::sample::select(vec![1u16, 1, 2]), priority in 0u16..3,
               reservable in prop::bool::weighted(0.95), online in prop::bool::weighted(0.9),
               terrace in prop::bool::weighted(0.2), categories in prop::sample::select(vec![1u64, 2, 3, 3, 3])) -> Table {
        Table {
            party: PartyBounds { min, max: if small { 2 } else { 4 } },
            priority, reservable, online, floor_plan: terrace.into(), categories, section: 0, sharing: Sharing::Alone,
        }
    }
}

prop_compose! {
    fn rules()(slot in prop::sample::select(vec![30u16, 60]), buffer in prop::sample::select(vec![0u16, 0, 15, 30]),
               (short, long) in (4u16..9, 4u16..11), moves_max in prop::sample::select(vec![0u16, 1, 2, 2, 3, 4, 9, u16::MAX, u16::MAX]),
               notice_minutes in prop::sample::select(vec![0u32, 0, 60, 240]),
               seated in prop::option::weighted(0.1, 4u32..12)) -> Rules {
        Rules {
            slot_minutes: slot, buffer_minutes: buffer, durations: vec![(2, 15 * short), (9, 15 * long)],
            limits: Limits { starting: None, seated },
            reseating: Some(Reseating { moves_max, notice_minutes, ..Reseating::default() }),
            ..Rules::default()
        }
    }
}

/// Services that start in the small hours and late at night: those of the day before last into this day, and these
/// last into the next.
fn services() -> impl Strategy<Value = Vec<Service>> {
    let closed = || prop::option::weighted(0.2, 0usize..4);
    let stays_on = || prop::option::weighted(0.3, 1u16..8);
    (prop::bool::weighted(0.4), 0u16..3, 0u16..3, closed(), 0u16..3, 1u16..4, closed(), stays_on()).prop_map(
        |(early, first, more, closed, late, steps, closed_late, stays_on)| {
            let service = |first_start, more: u16, closed: Option<usize>| Service {
                first_start,
                last_start: first_start + 60 * more,
                closed_tables: closed.into_iter().collect(),
                ..Service::default()
            };
            let early = early.then(|| service(60 * first, more, closed));
            let late = service(1260 + 60 * late, steps, closed_late);
            let closes = stays_on.map(|cells| late.last_start + 15 * cells);
            early.into_iter().chain([Service { closes, ..late }]).collect()
        },
    )
}

/// Zones without a change and with one, to summer or from it, in the evening or the night asked about.
fn offsets() -> impl Strategy<Value = Offsets> {
    (0u8..3, -2i64..30).prop_map(|(kind, hours)| {
        let change = Instant(i64::from(DAY.0) * 1440 + hours * 60);
        match kind {
            0 => Offsets::fixed(60),
            1 => Offsets::new(60, vec![(change, 120)]).expect("in order"),
            _ => Offsets::new(120, vec![(change, 60)]).expect("in order"),
        }
    })
}

prop_compose! {
    fn house()(mut tables in prop::collection::vec(table(), 2..7),
               counter in prop::option::weighted(0.3, (2u16..5, 1u16..3)), shared in prop::option::weighted(0.2, 2u16..6),
               joins in prop::collection::vec((0usize..5, 0usize..5, 2u16..4, 4u16..7), 0..3),
               rules in rules(), services in services(), categories in prop::sample::select(vec![0u64, 0, 1, 2, 3]),
               event in prop::bool::weighted(0.05), offsets in offsets(),
               block in prop::option::weighted(0.15, (0i64..30, 1i64..5, prop::collection::vec(0usize..4, 1..3)))) -> House {
        let known = |table: &usize| *table < tables.len();
        let is_joint = |(a, b): (usize, usize)| {
            a != b && known(&a) && known(&b) && tables[a].floor_plan == tables[b].floor_plan
        };
        let mut combinations: Vec<Combination> = joins.into_iter()
            .filter(|(a, b, ..)| is_joint((*a, *b)))
            .map(|(a, b, min, max)| Combination { tables: vec![a, b], party: PartyBounds { min, max }, priority: min })
            .collect();
        let block = block.into_iter().map(|(hour, hours, set)| {
            let start = Instant(i64::from(DAY.0) * 1440 + 60 * hour);
            let tables = set.into_iter().filter(known).collect();
            Block { span: Span::new(start, start.plus(60 * hours)).expect("not empty"), tables }
        });
        let blocks = block.filter(|block| !block.tables.is_empty()).collect();
        let count = tables.len();
        let known = |table: &usize| *table < count;
        let has_all = |service: &Service| service.closed_tables.iter().all(|table| known(&table));
        let services: Vec<Service> = services.into_iter().filter(has_all).collect();
        if let Some((seats, min)) = counter {
            let party = PartyBounds { min, max: 3.min(seats) };
            combinations.extend(seat_runs(tables.len(), seats, party, 1));
            let like = Table { party: party.of_one_seat(), sharing: Sharing::Seat(0), ..tables[0].clone() };
            tables.extend(vec![like; seats.into()]);
        }
        if let Some(places) = shared {
            let party = PartyBounds { min: 1, max: 2 };
            tables.push(Table { party, sharing: Sharing::Counted(places), ..tables[0].clone() });
        }
        let exceptions = if event { vec![Exception { days: Season::on(DAY), services: services.clone() }] } else { Vec::new() };
        let floor = Floor::new(tables, &combinations).expect("a sound floor");
        let experiences = vec![Experience::default(), Experience { categories, ..Experience::default() }];
        House { rules, floor, services, exceptions, blocks, experiences, offsets, ..House::default() }
            .checked().expect("a sound house")
    }
}

/// A wish to book: when (which start of which day), who, for what, where, and what is promised.
#[derive(Clone, Debug)]
struct Wish {
    day: i32,
    start: usize,
    attendees: u16,
    experience: usize,
    /// An assignment that a host picks, whatever the party; the best where none.
    pick: Option<usize>,
    is_pinned: bool,
    online: bool,
    /// Booked to make others find less, and then called off.
    is_cancelled: bool,
}

prop_compose! {
    fn wish()(day in prop::sample::select(vec![-1i32, 0, 0, 0, 0, 0, 1]), start in 0usize..60, attendees in prop::sample::select(vec![1u16, 2, 2, 2, 2, 3, 4, 4, 5]),
              experience in 0usize..2, pick in prop::option::weighted(0.7, 0usize..60),
              is_pinned in prop::bool::weighted(0.12), online in prop::bool::ANY,
              is_cancelled in prop::bool::weighted(0.4)) -> Wish {
        Wish { day, start, attendees, experience, pick, is_pinned, online, is_cancelled }
    }
}

/// What the wish asks of the house; nothing on a day without starts.
fn request(house: &House, wish: &Wish) -> Option<Request> {
    let day = DAY.plus(wish.day);
    let step = usize::from(house.rules.slot_minutes);
    let starts = || house.services_on(day).flat_map(|s| (s.first_start..=s.last_start).step_by(step));
    let question = Question {
        attendees: wish.attendees,
        day,
        experience: wish.experience,
        floor_plan: None,
        duration: None,
        now: house.offsets.instant(DAY.plus(-3), 0),
        authority: Authority::Restaurant,
        is_confirmed: false,
    };
    // A host picks what seats the party, or for once anything.
    let seats = |a: &&Assignment| a.party.contains(wish.attendees) || wish.pick == Some(0);
    let seating: Vec<TableSet> = house.floor.assignments().iter().filter(seats).map(|a| a.tables).collect();
    let tables = wish.pick.filter(|_| !seating.is_empty()).map(|pick| seating[pick % seating.len()]);
    let wanted = tables.map_or(TableChoice::Best, TableChoice::Pinned);
    Some(Request { question, minutes: starts().nth(wish.start % starts().count().max(1))?, wanted })
}

/// Books one after the other who finds tables, without moving anybody, and then lets the cancelled ones go.
fn booked(house: &House, wishes: &[Wish]) -> (Vec<Stay>, Vec<Option<Request>>) {
    let rules = Rules { reseating: None, ..house.rules.clone() };
    let still = House { rules, ..house.clone() };
    let (mut stays, mut by): (Vec<Stay>, Vec<(bool, Option<Request>)>) = Default::default();
    for wish in wishes {
        let Some(request) = request(house, wish) else { continue };
        let Ok(placement) = decide(&still, &Occupancy::new(&still, &stays), &request) else { continue };
        let categories = house.experiences[wish.experience].categories;
        let promise = if wish.is_pinned { Promise::Tables } else { Promise::Kind { categories } };
        stays.push(Stay {
            span: placement.stay,
            attendees: wish.attendees,
            tables: placement.tables,
            promise,
            online: wish.online,
        });
        by.push((wish.is_cancelled, (request.wanted == TableChoice::Best).then_some(request)));
    }
    stays.into_iter().zip(by).filter(|(_, (gone, _))| !gone).map(|(stay, (_, by))| (stay, by)).unzip()
}

/// A party that a host puts at a table on top of everybody else's.
fn on_top(house: &House) -> impl Strategy<Value = Option<Stay>> + use<> {
    let (offsets, tables) = (house.offsets.clone(), house.floor.tables().len());
    let stay = (0u16..8, 0..tables, 4i64..9).prop_map(move |(quarter, table, cells)| {
        let start = offsets.instant(DAY, 1260 + 30 * quarter);
        let span = Span::new(start, start.plus(15 * cells)).expect("not empty");
        let tables: TableSet = std::iter::once(table).collect();
        Stay { span, attendees: 2, tables, promise: Promise::Kind { categories: 0 }, online: false }
    });
    prop::option::weighted(0.08, stay)
}

prop_compose! {
    pub(crate) fn evening()(house in house())(
        wishes in prop::collection::vec(wish(), 8..30), attendees in prop::sample::select(vec![1u16, 2, 2, 2, 2, 3, 4, 4, 5]), experience in 0usize..2,
        floor_plan in prop::option::weighted(0.1, 0u8..2), guest in prop::bool::weighted(0.7),
        // The day before as a rule; or some time of the evening, when part of it is over.
        hours in prop::option::weighted(0.2, 0i64..26), on_top in on_top(&house), house in Just(house)) -> Evening {
        let (mut stays, mut booked_by) = booked(&house, &wishes);
        booked_by.extend(on_top.iter().map(|_| None));
        stays.extend(on_top);
        let now = Instant(i64::from(DAY.0) * 1440 + 60 * hours.unwrap_or(-24));
        let authority = if guest { Authority::Guest } else { Authority::Restaurant };
        let question = Question { attendees, day: DAY, experience, floor_plan, duration: None, now, authority, is_confirmed: false };
        Evening { house, stays, booked_by, question }
    }
}
