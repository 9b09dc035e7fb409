//! Finds a seating if the restaurant is nearly full: all parties are seated at once, too many at some tables, and
//! these conflicts are repaired one by one.
//!
//! A search that moves parties from table to table ([`super::search`]) gets lost among identical tables. Here these
//! are one resource with as many places: its parties only have to be few enough at each moment, since tables can then
//! always be assigned (an interval graph needs as many colours as intervals overlap at once). Conflicts are repaired
//! by min-conflicts (Minton and others, 1992) with a tabu list (Glover, 1989) and with weights that grow while
//! conflicts last (Morris, 1993). It proves nothing; what it finds is a seating.

use std::ops::Range;

use crate::sort::sort_by_key;
use crate::table_set::TableSet;

use super::board::{Board, Kind, Newcomer, Party};
use super::prices::{Market, Way};
use super::work::Work;
use super::{Move, Reseat};

/// For how many repairs a party's former choice is tabu: at least the first number, plus a random number below the
/// second.
const TABU: (u32, u64) = (25, 35);

/// Interchangeable tables, or one table by itself.
struct Resource {
    tables: TableSet,
    places: i16,
}

/// One option of a party: one place of each of these resources.
struct Choice {
    resources: Vec<usize>,
}

/// A possible repair. The cheapest comes first; ties are broken at random.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    cost: i32,
    chance: u64,
    party: usize,
    choice: usize,
}

pub(super) struct Repair<'a> {
    board: &'a Board<'a>,
    parties: Vec<Party>,
    resources: Vec<Resource>,
    /// For each kind, what its parties may have: as places, and as assignments. The newcomer's kind is the last.
    choices: Vec<Vec<Choice>>,
    options: Vec<Vec<usize>>,
    /// The choice of each party, as an index into its kind's choices.
    chosen: Vec<usize>,
    /// The cells that are considered.
    window: Range<i64>,
    /// For each resource and cell, the parties minus the places.
    excess: Vec<i16>,
    /// For each of these, the cost of one party too many.
    weight: Vec<i32>,
    /// The conflicts, as indexes into `excess`.
    conflicts: Vec<usize>,
    /// For each party and choice, the round until which it is tabu.
    tabu: Vec<Vec<u32>>,
    random: u64,
    round: u32,
}

impl<'a> Repair<'a> {
    pub(super) fn new(board: &'a Board<'a>, newcomer: &Newcomer) -> Self {
        let (party, kind) = board.seat(newcomer);
        let mut parties = board.parties.clone();
        parties.push(party);
        let resources = resources(board);
        let kinds = || board.kinds.iter().chain([&kind]);
        let choices: Vec<Vec<Choice>> = kinds().map(|kind| choices(board, kind, &resources)).collect();
        let options = kinds().map(|kind| kind.options.clone()).collect();
        let first = parties.iter().map(|party| party.cells.start).min().unwrap_or(0);
        let end = parties.iter().map(|party| party.cells.end).max().unwrap_or(0);
        let cells = usize::try_from(end - first).unwrap_or(0);
        let excess = (0..resources.len() * cells).map(|i| -resources[i / cells].places).collect();
        let weight = vec![1; resources.len() * cells];
        let tabu = parties.iter().map(|party| vec![0; choices[party.kind].len()]).collect();
        let chosen = vec![0; parties.len()];
        let conflicts = Vec::new();
        let random = 0x9e37_79b9_7f4a_7c15;
        let window = first..end;
        let mut repair = Self {
            board,
            parties,
            resources,
            choices,
            options,
            chosen,
            window,
            weight,
            excess,
            conflicts,
            tabu,
            random,
            round: 0,
        };
        repair.seat_everybody();
        repair
    }

    /// Seats all parties where they are, and the newcomer where it causes the fewest conflicts.
    fn seat_everybody(&mut self) {
        for (r, cell) in self.fixed_places() {
            self.shift(r, cell, 1);
        }
        for party in 0..self.parties.len() {
            let tables = self.parties[party].tables;
            let choices = &self.choices[self.parties[party].kind];
            let has = |choice: &Choice| {
                let all = choice.resources.iter().map(|r| self.resources[*r].tables);
                choice.resources.len() == tables.len() && all.clone().all(|set| set.intersects(&tables))
            };
            let choice = match choices.iter().position(has) {
                Some(choice) => choice,
                None => (0..choices.len()).min_by_key(|choice| self.cost(party, *choice)).unwrap_or(0),
            };
            self.chosen[party] = choice;
            self.add(party, 1);
        }
    }

    /// Seats all parties as the market assigns them: at the options with the largest shares.
    pub(super) fn follow(&mut self, market: &Market, work: &mut Work) {
        (0..self.parties.len()).for_each(|party| self.add(party, -1));
        for (party, way) in market.plan().into_iter().enumerate() {
            let choices = 0..self.choices[self.parties[party].kind].len();
            work.spend(choices.len());
            let goes = |choice: &usize| self.way(market, party, *choice) == way;
            let least = choices.filter(goes).min_by_key(|choice| self.cost(party, *choice));
            self.chosen[party] = least.unwrap_or(self.chosen[party]);
            self.add(party, 1);
        }
    }

