//! The engine against an oracle that knows no cells, bits or indexes: it looks at every minute and every subset.

use engine::{
    Assignment, Authority, Combination, Day, Exception, ExclusionReason as R, Experience, Floor, House,
    Instant, Limits, Occupancy, Offsets, PartyBounds, Placement, Promise, Question, Rules, Service, Slot,
    Span, Stay, Table, TableSet, Weekday, Weekdays, decide, month, nearest_times, slot_at, slots,
};
use proptest::prelude::*;

/// What the oracle says about one start.
#[derive(Debug, PartialEq)]
struct Said {
    reasons: Vec<R>,
    seated: u32,
    starting: u32,
    spots_total: usize,
    spots_open: usize,
    free: Vec<usize>,
}

fn oracle(house: &House, stays: &[Stay], q: &Question, minutes: u16) -> Said {
    let experience = &house.experiences[q.experience];
    let durations =
        if experience.durations.is_empty() { &house.rules.durations } else { &experience.durations };
    let duration =
        durations.iter().find(|(max, _)| q.attendees <= *max).unwrap_or(&durations[durations.len() - 1]).1;
    let start = house.offsets.instant(q.day, minutes).0;
    let (end, buffer) = (start + i64::from(duration), i64::from(house.rules.buffer_minutes));

    let weekly: Vec<&Service> =
        house.services.iter().filter(|s| s.weekdays.contains(q.day.weekday())).collect();
    let todays: Vec<&Service> = match house.exceptions.iter().find(|e| e.day == q.day) {
        Some(exception) => exception.services.iter().collect(),
        None => weekly.clone(),
    };
    // A closed date is asked about as the weekday that it would have been.
    let shown = if todays.is_empty() { &weekly } else { &todays };
    let step = house.rules.slot_minutes;
    let on_step = |s: &Service| (minutes - s.first_start).is_multiple_of(step);
    let service = shown.iter().find(|s| s.first_start <= minutes && minutes <= s.last_start && on_step(s));
    let limits = service.map_or(house.rules.limits, |s| Limits {
        starting: s.limits.starting.or(house.rules.limits.starting),
        seated: s.limits.seated.or(house.rules.limits.seated),
    });

    let guests = |stay: &&Stay| u32::from(stay.attendees);
    let here =
        |minute: i64| stays.iter().filter(move |s| s.span.start().0 <= minute && minute < s.span.end().0);
    let seated = (start..end).map(|minute| here(minute).map(|s| guests(&s)).sum()).max().unwrap_or(0);
    let in_step = |stay: &&Stay| (start..start + i64::from(step)).contains(&stay.span.start().0);
    let starting = stays.iter().filter(in_step).map(|s| guests(&s)).sum();

    let suits = |a: &Assignment| {
        let plan = 1 << a.floor_plan;
        a.reservable
            && a.party.contains(q.attendees)
            && service.is_none_or(|s| s.floor_plans & plan != 0)
            && experience.floor_plans & plan != 0
            && q.floor_plan.is_none_or(|asked| asked == a.floor_plan)
            && (experience.categories == 0 || experience.categories & a.categories != 0)
    };
    let overlaps = |s: &Stay| s.span.start().0 < end + buffer && start < s.span.end().0 + buffer;
    let is_free = |a: &Assignment| !stays.iter().any(|s| s.tables.intersects(&a.tables) && overlaps(s));
    let all = house.floor.assignments();
    let suitable: Vec<usize> = (0..all.len()).filter(|i| suits(&all[*i])).collect();
    let free: Vec<usize> = suitable.iter().copied().filter(|i| is_free(&all[*i])).collect();

    let today = house.offsets.today(q.now).0;
    let lead = i64::from(house.rules.lead_minutes.max(experience.lead_minutes));
    let exceeds = |n: u32, limit: Option<u32>| limit.is_some_and(|limit| limit < n + u32::from(q.attendees));
    let offered = experience.weekdays.contains(q.day.weekday())
        && experience.starts.is_none_or(|(first, last)| (first..=last).contains(&minutes));
    let reasons = [
        (todays.is_empty(), R::Closed),
        (!todays.is_empty() && service.is_none(), R::OutsideOpeningHours),
        (start < q.now.0, R::InThePast),
        (q.now.0 <= start && start - q.now.0 < lead, R::TooShortNotice),
        (today + i32::from(house.rules.window_days) < q.day.0, R::TooFarAhead),
        (q.attendees < house.rules.party.min || q.attendees < experience.party.min, R::PartyTooSmall),
        (house.rules.party.max < q.attendees || experience.party.max < q.attendees, R::PartyTooLarge),
        (!offered, R::ExperienceNotOffered),
        (exceeds(starting, limits.starting), R::StartingLimitReached),
        (exceeds(seated, limits.seated), R::SeatedLimitReached),
        (free.is_empty(), R::NoTablesFound),
        (house.rules.paused, R::Paused),
    ];
    let reasons = reasons.into_iter().filter(|(applies, _)| *applies).map(|(_, reason)| reason);
    let reasons = reasons.filter(|r| q.authority == Authority::Guest || r.binds_the_restaurant()).collect();
    Said {
        reasons,
        seated,
        starting,
        spots_total: most_disjoint(all, &suitable),
        spots_open: most_disjoint(all, &free),
        free,
    }
}

