//! Random houses, and evenings in them.

use engine::{
    Authority, Block, Closure, Combination, Confirmation, ConfirmationRule, Day, Exception, Experience,
    Floor, House, Instant, Lead, Limits, MonthDay, Offsets, PartyBounds, Promise, Question, Release, Rules,
    Season, Service, Sharing, Span, Stay, Table, TableSet, Weekday, Weekdays, seat_runs,
};
use proptest::prelude::*;

/// A Saturday; the houses below are asked about the days around it.
const DAY: Day = Day(20_778);

prop_compose! {
    fn table()(min in 1u16..3, more in 0u16..4, priority in 0u16..12, reservable in prop::bool::weighted(0.9),
               online in prop::bool::weighted(0.9), section in 0u8..3, floor_plan in 0u8..2, categories in 0u64..4) -> Table {
        let party = PartyBounds { min, max: min + more };
        Table { party, priority, reservable, online, floor_plan, categories, section, sharing: Sharing::Alone }
    }
}

fn lead() -> impl Strategy<Value = Option<Lead>> {
    prop_oneof![
        2 => Just(None),
        1 => (0u32..400).prop_map(|minutes| Some(Lead::Minutes(minutes))),
        1 => (0u16..3, 0u16..1440).prop_map(|(days, minutes)| Some(Lead::Clock { days, minutes })),
    ]
}

prop_compose! {
    fn service(first: u16)(steps in 0u16..12, floor_plans in 1u32..4, starting in prop::option::of(2u32..12),
                           days in prop::collection::vec(0usize..7, 1..7), lead in lead(),
                           online_max in prop::option::weighted(0.3, 2u32..16),
                           closed_tables in prop::option::weighted(0.3, 0usize..6),
                           only in prop::option::weighted(0.2, 0usize..2), season in season(),
                           stays_on in prop::option::weighted(0.4, 1u16..12)) -> Service {
        Service {
            key: usize::from(first) / 1000,
            weekdays: days.into_iter().map(|day| Weekday::ALL[day]).collect(),
            season,
            first_start: first,
            last_start: first + 30 * steps,
            closes: stays_on.map(|cells| first + 30 * steps + 15 * cells),
            floor_plans,
            limits: Limits { starting, seated: None },
            closed_tables: closed_tables.into_iter().collect(),
            lead,
            online_max,
            experiences: only.into_iter().collect(),
        }
    }
}

/// Seasons that begin or end around the day.
fn season() -> impl Strategy<Value = Season> {
    let day = |after: i32| {
        let date = DAY.plus(after).date();
        let small = |number: u32| u8::try_from(number).expect("a small number");
        MonthDay::new(small(date.month), small(date.day)).expect("a day of the year")
    };
    prop_oneof![
        6 => Just(Season::Always),
        1 => (-2i32..2, 0i32..3).prop_map(|(first, more)| Season::Days { first: DAY.plus(first), last: DAY.plus(first + more) }),
        1 => (-2i32..3, -2i32..3).prop_map(move |(first, last)| Season::Yearly { first: day(first), last: day(last) }),
    ]
}

prop_compose! {
    fn rules()(slot_minutes in prop::sample::select(vec![15u16, 30, 60]), buffer in 0u16..3,
               (short, long) in (2u16..7, 2u16..10), max in 2u16..6, lead_minutes in 0u32..200, window_days in 0u16..4,
               starting in prop::option::of(2u32..14), seated in prop::option::of(4u32..20),
               paused in prop::bool::weighted(0.05), shorten in 0u16..4, on_request in prop::bool::weighted(0.3)) -> Rules {
        Rules {
            slot_minutes, buffer_minutes: 15 * buffer, durations: vec![(2, 15 * short), (9, 15 * long)],
            party: PartyBounds { min: 1, max }, lead_minutes, window_days, limits: Limits { starting, seated }, paused,
            shorten_minutes: 15 * shorten, confirmation: confirmation_of(on_request), ..Rules::default()
        }
    }
}

