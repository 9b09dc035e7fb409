//! The engine against an oracle that knows no cells, bits or indexes: it looks at every minute and every subset.

mod cases;

use cases::cases;
use engine::{
    Assignment, Authority, Block, Closure, Combination, Confirmation, ConfirmationRule, Day, Exception,
    ExclusionReason as R, Experience, Floor, House, Instant, Lead, Limits, MonthDay, Occupancy, Offsets,
    PartyBounds, Placement, Promise, Question, Release, Rules, Season, Service, Slot, Span, Stay, Table,
    TableSet, Weekday, Weekdays, Weights, decide, month, slot_at, slots,
};
use proptest::prelude::*;

/// What the oracle says about one start.
#[derive(Debug, PartialEq)]
struct Said {
    reasons: Vec<R>,
    confirmation: Confirmation,
    seated: u32,
    starting: u32,
    spots_total: usize,
    spots_open: usize,
    free: Vec<usize>,
}

/// Nothing where no party can stay as long as the question says.
fn oracle(house: &House, stays: &[Stay], q: &Question, minutes: u16) -> Option<Said> {
    let experience = &house.experiences[q.experience];
    let start = house.offsets.instant(q.day, minutes).0;
    let buffer = i64::from(house.rules.buffer_minutes);
    let Opening { is_closed, service: found } = opening(house, q.day, minutes);
    let nothing = Service::default(); // which restricts nothing
    let service = found.unwrap_or(&nothing);
    let closes = service.closes.map(|minutes| house.offsets.instant(q.day, minutes).0.max(start + 15));
    let end = end_of_stay(house, q, start, closes)?;

    let guests = |stay: &Stay| u32::from(stay.attendees);
    let here = |t: i64| stays.iter().filter(move |s| s.span.start().0 <= t && t < s.span.end().0);
    let seated = (start..end).map(|minute| here(minute).map(guests).sum()).max().unwrap_or(0);
    let in_step =
        |stay: &&Stay| (start..start + i64::from(house.rules.slot_minutes)).contains(&stay.span.start().0);
    let starting = stays.iter().filter(in_step).map(guests).sum();
    let [first, last] = [service.first_start, service.last_start].map(|m| house.offsets.instant(q.day, m));
    let comes_online = |stay: &&Stay| stay.online && (first..=last).contains(&stay.span.start());
    let online = stays.iter().filter(comes_online).map(guests).sum();

    let is_open = |plan: u8| {
        let season = house.floor_plan_seasons.get(usize::from(plan));
        service.floor_plans & experience.floor_plans & (1 << plan) != 0
            && q.floor_plan.is_none_or(|asked| asked == plan)
            && season.is_none_or(|season| is_in(*season, q.day))
    };
    let suits = |a: &&Assignment| {
        a.reservable
            && (a.online || q.authority == Authority::Restaurant)
            && a.party.contains(q.attendees)
            && is_open(a.floor_plan)
            && !service.closed_tables.intersects(&a.tables)
            && (experience.categories == 0 || experience.categories & a.categories != 0)
    };
    let overlaps = |s: &Span, idle: i64| s.start().0 < end + buffer && start < s.end().0 + idle;
    let is_free = |a: &&Assignment| {
        !stays.iter().any(|s| s.tables.intersects(&a.tables) && overlaps(&s.span, buffer))
            && !house.blocks.iter().any(|b| b.tables.intersects(&a.tables) && overlaps(&b.span, 0))
    };
    let all = || house.floor.assignments().iter().filter(suits);
    let numbered = house.floor.assignments().iter().enumerate();
    let free: Vec<usize> = numbered.filter(|(_, a)| suits(a) && is_free(a)).map(|(i, _)| i).collect();

    let exceeds = |n: u32, limit: Option<u32>| limit.is_some_and(|limit| limit < n + u32::from(q.attendees));
    let (own, usual) = (service.limits, house.rules.limits);
    let offered = experience.weekdays.contains(q.day.weekday())
        && experience.starts.is_none_or(|(first, last)| (first..=last).contains(&minutes))
        && is_in(experience.season, q.day)
        && (q.authority == Authority::Restaurant
            || house.floor.tables().iter().any(|t| is_open(t.floor_plan)))
        && (service.experiences.is_empty() || service.experiences.contains(&q.experience));
    let confirmation = confirmation(house, found, q);
    let is_on_request = confirmation == Confirmation::Request;
    let closes = |c: &Closure| c.day == q.day && (c.first_start..=c.last_start).contains(&minutes);
    let reasons = [
        (is_closed || house.closures.iter().any(closes), R::Closed),
        (!is_closed && found.is_none(), R::OutsideOpeningHours),
        (start < q.now.0, R::InThePast),
        (q.now.0 <= start && is_late(house, service, q, start), R::TooShortNotice),
        (is_early(house, q), R::TooFarAhead),
        (q.attendees < house.rules.party.min || q.attendees < experience.party.min, R::PartyTooSmall),
        (house.rules.party.max < q.attendees || experience.party.max < q.attendees, R::PartyTooLarge),
        (!offered, R::ExperienceNotOffered),
        (q.is_confirmed && is_on_request, R::OnRequest),
        (exceeds(starting, own.starting.or(usual.starting)), R::StartingLimitReached),
        (exceeds(seated, own.seated.or(usual.seated)), R::SeatedLimitReached),
        (exceeds(online, service.online_max), R::OnlineLimitReached),
        (free.is_empty(), R::NoTablesFound),
        (house.rules.paused, R::Paused),
    ];
    let reasons = reasons.into_iter().filter(|(applies, _)| *applies).map(|(_, reason)| reason);
    let reasons = reasons.filter(|r| q.authority == Authority::Guest || r.binds_the_restaurant()).collect();
    let (spots_total, spots_open) = (most_disjoint(all()), most_disjoint(all().filter(is_free)));
    Some(Said { reasons, confirmation, seated, starting, spots_total, spots_open, free })
}

