//! One evening, request by request.

use std::time::{Duration, Instant as Stopwatch};

use anyhow::Result;
use engine::{
    Authority, Day, House, Instant, Occupancy, Placement, Promise, Question, Refusal, Reseating, Slot, Stay,
    TableChoice, TableSet, decide, slot_at,
};

use crate::Policy;
use crate::instance::{Clock, Instance, Request};
use crate::seating::{Accepted, Proof, Refused, Seating};

const DAY: Day = Day(0);
/// Everybody asks well ahead.
const NOW: Instant = Instant(-1440);

pub(crate) struct Evening<'a> {
    instance: &'a Instance,
    policy: Policy,
    house: House,
    clock: Clock,
    /// Who was accepted, each with its request and start.
    stays: Vec<Stay>,
    accepted: Vec<(&'a Request, u32)>,
    refused: Vec<Refused>,
    moves: usize,
    decisions: Vec<Duration>,
}

impl<'a> Evening<'a> {
    pub(crate) fn new(instance: &'a Instance, policy: Policy, steps_max: u32) -> Result<Self> {
        let reseating = Reseating { steps_max, ..Reseating::default() };
        let (house, clock) = instance.house(Some(reseating).filter(|_| policy == Policy::CouvertReseat))?;
        Ok(Self {
            instance,
            policy,
            house,
            clock,
            stays: Vec::new(),
            accepted: Vec::new(),
            refused: Vec::new(),
            moves: 0,
            decisions: Vec::new(),
        })
    }

    pub(crate) fn seat_all(mut self) -> Result<Seating> {
        for request in &self.instance.requests {
            self.seat(request)?;
        }
        Ok(self.seating())
    }

    /// Seats the party at the first of its starts that can be had.
    fn seat(&mut self, request: &'a Request) -> Result<()> {
        let mut proof = Proof::Exact;
        for start in request.starts() {
            let minutes = self.clock.start(start)?;
            #[expect(clippy::disallowed_methods, reason = "it runs natively alone")]
            let stopwatch = Stopwatch::now();
            let decision = self.decide(request.attendees, minutes);
            self.decisions.push(stopwatch.elapsed());
            match decision {
                Ok(placement) => {
                    self.accept(request, start, &placement);
                    return Ok(());
                }
                Err(is_proven) if !is_proven => proof = Proof::Budget,
                Err(_) => {}
            }
        }
        self.refused.push(Refused { id: request.id.clone(), proof });
        Ok(())
    }

    /// Where the party sits, or whether it is certain that it cannot.
    fn decide(&self, attendees: u16, minutes: u16) -> Result<Placement, bool> {
        let occupancy = Occupancy::new(&self.house, &self.stays);
        let question = Question {
            attendees,
            day: DAY,
            experience: 0,
            floor_plan: None,
            duration: None,
            now: NOW,
            authority: Authority::Guest,
            is_confirmed: false,
        };
        let wanted = match self.policy {
            Policy::CouvertReseat | Policy::Couvert => TableChoice::Best,
            Policy::BestFit | Policy::FirstFit => {
                let slot = slot_at(&self.house, &occupancy, &question, minutes).ok_or(true)?;
                TableChoice::Pinned(self.plain_choice(&slot).ok_or(true)?)
            }
        };
        let request = engine::Request { question, minutes, wanted };
        decide(&self.house, &occupancy, &request).map_err(|refusal| match refusal {
            Refusal::NotBookable(slot) => slot.is_proven,
            Refusal::UnknownExperience | Refusal::Duration(_) | Refusal::TablesTaken { .. } => true,
        })
    }

    /// What a policy without an engine would take of what is free.
    fn plain_choice(&self, slot: &Slot) -> Option<TableSet> {
        let assignments = self.house.floor.assignments();
        let free = slot.assignments.iter().map(|ranked| ranked.assignment);
        let chosen = match self.policy {
            Policy::BestFit => free.min_by_key(|i| {
                let assignment = &assignments[*i];
                (assignment.party.max, assignment.table_count(), assignment.priority, *i)
            }),
            Policy::FirstFit | Policy::Couvert | Policy::CouvertReseat => free.min(),
        };
        chosen.map(|assignment| assignments[assignment].tables)
    }

    fn accept(&mut self, request: &'a Request, start: u32, placement: &Placement) {
        for engine::Move { stay, assignment } in &placement.moves {
            self.stays[*stay].tables = self.house.floor.assignments()[*assignment].tables;
        }
        self.moves += placement.moves.len();
        self.stays.push(Stay {
            span: placement.stay,
            attendees: request.attendees,
            tables: placement.tables,
            promise: Promise::Kind { categories: 0 },
            online: true,
        });
        self.accepted.push((request, start));
    }

    fn seating(self) -> Seating {
        let ids = |tables: &TableSet| tables.iter().map(|i| self.instance.tables[i].id.clone()).collect();
        let accepted = self.accepted.iter().zip(&self.stays).map(|((request, start), stay)| Accepted {
            id: request.id.clone(),
            start: *start,
            table_ids: ids(&stay.tables),
        });
        Seating {
            accepted: accepted.collect(),
            covers: self.stays.iter().map(|stay| u32::from(stay.attendees)).sum(),
            moves: self.moves,
            decisions: self.decisions.into(),
            refused: self.refused,
        }
    }
}