prop_compose! {
    fn experience()(min in 1u16..3, more in 0u16..5, own in prop::option::of(1u16..8), categories in 0u64..4,
                    floor_plans in 1u32..4, starts in prop::option::of((0u16..20, 0u16..20)), lead_minutes in 0u32..100,
                    season in season()) -> Experience {
        Experience {
            party: PartyBounds { min, max: min + more },
            durations: own.map(|cells| (20, 15 * cells)).into_iter().collect(),
            weekdays: Weekdays::ALL,
            starts: starts.map(|(first, length)| (1080 + 15 * first, 1080 + 15 * (first + length))),
            categories, floor_plans, lead_minutes,
            season,
        }
    }
}

fn confirmation_of(is_request: bool) -> Confirmation {
    if is_request { Confirmation::Request } else { Confirmation::Instant }
}

prop_compose! {
    fn confirmation_rule()(min in 1u16..6, more in 0u16..4, experiences in prop::option::weighted(0.3, 0usize..2),
                           services in prop::option::weighted(0.4, 0usize..2), is_request in prop::bool::ANY,
                           days in prop::collection::vec(0usize..7, 1..7), season in season()) -> ConfirmationRule {
        ConfirmationRule {
            party: PartyBounds { min, max: min + more },
            experiences: experiences.into_iter().collect(),
            services: services.into_iter().collect(),
            weekdays: days.into_iter().map(|day| Weekday::ALL[day]).collect(),
            season,
            confirmation: confirmation_of(is_request),
        }
    }
}

prop_compose! {
    /// A house with nothing but what overrides its usual days. The tables may be more than it has.
    fn overrides()(closures in prop::collection::vec((-1i32..2, 700u16..1400, 0u16..200), 0..3),
                   blocks in prop::collection::vec((600i64..1700, 1i64..600, prop::collection::vec(0usize..6, 1..3)), 0..3),
                   releases in prop::collection::vec((-1i32..2, 0i32..2, -40i64..40), 0..3)) -> House {
        let midnight = Instant(i64::from(DAY.0) * 1440);
        let closure = |(day, first_start, more)| {
            Closure { day: DAY.plus(day), first_start, last_start: first_start + more }
        };
        let block = |(start, length, tables): (i64, i64, Vec<usize>)| Block {
            span: Span::new(midnight.plus(start), midnight.plus(start + length)).expect("not empty"),
            tables: tables.into_iter().collect(),
        };
        let release = |(first, more, hours)| Release {
            first: DAY.plus(first), last: DAY.plus(first + more), at: midnight.plus(60 * hours),
        };
        House {
            closures: closures.into_iter().map(closure).collect(),
            blocks: blocks.into_iter().map(block).collect(),
            releases: releases.into_iter().map(release).collect(),
            ..House::default()
        }
    }
}

/// The house without what refers to tables and experiences that it does not have.
fn fitted(mut house: House) -> House {
    let (tables, experiences) = (house.floor.tables().len(), house.experiences.len());
    let known = |set: &TableSet| set.iter().filter(|table| *table < tables).collect::<TableSet>();
    let exceptional = house.exceptions.iter_mut().flat_map(|exception| &mut exception.services);
    for service in house.services.iter_mut().chain(exceptional) {
        service.closed_tables = known(&service.closed_tables);
        service.experiences.retain(|experience| *experience < experiences);
    }
    for rule in &mut house.confirmation_rules {
        rule.experiences.retain(|experience| *experience < experiences);
    }
    house.blocks.iter_mut().for_each(|block| block.tables = known(&block.tables));
    house.blocks.retain(|block| !block.tables.is_empty());
    house
}

/// A counter of so many seats, or a table whose guests are counted.
#[derive(Clone, Debug)]
struct Shared {
    like: Table,
    seats: u16,
    is_counter: bool,
}

prop_compose! {
    fn shared()(like in table(), seats in 2u16..6, is_counter in prop::bool::ANY) -> Shared {
        let max = like.party.max.min(seats);
        let party = PartyBounds { min: like.party.min.min(max), max };
        Shared { like: Table { party, ..like }, seats, is_counter }
    }
}

impl Shared {
    fn add_to(self, number: u16, tables: &mut Vec<Table>, combinations: &mut Vec<Combination>) {
        let Self { like, seats, is_counter } = self;
        if is_counter {
            combinations.extend(seat_runs(tables.len(), seats, like.party, like.priority));
            let seat = Table { party: like.party.of_one_seat(), sharing: Sharing::Seat(number), ..like };
            tables.extend(vec![seat; seats.into()]);
        } else {
            tables.push(Table { sharing: Sharing::Counted(seats), ..like });
        }
    }
}