/// Later rules first, so that an earlier one has the last word.
fn confirmation(house: &House, service: Option<&Service>, q: &Question) -> Confirmation {
    let mut said = house.rules.confirmation;
    for rule in house.confirmation_rules.iter().rev() {
        let party = rule.party.min <= q.attendees && q.attendees <= rule.party.max;
        let experience = rule.experiences.is_empty() || rule.experiences.contains(&q.experience);
        let named = service.map(|s| rule.services.contains(&s.key));
        let service = rule.services.is_empty() || named == Some(true);
        if party
            && experience
            && service
            && rule.weekdays.contains(q.day.weekday())
            && is_in(rule.season, q.day)
        {
            said = rule.confirmation;
        }
    }
    said
}

/// What opens at a start.
struct Opening<'a> {
    is_closed: bool,
    /// Of a closed date that of the weekday that it would have been.
    service: Option<&'a Service>,
}

fn opening(house: &House, day: Day, minutes: u16) -> Opening<'_> {
    let opens = |s: &&Service| s.weekdays.contains(day.weekday()) && is_in(s.season, day);
    let weekly = || house.services.iter().filter(opens);
    let is_yearly = |e: &Exception| matches!(e.days, Season::Yearly { .. });
    let special =
        |yearly| house.exceptions.iter().find(move |e| is_yearly(e) == yearly && is_in(e.days, day));
    let is_one_day = |e: &Exception| match e.days {
        Season::Days { first, last } => first == last,
        Season::Yearly { first, last } => first == last,
        Season::Always => false,
    };
    let todays: Vec<&Service> = match special(false).or(special(true)) {
        Some(e) => {
            e.services.iter().filter(|s| is_one_day(e) || s.weekdays.contains(day.weekday())).collect()
        }
        None => weekly().collect(),
    };
    let is_closed = todays.is_empty();
    let on_step = |s: &Service| (minutes - s.first_start).is_multiple_of(house.rules.slot_minutes);
    let starts = |s: &&Service| s.first_start <= minutes && minutes <= s.last_start && on_step(s);
    let shown = if is_closed { weekly().collect() } else { todays };
    Opening { is_closed, service: shown.into_iter().find(starts) }
}

/// Whoever asks for what is left until closing asks for nothing else than the usual.
fn end_of_stay(house: &House, q: &Question, start: i64, closes: Option<i64>) -> Option<i64> {
    let until_closing = |minutes: i64| (start + minutes).min(closes.unwrap_or(i64::MAX));
    let usual = until_closing(stay_minutes(house, &Question { duration: None, ..*q })?);
    match q.duration {
        Some(asked) if start + i64::from(asked) == usual => Some(usual),
        _ => stay_minutes(house, q).map(until_closing),
    }
}

/// Every day of a yearly season is looked at, from its beginning in some year on.
fn is_in(season: Season, day: Day) -> bool {
    let month_day = |day: Day| (day.date().month, day.date().day);
    match season {
        Season::Always => true,
        Season::Days { first, last } => (first.0..=last.0).contains(&day.0),
        Season::Yearly { first, last } => {
            let [first, last] = [first, last].map(|d| (u32::from(d.month()), u32::from(d.day())));
            let back = (0..366).map(|days| day.plus(-days));
            // Going back from the day, the season's first day is met before any day after its last.
            let mut since_last =
                back.take_while(|d| month_day(*d) == month_day(day) || month_day(*d) != last);
            month_day(day) == last || since_last.any(|d| month_day(d) == first)
        }
    }
}