    /// A party's choice as an option of the market.
    fn way(&self, market: &Market, party: usize, choice: usize) -> Way {
        let resources = &self.choices[self.parties[party].kind][choice].resources;
        // All tables of a resource are of one class, so any of them will do.
        market.way(&resources.iter().filter_map(|r| self.resources[*r].tables.first()).collect())
    }

    /// The tables of immovable parties, as resources and cells.
    fn fixed_places(&self) -> Vec<(usize, usize)> {
        let mut places = Vec::new();
        for (i, cell) in self.window.clone().enumerate() {
            let fixed = self.board.fixed_at(cell);
            for (r, resource) in self.resources.iter().enumerate() {
                let taken = resource.tables.intersection(&fixed).len();
                places.extend(std::iter::repeat_n((r, i), taken));
            }
        }
        places
    }

    /// Repairs conflicts until there are none, at most `repairs` times. It can be called again to continue.
    pub(super) fn run(&mut self, repairs: u32, work: &mut Work) -> Option<Reseat> {
        if self.parties.iter().any(|party| self.choices[party.kind].is_empty()) {
            return None;
        }
        for _ in 0..repairs {
            if self.conflicts.is_empty() {
                return self.deal();
            }
            if work.is_spent() {
                return None;
            }
            self.round += 1;
            let drawn = self.draw(self.conflicts.len());
            let best = self.best_repair(self.conflicts[drawn], work);
            if best.as_ref().is_none_or(|best| 0 <= best.cost) {
                for conflict in &self.conflicts {
                    self.weight[*conflict] += 1;
                }
            }
            if let Some(Change { party, choice, .. }) = best {
                self.tabu[party][self.chosen[party]] = self.round + TABU.0 + self.short_while();
                self.add(party, -1);
                self.chosen[party] = choice;
                self.add(party, 1);
            }
        }
        None
    }

    /// The best other choice for one of the parties in a conflict; `None` if all are tabu.
    fn best_repair(&mut self, conflict: usize, work: &mut Work) -> Option<Change> {
        let (resource, cell) = (conflict / self.cells(), conflict % self.cells());
        let mut best: Option<Change> = None;
        for party in 0..self.parties.len() {
            if !self.cells_of(party).contains(&cell) || !self.uses(party).contains(&resource) {
                continue;
            }
            let had = self.chosen[party];
            self.add(party, -1);
            let spared = self.cost(party, had);
            work.spend(self.choices[self.parties[party].kind].len());
            for choice in 0..self.choices[self.parties[party].kind].len() {
                if choice == had || self.round < self.tabu[party][choice] {
                    continue;
                }
                let cost = self.cost(party, choice) - spared;
                let change = Change { cost, chance: self.next_random(), party, choice };
                best = best.into_iter().chain([change]).min();
            }
            self.add(party, 1);
        }
        best
    }

    fn uses(&self, party: usize) -> &[usize] {
        &self.choices[self.parties[party].kind][self.chosen[party]].resources
    }

    fn cells(&self) -> usize {
        usize::try_from(self.window.end - self.window.start).unwrap_or(0)
    }

    fn cells_of(&self, party: usize) -> Range<usize> {
        let index = |cell: i64| usize::try_from(cell - self.window.start).unwrap_or(0);
        index(self.parties[party].cells.start)..index(self.parties[party].cells.end)
    }

    /// The cost of the places at which this choice would be one too many.
    fn cost(&self, party: usize, choice: usize) -> i32 {
        let (cells, length) = (self.cells_of(party), self.cells());
        let resources = &self.choices[self.parties[party].kind][choice].resources;
        let over = |r: &usize| {
            let row = r * length + cells.start..r * length + cells.end;
            let (excess, weight) = (&self.excess[row.clone()], &self.weight[row]);
            excess.iter().zip(weight).map(|(e, w)| if 0 <= *e { *w } else { 0 }).sum::<i32>()
        };
        resources.iter().map(over).sum()
    }

    fn add(&mut self, party: usize, by: i16) {
        let cells = self.cells_of(party);
        for i in 0..self.uses(party).len() {
            let resource = self.uses(party)[i];
            for cell in cells.clone() {
                self.shift(resource, cell, by);
            }
        }
    }

    fn shift(&mut self, resource: usize, cell: usize, by: i16) {
        let at = resource * self.cells() + cell;
        let before = self.excess[at];
        self.excess[at] = before + by;
        if before == 0 && by == 1 {
            self.conflicts.push(at);
        } else if before == 1 && by == -1 {
            self.conflicts.retain(|other| *other != at);
        }
    }