prop_compose! {
    fn house()(shared in prop::collection::vec(shared(), 0..3), mut tables in prop::collection::vec(table(), 1..6), joins in prop::collection::vec((0usize..6, 0usize..6), 0..4),
               rules in rules(), lunch in service(720), dinner in service(1140),
               experiences in prop::collection::vec(experience(), 1..3), exception in 0u8..9,
               floor_plan_seasons in prop::collection::vec(season(), 0..3),
               change in prop::option::of((-20i64..60, prop::bool::ANY)), overrides in overrides(),
               confirmation_rules in prop::collection::vec(confirmation_rule(), 0..3)) -> House {
        let mut combinations: Vec<Combination> = joins.into_iter()
            .filter(|(a, b)| a != b && tables.get(*a).zip(tables.get(*b)).is_some_and(|(a, b)| a.floor_plan == b.floor_plan))
            .map(|(a, b)| Combination { tables: vec![a, b], party: PartyBounds { min: 2, max: 6 }, priority: 1 })
            .collect();
        for (number, shared) in (0u16..).zip(shared) {
            shared.add_to(number, &mut tables, &mut combinations);
        }
        let night = Service { first_start: 1380, last_start: 1560, closes: Some(1620), ..dinner.clone() };
        let (once, next) = (Season::on(DAY), Season::Days { first: DAY.plus(1), last: DAY.plus(2) });
        let today = DAY.date();
        let month_day = MonthDay::new(11, u8::try_from(today.day).expect("a day")).expect("a day of November");
        let yearly = Season::Yearly { first: month_day, last: month_day };
        let on = |days, services: &[Service]| Exception { days, services: services.to_vec() };
        let exceptions = match exception {
            0 => vec![on(once, &[])],
            1 => vec![on(once, &[night])],
            2 => vec![on(yearly, &[]), on(next, std::slice::from_ref(&night))],
            3 => vec![on(yearly, &[]), on(once, &[night])],
            4 => vec![on(next, &[]), on(yearly, &[night])],
            _ => Vec::new(),
        };
        let at = |hours: i64| Instant(i64::from(DAY.0) * 1440 + hours * 60);
        let offsets = match change {
            None => Offsets::fixed(60),
            Some((hours, true)) => Offsets::new(60, vec![(at(hours), 120)]).expect("in order"),
            Some((hours, false)) => Offsets::new(120, vec![(at(hours), 60)]).expect("in order"),
        };
        let floor = Floor::new(tables, &combinations).expect("a sound floor");
        fitted(House { rules, floor, floor_plan_seasons, services: vec![lunch, dinner], exceptions, experiences, confirmation_rules, offsets, ..overrides })
            .checked().expect("a sound house")
    }
}

prop_compose! {
    pub(crate) fn evening()(house in house())(
        stays in prop::collection::vec(
            (20u16..130, 1i64..10, 1u16..6, prop::collection::vec(0usize..12, 1..3), prop::bool::ANY), 0..12),
        attendees in 1u16..8, day in -1i32..2, experience in 0..house.experiences.len(), floor_plan in prop::option::of(0u8..2),
        shorter in prop::option::weighted(0.3, prop::sample::select(vec![0u16, 15, 30, 45, 50])),
        hours in -30i64..40, guest in prop::bool::weighted(0.8), is_confirmed in prop::bool::weighted(0.3), house in Just(house))
        -> (House, Vec<Stay>, Question) {
        let stays = stays.into_iter().map(|(quarter, cells, attendees, tables, online)| {
            let start = house.offsets.instant(DAY, 15 * quarter);
            let tables = tables.into_iter().filter(|t| *t < house.floor.tables().len()).collect::<TableSet>();
            let span = Span::new(start, start.plus(15 * cells)).expect("not empty");
            Stay { span, attendees, tables, promise: Promise::Tables, online }
        }).collect();
        let authority = if guest { Authority::Guest } else { Authority::Restaurant };
        let now = Instant(i64::from(DAY.0) * 1440 + hours * 60 + 7);
        let day = DAY.plus(day);
        let usual = house.duration(&house.experiences[experience], attendees);
        let duration = shorter.map(|minutes| usual.saturating_sub(minutes));
        (house, stays, Question { attendees, day, experience, floor_plan, duration, now, authority, is_confirmed })
    }
}