fn stay_minutes(house: &House, q: &Question) -> Option<i64> {
    let own = &house.experiences[q.experience].durations;
    let durations = if own.is_empty() { &house.rules.durations } else { own };
    let usual = durations.iter().find(|(max, _)| q.attendees <= *max).or(durations.last())?.1;
    let is_allowed = |m: &u16| {
        m.is_multiple_of(15) && 15 <= *m && *m <= usual && usual <= *m + house.rules.shorten_minutes
    };
    Some(q.duration.unwrap_or(usual)).filter(is_allowed).map(i64::from)
}

fn is_late(house: &House, service: &Service, q: &Question, start: i64) -> bool {
    let within = |lead: u32| start - q.now.0 < i64::from(lead);
    within(house.experiences[q.experience].lead_minutes)
        || match service.lead.unwrap_or(Lead::Minutes(house.rules.lead_minutes)) {
            Lead::Minutes(lead) => within(lead),
            Lead::Clock { days, minutes } => {
                house.offsets.instant(q.day.plus(-i32::from(days)), minutes) < q.now
            }
        }
}

fn is_early(house: &House, q: &Question) -> bool {
    let last = house.offsets.today(q.now).plus(i32::from(house.rules.window_days));
    let release = house.releases.iter().find(|r| (r.first..=r.last).contains(&q.day));
    release.map_or(last < q.day, |release| q.now < release.at)
}

/// The most of these assignments that share no table: every subset is tried.
fn most_disjoint<'a>(assignments: impl Iterator<Item = &'a Assignment>) -> usize {
    let from: Vec<&Assignment> = assignments.collect();
    let disjoint = |set: &u32| {
        let chosen: Vec<_> =
            (0..from.len()).filter(|i| set & (1 << i) != 0).map(|i| &from[i].tables).collect();
        (0..chosen.len()).all(|i| (0..i).all(|j| !chosen[i].intersects(chosen[j])))
    };
    (0..1u32 << from.len()).filter(disjoint).map(|set| set.count_ones() as usize).max().unwrap_or(0)
}

fn said(slot: &Slot) -> Said {
    let mut free: Vec<usize> = slot.assignments.iter().map(|a| a.assignment).collect();
    free.sort_unstable();
    Said {
        reasons: slot.reasons.iter().collect(),
        confirmation: slot.confirmation,
        seated: slot.seated,
        starting: slot.starting,
        spots_total: slot.spots_total.into(),
        spots_open: slot.spots_open.into(),
        free,
    }
}

/// A Saturday; the houses below are asked about the days around it.
const DAY: Day = Day(20_778);