/// The most of these assignments that share no table: every subset is tried.
fn most_disjoint(all: &[Assignment], from: &[usize]) -> usize {
    let disjoint = |set: &u32| {
        let chosen: Vec<_> =
            (0..from.len()).filter(|i| set & (1 << i) != 0).map(|i| &all[from[i]].tables).collect();
        (0..chosen.len()).all(|i| (0..i).all(|j| !chosen[i].intersects(chosen[j])))
    };
    (0..1u32 << from.len()).filter(disjoint).map(|set| set.count_ones() as usize).max().unwrap_or(0)
}

fn said(slot: &Slot) -> Said {
    let mut free: Vec<usize> = slot.assignments.iter().map(|a| a.assignment).collect();
    free.sort_unstable();
    Said {
        reasons: slot.reasons.iter().collect(),
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
               floor_plan in 0u8..2, categories in 0u64..4) -> Table {
        let party = PartyBounds { min, max: min + more };
        Table { party, priority, reservable, floor_plan, categories, ..Table::default() }
    }
}

prop_compose! {
    fn service(first: u16)(steps in 0u16..12, floor_plans in 1u32..4, starting in prop::option::of(2u32..12),
                           days in prop::collection::vec(0usize..7, 1..7)) -> Service {
        Service {
            weekdays: days.into_iter().map(|day| Weekday::ALL[day]).collect(),
            first_start: first,
            last_start: first + 30 * steps,
            floor_plans,
            limits: Limits { starting, seated: None },
            ..Service::default()
        }
    }
}

prop_compose! {
    fn rules()(slot_minutes in prop::sample::select(vec![15u16, 30, 60]), buffer in 0u16..3,
               (short, long) in (2u16..7, 2u16..10), max in 2u16..6, lead_minutes in 0u32..200, window_days in 0u16..4,
               starting in prop::option::of(2u32..14), seated in prop::option::of(4u32..20),
               paused in prop::bool::weighted(0.05)) -> Rules {
        Rules {
            slot_minutes, buffer_minutes: 15 * buffer, durations: vec![(2, 15 * short), (9, 15 * long)],
            party: PartyBounds { min: 1, max }, lead_minutes, window_days, limits: Limits { starting, seated }, paused,
            ..Rules::default()
        }
    }
}

prop_compose! {
    fn experience()(min in 1u16..3, more in 0u16..5, own in prop::option::of(1u16..8), categories in 0u64..4,
                    floor_plans in 1u32..4, starts in prop::option::of((0u16..20, 0u16..20)), lead_minutes in 0u32..100)
                    -> Experience {
        Experience {
            party: PartyBounds { min, max: min + more },
            durations: own.map(|cells| (20, 15 * cells)).into_iter().collect(),
            weekdays: Weekdays::ALL,
            starts: starts.map(|(first, length)| (1080 + 15 * first, 1080 + 15 * (first + length))),
            categories, floor_plans, lead_minutes,
            ..Experience::default()
        }
    }
}

prop_compose! {
    fn house()(tables in prop::collection::vec(table(), 1..6), joins in prop::collection::vec((0usize..6, 0usize..6), 0..4),
               rules in rules(), lunch in service(720), dinner in service(1140),
               experiences in prop::collection::vec(experience(), 1..3), exception in 0u8..6,
               change in prop::option::of((-20i64..60, prop::bool::ANY))) -> House {
        let combinations: Vec<Combination> = joins.into_iter()
            .filter(|(a, b)| a != b && tables.get(*a).zip(tables.get(*b)).is_some_and(|(a, b)| a.floor_plan == b.floor_plan))
            .map(|(a, b)| Combination { tables: vec![a, b], party: PartyBounds { min: 2, max: 6 }, priority: 1 })
            .collect();
        let night = Service { first_start: 1380, last_start: 1560, ..dinner.clone() };
        let exceptions = match exception {
            0 => vec![Exception { day: DAY, services: Vec::new() }],
            1 => vec![Exception { day: DAY, services: vec![night] }],
            _ => Vec::new(),
        };
        let at = |hours: i64| Instant(i64::from(DAY.0) * 1440 + hours * 60);
        let offsets = match change {
            None => Offsets::fixed(60),
            Some((hours, true)) => Offsets::new(60, vec![(at(hours), 120)]).expect("in order"),
            Some((hours, false)) => Offsets::new(120, vec![(at(hours), 60)]).expect("in order"),
        };
        let floor = Floor::new(tables, &combinations).expect("a sound floor");
        House { rules, floor, services: vec![lunch, dinner], exceptions, experiences, offsets, ..House::default() }
            .checked().expect("a sound house")
    }
}

