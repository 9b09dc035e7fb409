//! The engine against an oracle that knows no cells, bits or indexes: it looks at every minute and every subset.

mod answer;
#[path = "../cases/mod.rs"]
mod cases;
mod draws;

use answer::{Said, oracle};
use cases::cases;
use draws::evening;
use engine::{
    ExclusionReason as R, Occupancy, Placement, Promise, Question, Slot, Stay, Weights, decide, month,
    slot_at, slots,
};
use proptest::prelude::*;

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
                    // A shared table is full once as many are there as it has places.
                    let is_counted = house.floor.counted().intersects(&tables);
                    let attendees = if is_counted { 100 } else { question.attendees };
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