prop_compose! {
    fn table()(min in 1u16..3, more in 0u16..4, priority in 0u16..12, reservable in prop::bool::weighted(0.9),
               online in prop::bool::weighted(0.9), section in 0u8..3, floor_plan in 0u8..2, categories in 0u64..4) -> Table {
        let party = PartyBounds { min, max: min + more };
        Table { party, priority, reservable, online, floor_plan, categories, section }
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

prop_compose! {
    fn house()(tables in prop::collection::vec(table(), 1..6), joins in prop::collection::vec((0usize..6, 0usize..6), 0..4),
               rules in rules(), lunch in service(720), dinner in service(1140),
               experiences in prop::collection::vec(experience(), 1..3), exception in 0u8..9,
               floor_plan_seasons in prop::collection::vec(season(), 0..3),
               change in prop::option::of((-20i64..60, prop::bool::ANY)), overrides in overrides(),
               confirmation_rules in prop::collection::vec(confirmation_rule(), 0..3)) -> House {
        let combinations: Vec<Combination> = joins.into_iter()
            .filter(|(a, b)| a != b && tables.get(*a).zip(tables.get(*b)).is_some_and(|(a, b)| a.floor_plan == b.floor_plan))
            .map(|(a, b)| Combination { tables: vec![a, b], party: PartyBounds { min: 2, max: 6 }, priority: 1 })
            .collect();
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
    fn evening()(house in house())(
        stays in prop::collection::vec(
            (20u16..130, 1i64..10, 1u16..6, prop::collection::vec(0usize..6, 1..3), prop::bool::ANY), 0..12),
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

proptest! {
    #![proptest_config(cases(20_000))]

    #[test]
    fn every_slot_is_what_the_oracle_says((house, stays, question) in evening()) {
        let occupancy = Occupancy::new(&house, &stays);
        for slot in slots(&house, &occupancy, &question) {
            prop_assert_eq!(Some(said(&slot)), oracle(&house, &stays, &question, slot.minutes), "at {}", slot.minutes);
            prop_assert_eq!(slot_at(&house, &occupancy, &question, slot.minutes), Some(slot));
        }
    }

    #[test]
    fn any_quarter_of_an_hour_can_be_asked_about((house, stays, question) in evening(), quarter in 0u16..192) {
        let minutes = 15 * quarter;
        let occupancy = Occupancy::new(&house, &stays);
        let slot = slot_at(&house, &occupancy, &question, minutes);
        prop_assert_eq!(slot.as_ref().map(said), oracle(&house, &stays, &question, minutes));
        prop_assert!(slot.is_some() || slots(&house, &occupancy, &question).is_empty());
    }

    #[test]
    fn a_section_gives_way_by_the_guests_it_has_during_the_stay((mut house, stays, question) in evening()) {
        house.rules.weights =
            Weights { empty_seat: 0, priority_step: 0, combination: 0, joined_table: 0, gap: 0, imbalance: 1 };
        let tables = house.floor.tables();
        let bookable: Vec<u8> = tables.iter().filter(|t| t.reservable).map(|t| t.section).collect();
        for slot in slots(&house, &Occupancy::new(&house, &stays), &question) {
            let minutes = || slot.stay.start().0..slot.stay.end().0;
            let there = |s: &Stay| minutes().any(|m| s.span.start().0 <= m && m < s.span.end().0);
            let of = |s: &Stay| s.tables.iter().next().map(|table| tables[table].section);
            let guests = |section| -> u32 {
                let parties = stays.iter().filter(|s| there(s) && of(s) == Some(section));
                parties.map(|s| u32::from(s.attendees)).sum()
            };
            let fewest = bookable.iter().map(|section| guests(*section)).min().unwrap_or(0);
            for a in &slot.assignments {
                let section = house.floor.assignments()[a.assignment].section;
                prop_assert_eq!(1_000_000 - a.score.millionths(), (guests(section) - fewest).min(40));
            }
        }
    }

    #[test]
    fn the_order_of_the_stays_does_not_matter((house, stays, question) in evening()) {
        let reversed: Vec<Stay> = stays.iter().rev().cloned().collect();
        prop_assert_eq!(
            slots(&house, &Occupancy::new(&house, &stays), &question),
            slots(&house, &Occupancy::new(&house, &reversed), &question)
        );
    }

    #[test]
    fn one_more_party_never_opens_a_slot((house, stays, question) in evening()) {
        let Some((_, fewer)) = stays.split_last() else { return Ok(()) };
        let more = slots(&house, &Occupancy::new(&house, &stays), &question);
        let fewer = slots(&house, &Occupancy::new(&house, fewer), &question);
        for (with, without) in more.iter().zip(&fewer) {
            prop_assert!(!with.is_bookable() || without.is_bookable());
            prop_assert!(with.spots_open <= without.spots_open);
        }
    }

    #[test]
    fn what_is_shown_as_bookable_is_granted_and_then_taken((house, mut stays, question) in evening()) {
        let occupancy = Occupancy::new(&house, &stays);
        for slot in slots(&house, &occupancy, &question) {
            let request = engine::Request { question, minutes: slot.minutes, wanted: engine::TableChoice::Best };
            match decide(&house, &occupancy, &request) {
                Ok(placement) => {
                    prop_assert!(slot.is_bookable());
                    let Placement { stay: span, tables, .. } = placement;
                    let attendees = question.attendees;
                    stays.push(Stay { span, attendees, tables, promise: Promise::Tables, online: true });
                    let taken = Occupancy::new(&house, &stays);
                    let pinned = engine::TableChoice::Pinned(placement.tables);
                    let again = engine::Request { wanted: pinned, ..request };
                    let refused = engine::Refusal::TablesTaken {
                        tables: placement.tables, during: span.extended(house.rules.buffer_minutes) };
                    prop_assert_eq!(decide(&house, &taken, &again), Err(refused));
                    stays.pop();
                }
                Err(engine::Refusal::NotBookable(refused)) => prop_assert_eq!(refused.reasons, slot.reasons),
                Err(other) => prop_assert!(false, "{other:?}"),
            }
        }
    }

    #[test]
    fn a_month_counts_what_the_days_have((house, stays, question) in evening()) {
        let occupancy = Occupancy::new(&house, &stays);
        let rooms = month(&house, &occupancy, &question, 3);
        prop_assert!(rooms.iter().map(|room| room.day).eq((0..3).map(|days| question.day.plus(days))));
        for room in rooms {
            let slots = slots(&house, &occupancy, &Question { day: room.day, ..question });
            let offered = slots.iter().filter(|slot| !slot.reasons.contains(R::ExperienceNotOffered));
            prop_assert_eq!(usize::from(room.slots), offered.count());
            prop_assert_eq!(usize::from(room.bookable), slots.iter().filter(|slot| slot.is_bookable()).count());
        }
    }
}