prop_compose! {
    fn evening()(house in house())(
        stays in prop::collection::vec((20u16..130, 1i64..10, 1u16..6, prop::collection::vec(0usize..6, 1..3)), 0..12),
        attendees in 1u16..8, day in -1i32..2, experience in 0..house.experiences.len(), floor_plan in prop::option::of(0u8..2),
        hours in -30i64..40, guest in prop::bool::weighted(0.8), house in Just(house))
        -> (House, Vec<Stay>, Question) {
        let stays = stays.into_iter().map(|(quarter, cells, attendees, tables)| {
            let start = house.offsets.instant(DAY, 15 * quarter);
            let tables = tables.into_iter().filter(|t| *t < house.floor.tables().len()).collect::<TableSet>();
            let span = Span::new(start, start.plus(15 * cells)).expect("not empty");
            Stay { span, attendees, tables, promise: Promise::Tables, online: true }
        }).collect();
        let authority = if guest { Authority::Guest } else { Authority::Restaurant };
        let now = Instant(i64::from(DAY.0) * 1440 + hours * 60 + 7);
        let day = DAY.plus(day);
        (house, stays, Question { attendees, day, experience, floor_plan, duration: None, now, authority })
    }
}

/// How many evenings to try. `PROPTEST_CASES` sets another number: ten million for a night.
fn cases(default: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(default), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(20_000))]

    #[test]
    fn every_slot_is_what_the_oracle_says((house, stays, question) in evening()) {
        let occupancy = Occupancy::new(&house, &stays);
        for slot in slots(&house, &occupancy, &question) {
            prop_assert_eq!(said(&slot), oracle(&house, &stays, &question, slot.minutes), "at {}", slot.minutes);
            prop_assert_eq!(slot_at(&house, &occupancy, &question, slot.minutes), Some(slot));
        }
    }

    #[test]
    fn any_quarter_of_an_hour_can_be_asked_about((house, stays, question) in evening(), quarter in 0u16..192) {
        let minutes = 15 * quarter;
        let occupancy = Occupancy::new(&house, &stays);
        let slot = slot_at(&house, &occupancy, &question, minutes).expect("the experience exists");
        prop_assert_eq!(said(&slot), oracle(&house, &stays, &question, minutes));
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
            let request = engine::Request { question, minutes: slot.minutes, wanted: engine::Wanted::Best };
            match decide(&house, &occupancy, &request) {
                Ok(placement) => {
                    prop_assert!(slot.is_bookable());
                    let Placement { stay: span, tables, .. } = placement;
                    let attendees = question.attendees;
                    stays.push(Stay { span, attendees, tables, promise: Promise::Tables, online: true });
                    let taken = Occupancy::new(&house, &stays);
                    let pinned = engine::Wanted::Pinned(placement.tables);
                    let again = engine::Request { wanted: pinned, ..request };
                    prop_assert_eq!(
                        decide(&house, &taken, &again), Err(engine::Refusal::TablesTaken(placement.tables)));
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
        for room in month(&house, &occupancy, &question, 3) {
            let slots = slots(&house, &occupancy, &Question { day: room.day, ..question });
            let offered = slots.iter().filter(|slot| !slot.reasons.contains(R::ExperienceNotOffered));
            prop_assert_eq!(usize::from(room.slots), offered.count());
            prop_assert_eq!(usize::from(room.bookable), slots.iter().filter(|slot| slot.is_bookable()).count());
        }
    }

    #[test]
    fn alternatives_are_bookable_and_nothing_nearer_is_left_out((house, stays, question) in evening(), wish in 0u16..1800) {
        let slots = slots(&house, &Occupancy::new(&house, &stays), &question);
        let nearest = nearest_times(&slots, wish, 2);
        prop_assert!(nearest.iter().all(|slot| slot.is_bookable()));
        let farthest = nearest.iter().map(|slot| slot.minutes.abs_diff(wish)).max().unwrap_or(0);
        let left_out = slots.iter().filter(|slot| slot.is_bookable() && !nearest.contains(slot));
        for slot in left_out {
            prop_assert!(nearest.len() == 2 && farthest <= slot.minutes.abs_diff(wish));
        }
    }
}