    fn next_random(&mut self) -> u64 {
        // Marsaglia's xorshift: any sequence will do, as long as it is always the same.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }

    fn draw(&mut self, below: usize) -> usize {
        let below = u64::try_from(below.max(1)).unwrap_or(1);
        usize::try_from(self.next_random() % below).unwrap_or(0)
    }

    fn short_while(&mut self) -> u32 {
        u32::try_from(self.next_random() % TABU.1).unwrap_or(0)
    }
}

/// From places to tables.
impl Repair<'_> {
    /// Assigns tables so that as many parties as possible keep theirs.
    fn deal(&self) -> Option<Reseat> {
        let mut taken: Vec<TableSet> = self.window.clone().map(|cell| self.board.fixed_at(cell)).collect();
        let mut got = vec![TableSet::EMPTY; self.parties.len()];
        // In order of arrival, there is a free table whenever the resource has a free place.
        let mut order: Vec<usize> = (0..self.parties.len()).collect();
        sort_by_key(&mut order, |party| (self.parties[*party].cells.start, *party));
        for party in &order {
            got[*party] = self.place(*party, &taken, &got);
            for cell in self.cells_of(*party) {
                taken[cell] = taken[cell].union(&got[*party]);
            }
        }
        self.go_back(&mut taken, &mut got);
        self.reseat(&got)
    }

    fn place(&self, party: usize, taken: &[TableSet], got: &[TableSet]) -> TableSet {
        let busy = taken[self.cells_of(party)].iter().fold(TableSet::EMPTY, |all, cell| all.union(cell));
        let own = self.parties[party].tables;
        let mut tables = TableSet::EMPTY;
        for resource in self.uses(party) {
            let free = self.resources[*resource].tables.minus(&busy);
            let kept = free.intersection(&own).first();
            // Prefer a table that no later party has now.
            let wanted = |table: usize| {
                (0..self.parties.len()).any(|other| {
                    got[other].is_empty()
                        && other != party
                        && self.parties[other].tables.contains(table)
                        && self.parties[other].meets(&self.parties[party])
                })
            };
            let table = kept.or_else(|| free.iter().min_by_key(|table| (wanted(*table), *table)));
            table.into_iter().for_each(|table| tables.insert(table));
        }
        tables
    }

    /// Moves parties back to the tables that they had, until no more can be.
    fn go_back(&self, taken: &mut [TableSet], got: &mut [TableSet]) {
        let can_go_back = |taken: &[TableSet], got: &[TableSet], party: usize| {
            let own = self.parties[party].tables;
            let others = |cell: &TableSet| cell.minus(&got[party]).intersects(&own);
            !own.is_empty() && got[party] != own && !taken[self.cells_of(party)].iter().any(others)
        };
        while let Some(party) = (0..self.parties.len()).find(|party| can_go_back(taken, got, *party)) {
            let own = self.parties[party].tables;
            for cell in &mut taken[self.cells_of(party)] {
                *cell = cell.minus(&got[party]).union(&own);
            }
            got[party] = own;
        }
    }

    fn reseat(&self, got: &[TableSet]) -> Option<Reseat> {
        let assignments = self.board.assignments();
        let newcomer = self.parties.len() - 1;
        let with = |party: usize| {
            let options = &self.options[self.parties[party].kind];
            options.iter().copied().find(|option| assignments[*option].tables == got[party])
        };
        let mut moves: Vec<Move> = (0..newcomer)
            .filter(|party| got[*party] != self.parties[*party].tables)
            .map(|party| Some(Move { stay: self.parties[party].stay, assignment: with(party)? }))
            .collect::<Option<_>>()?;
        sort_by_key(&mut moves, |moved| *moved);
        Some(Reseat { assignment: with(newcomer)?, moves })
    }
}

fn resources(board: &Board) -> Vec<Resource> {
    let mut resources: Vec<Resource> = Vec::new();
    let mut places: Vec<Option<(usize, usize)>> = Vec::new();
    for (table, lookalike) in board.lookalikes().iter().take(board.tables()).enumerate() {
        // Tables that can be joined are not interchangeable: it matters which parties sit next to each other.
        let place = (lookalike.group.len() == 1).then(|| lookalike.place());
        let known = places.iter().position(|known| place.is_some() && *known == place);
        let resource = known.unwrap_or(resources.len());
        if resource == resources.len() {
            places.push(place);
            resources.push(Resource { tables: TableSet::EMPTY, places: 0 });
        }
        resources[resource].tables.insert(table);
        resources[resource].places += 1;
    }
    resources
}

fn choices(board: &Board, kind: &Kind, resources: &[Resource]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for option in &kind.options {
        let tables = board.assignments()[*option].tables;
        let uses: Vec<usize> =
            (0..resources.len()).filter(|r| resources[*r].tables.intersects(&tables)).collect();
        if !choices.iter().any(|choice| choice.resources == uses) {
            choices.push(Choice { resources: uses });
        }
    }
    choices
}
