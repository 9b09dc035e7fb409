//! Reseating against an enumeration of all seatings, in small houses on full evenings; and what holds of it in any
//! house.

#[path = "../cases/mod.rs"]
mod cases;
mod draws;
mod enumeration;
mod ranking;

use std::collections::BTreeMap;

use cases::cases;
use draws::{Evening, evening};
use engine::{
    ExclusionReason as R, Occupancy, Promise, Refusal, Request, Slot, Stay, TableChoice, TableSet, decide,
    month, slots,
};
use enumeration::{fewest_moves, has_room, is_free, promised};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use ranking::{ranking, stay};

fn answers(evening: &Evening) -> Vec<Slot> {
    slots(&evening.house, &evening.occupancy(), &evening.question)
}

/// What the engine says in the oracle's words: how many move, and which of its options the newcomer gets.
fn said(evening: &Evening, slot: &Slot) -> Option<(usize, usize)> {
    let Evening { house, stays, question, .. } = evening;
    let ranking = ranking(house, stays, question, slot.minutes);
    let rank = |assignment| ranking.iter().position(|option| *option == assignment).expect("an option");
    let free = slot.assignments.first().map(|best| (0, rank(best.assignment)));
    free.or(slot.reseat.as_ref().map(|reseat| (reseat.moves.len(), rank(reseat.assignment))))
}

/// What the oracle says, as far as the house allows moves.
fn expected(evening: &Evening, slot: &Slot) -> Option<(usize, usize)> {
    let Evening { house, stays, question, .. } = evening;
    let moves_max = house.rules.reseating.map_or(0, |rules| usize::from(rules.moves_max));
    fewest_moves(house, stays, question, slot.minutes).filter(|(moves, _)| *moves <= moves_max)
}

/// The stays once the plan is carried out, the new party last.
fn carried_out(evening: &Evening, slot: &Slot, tables: TableSet, moves: &[engine::Move]) -> Vec<Stay> {
    let mut after = evening.stays.clone();
    for engine::Move { stay, assignment } in moves {
        after[*stay].tables = evening.house.floor.assignments()[*assignment].tables;
    }
    let categories = evening.house.experiences[evening.question.experience].categories;
    let (attendees, promise) = (evening.question.attendees, Promise::Kind { categories });
    after.push(Stay { span: slot.stay, attendees, tables, promise, online: true });
    after
}

/// Whether the plan gives everybody who moves other tables of the kind that they were promised, and nobody's tables
/// to somebody else.
fn is_honoured(evening: &Evening, after: &[Stay]) -> bool {
    let Evening { house, stays, question, .. } = evening;
    let blocked = |stay: &Stay| stay.span.extended(house.rules.buffer_minutes);
    let has_moved = |i: usize| stays.get(i).is_none_or(|before| before.tables != after[i].tables);
    let keeps_promise = |i: usize| match stays.get(i) {
        Some(before) => promised(house, stays, question, before).contains(&after[i].tables),
        None => true,
    };
    (0..after.len()).filter(|i| has_moved(*i)).all(|i| {
        let others = (0..after.len()).filter(|other| *other != i);
        let seated: Vec<_> = others.map(|other| (after[other].tables, blocked(&after[other]))).collect();
        keeps_promise(i) && is_free(house, &seated, &after[i].tables, blocked(&after[i]))
    })
}

proptest! {
    #![proptest_config(cases(80_000))]

    #[test]
    fn whoever_can_be_seated_is_and_as_few_move_as_can(evening in evening()) {
        for slot in answers(&evening) {
            let expected = expected(&evening, &slot);
            prop_assert_eq!(said(&evening, &slot), expected, "at {}", slot.minutes);
            prop_assert_eq!(slot.reasons.contains(R::NoTablesFound), expected.is_none());
            prop_assert!(slot.is_proven && (slot.reseat.is_none() || slot.assignments.is_empty()));
        }
    }
}

proptest! {
    #![proptest_config(cases(8_000))]

    #[test]
    fn every_plan_keeps_every_promise(evening in evening()) {
        for slot in answers(&evening) {
            let Some(reseat) = &slot.reseat else { continue };
            let tables = evening.house.floor.assignments()[reseat.assignment].tables;
            let after = carried_out(&evening, &slot, tables, &reseat.moves);
            let moved = |m: &engine::Move| evening.stays[m.stay].tables != after[m.stay].tables;
            prop_assert!(!reseat.moves.is_empty() && reseat.moves.iter().all(moved), "{reseat:?}");
            prop_assert!(reseat.moves.is_sorted_by(|a, b| a.stay < b.stay), "{reseat:?}");
            prop_assert!(is_honoured(&evening, &after), "at {}: {reseat:?}", slot.minutes);
        }
    }

    #[test]
    fn what_is_shown_is_granted_and_what_is_not_is_refused(evening in evening()) {
        let occupancy = evening.occupancy();
        for slot in answers(&evening) {
            let request = Request { question: evening.question, minutes: slot.minutes, wanted: TableChoice::Best };
            match decide(&evening.house, &occupancy, &request) {
                Ok(placement) => {
                    prop_assert!(slot.is_bookable());
                    let moves = slot.reseat.as_ref().map_or(&[][..], |reseat| &reseat.moves);
                    prop_assert_eq!(&placement.moves[..], moves);
                    prop_assert_eq!(placement.stay, stay(&evening.house, &evening.question, slot.minutes));
                    let after = carried_out(&evening, &slot, placement.tables, &placement.moves);
                    prop_assert!(is_honoured(&evening, &after), "at {}: {placement:?}", slot.minutes);
                }
                Err(refusal) => prop_assert_eq!(refusal, Refusal::NotBookable(Box::new(slot))),
            }
        }
    }

    #[test]
    fn one_more_party_never_makes_room(evening in evening(), who in any::<prop::sample::Index>()) {
        if evening.stays.is_empty() {
            return Ok(());
        }
        let fewer = evening.without(who.index(evening.stays.len()));
        for (with, without) in answers(&evening).iter().zip(answers(&fewer)) {
            prop_assert!(!with.is_bookable() || without.is_bookable(), "at {}", with.minutes);
        }
    }

    #[test]
    fn the_order_of_the_stays_does_not_matter(evening in evening(), seed in any::<u64>()) {
        let mut order: Vec<usize> = (0..evening.stays.len()).collect();
        order.sort_by_key(|i| seed.rotate_left(u32::try_from(*i).expect("few")).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let stays: Vec<Stay> = order.iter().map(|i| evening.stays[*i].clone()).collect();
        let shuffled = slots(&evening.house, &Occupancy::new(&evening.house, &stays), &evening.question);
        let by_place = |mut slot: Slot| {
            if let Some(reseat) = &mut slot.reseat {
                reseat.moves.iter_mut().for_each(|m| m.stay = order[m.stay]);
                reseat.moves.sort_unstable();
            }
            slot
        };
        prop_assert_eq!(answers(&evening), shuffled.into_iter().map(by_place).collect::<Vec<_>>());
    }

    #[test]
    fn a_reservation_that_is_taken_out_can_have_its_own_tables_again(
        evening in evening(), who in any::<prop::sample::Index>()
    ) {
        if evening.stays.is_empty() {
            return Ok(());
        }
        let who = who.index(evening.stays.len());
        let Some(request) = evening.booked_by[who] else { return Ok(()) };
        let (Evening { house, stays, .. }, own) = (evening.without(who), &evening.stays[who]);
        let blocked = |stay: &Stay| stay.span.extended(house.rules.buffer_minutes);
        let others: Vec<_> = stays.iter().map(|s| (s.tables, blocked(s))).collect();
        // Unless a host has put somebody on top of it meanwhile.
        let shared = house.floor.assignments().iter().find(|a| a.is_counted() && a.tables == own.tables);
        let has_room = |table| has_room(&house, &stays, own.attendees, table, blocked(own));
        if shared.is_none_or(has_room) && is_free(&house, &others, &own.tables, blocked(own)) {
            let request = Request { wanted: TableChoice::Same(own.tables), ..request };
            match decide(&house, &Occupancy::new(&house, &stays), &request) {
                Ok(placement) => prop_assert_eq!((placement.tables, placement.moves.len()), (own.tables, 0)),
                Err(Refusal::NotBookable(slot)) => prop_assert!(!slot.reasons.contains(R::NoTablesFound)),
                Err(other) => prop_assert!(false, "{other:?}"),
            }
        }
    }

    #[test]
    fn a_month_counts_what_the_days_have(evening in evening()) {
        for room in month(&evening.house, &evening.occupancy(), &evening.question, 2) {
            let question = engine::Question { day: room.day, ..evening.question };
            let slots = slots(&evening.house, &evening.occupancy(), &question);
            let moves = |slot: &Slot| slot.reseat.as_ref().map_or(0, |reseat| reseat.moves.len());
            let bookable = || slots.iter().filter(|slot| slot.is_bookable());
            let with_little_effort = bookable().filter(|slot| moves(slot) <= 1).count();
            let expected = with_little_effort.max(bookable().count().min(1));
            prop_assert_eq!(usize::from(room.bookable), expected);
        }
    }
}

/// How an answer came about, as far as it can be told from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Free,
    Moves(usize),
    /// Too few tables at one moment, whoever has which.
    CrowdedOut,
    /// Enough tables at every moment, and yet no seating.
    ProvenOtherwise,
    /// A seating with more moves than allowed.
    TooManyMoves,
}

fn kind(evening: &Evening, slot: &Slot) -> Kind {
    let Evening { house, stays, question, .. } = evening;
    if let Some((moves, _)) = said(evening, slot) {
        return if moves == 0 { Kind::Free } else { Kind::Moves(moves) };
    }
    if fewest_moves(house, stays, question, slot.minutes).is_some() {
        return Kind::TooManyMoves;
    }
    let blocked = |stay: &Stay| stay.span.extended(house.rules.buffer_minutes);
    let cells = stay(house, question, slot.minutes).extended(house.rules.buffer_minutes).cells();
    let is_crowded = |cell: i64| {
        let there = stays.iter().filter(|s| blocked(s).cells().contains(&cell)).cloned().collect::<Vec<_>>();
        fewest_moves(house, &there, question, slot.minutes).is_none()
    };
    if { cells }.any(is_crowded) { Kind::CrowdedOut } else { Kind::ProvenOtherwise }
}

#[test]
fn the_evenings_are_full_enough_to_try_everything() {
    let mut runner = TestRunner::deterministic();
    let mut counts = BTreeMap::new();
    for _ in 0..3000 {
        let evening = evening().new_tree(&mut runner).expect("an evening").current();
        for slot in answers(&evening) {
            *counts.entry(kind(&evening, &slot)).or_insert(0) += 1;
        }
    }
    println!("starts on 3000 evenings: {counts:?}");
    let at_least = [
        (Kind::Free, 5000),
        (Kind::Moves(1), 300),
        (Kind::Moves(2), 15),
        (Kind::Moves(3), 1),
        (Kind::CrowdedOut, 3000),
        (Kind::ProvenOtherwise, 30),
        (Kind::TooManyMoves, 30),
    ];
    for (kind, least) in at_least {
        assert!(counts.get(&kind).is_some_and(|count| least <= *count), "{kind:?}");
    }
}
