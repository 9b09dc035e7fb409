//! Proves by prices that no seating exists.
//!
//! Put a price on each table at each moment. If all parties together, each taking its cheapest option, pay more than
//! all free tables cost, then demand exceeds supply for any assignment: there is no seating, not even a fractional
//! one. By linear programming duality, such prices exist exactly if there is no fractional seating.
//!
//! They are found by coordinate descent. Each party is assigned fractionally to its options; where demand exceeds
//! supply, that excess is the price. In turn the parties shift from their most expensive to their cheapest option,
//! until no shift saves anything. That minimizes the sum of the squared excesses. If the minimum is not zero, the
//! excesses are prices that prove infeasibility (a point is separated from a convex set by the direction to the
//! nearest point of the set). Parties of the same kind and time are aggregated. A change continues in the next round
//! as long as that pays (coordinate descent with momentum and restarts: Nesterov, 2012; O'Donoghue and Candès, 2015).
//!
//! If parties fit fractionally but not integrally, the search branches on a fractional option: either at most the
//! integral number of parties takes it, or at least one more (branch and bound).
//!
//! All arithmetic is in integers, including the proof, which holds however the prices were found.

use std::ops::Range;
use std::rc::Rc;

use crate::sort::sort_by_key;
use crate::table_set::TableSet;

use super::board::{Board, Newcomer};
use super::work::Work;

/// One party, in fixed point; shares are fractions of it.
const WHOLE: i32 = 1 << 16;
/// The fraction of a round's change that is repeated in the next round.
const MOMENTUM: (i32, i32) = (15, 16);
/// If the sum of the squared excesses is less, the parties fit fractionally, or too little is missing to tell.
const NOTHING: i64 = (WHOLE as i64).pow(2) / 1024;
/// How many cells are summed up in one step of work.
const CELLS_OF_A_STEP: usize = 16;
/// Rounds for each branch.
const ROUNDS_OF_A_BRANCH: u32 = 1_000;

/// One option of a party: one table of each of these classes.
pub(super) type Way = Vec<usize>;

/// Parties with the same options at the same time.
#[derive(Clone)]
struct Demand {
    cells: Range<usize>,
    ways: Rc<[Way]>,
    /// For each option, how many of the parties take it.
    shares: Vec<Share>,
}

/// In fixed point, see [`WHOLE`].
#[derive(Clone, Copy)]
struct Share {
    now: i32,
    /// By how much it has changed in this round.
    drift: i32,
    min: i32,
    max: i32,
}

/// Which fractional option is branched on next.
#[derive(Clone, Copy)]
pub(super) enum Order {
    /// The one that takes most: tables times cells.
    Largest,
    /// The one whose fractional part takes most.
    MostDivided,
    /// The one with the most tables; of these the earliest.
    Earliest,
}

impl Order {
    pub(super) const ALL: [Self; 3] = [Self::Largest, Self::MostDivided, Self::Earliest];
}

/// The result of branching.
pub(super) enum InWhole<T> {
    /// There is no seating.
    Short,
    /// A seating.
    Seated(T),
    /// Undecided.
    Open,
}

/// A market for tables, including the newcomer's demand.
#[derive(Clone)]
pub(super) struct Market {
    cells: usize,
    /// For each class of tables and each cell, demand minus supply: the price, if positive.
    excess: Vec<i32>,
    demands: Vec<Demand>,
    /// For each party of the board, and then for the newcomer, the index of its demand.
    of_party: Vec<usize>,
    /// For each table, its class.
    classes: Rc<[usize]>,
}

impl Market {
    pub(super) fn new(board: &Board, newcomer: &Newcomer) -> Self {
        Self::with(board, newcomer, &classes(board, false))
    }

    /// A market in which tables that can be joined differ from those of another group, so that an integral solution
    /// can actually be seated.
    pub(super) fn in_detail(board: &Board, newcomer: &Newcomer) -> Self {
        Self::with(board, newcomer, &classes(board, true))
    }

    fn with(board: &Board, newcomer: &Newcomer, classes: &[usize]) -> Self {
        let cells = newcomer.blocked.cells();
        let first = board.parties.iter().map(|party| party.cells.start).min().unwrap_or(cells.start);
        let end = board.parties.iter().map(|party| party.cells.end).max().unwrap_or(cells.end);
        let window = first.min(cells.start)..end.max(cells.end);
        let index = |cell: i64| usize::try_from(cell - window.start).unwrap_or(0);
        let indexes = |cells: &Range<i64>| index(cells.start)..index(cells.end);
        let mut market = Self {
            cells: index(window.end),
            excess: supplies(board, classes, window.clone()),
            demands: Vec::new(),
            of_party: Vec::new(),
            classes: Rc::from(classes),
        };
        let ways_of = |options: &[usize]| Rc::from(ways(board, options, classes));
        let known: Vec<Rc<[Way]>> = board.kinds.iter().map(|kind| ways_of(&kind.options)).collect();
        for party in &board.parties {
            let kind = &board.kinds[party.kind];
            let kind = board.kinds.iter().position(|other| other.is_like(kind)).unwrap_or(party.kind);
            let demand = market.demand(indexes(&party.cells), &known[kind]);
            let has = way(&party.tables, classes);
            let way = known[kind].iter().position(|way| *way == has).unwrap_or(0);
            market.shift(demand, way, WHOLE);
            market.of_party.push(demand);
        }
        let demand = market.demand(indexes(&cells), &ways_of(&newcomer.options));
        if let Some(way) = market.cheapest(demand) {
            market.shift(demand, way, WHOLE);
        }
        market.of_party.push(demand);
        market
    }

    /// For each party of the board, and then for the newcomer, the option with the largest share.
    pub(super) fn plan(&self) -> Vec<Way> {
        let mut left: Vec<Vec<i32>> =
            self.demands.iter().map(|demand| demand.shares.iter().map(|share| share.now).collect()).collect();
        let most = |demand: &usize| {
            let shares = &mut left[*demand];
            let way = (0..shares.len()).max_by_key(|way| shares[*way])?;
            shares[way] -= WHOLE;
            Some(self.demands[*demand].ways[way].clone())
        };
        self.of_party.iter().map_while(most).collect()
    }

    /// The option that takes these tables.
    pub(super) fn way(&self, tables: &TableSet) -> Way {
        way(tables, &self.classes)
    }

    /// The index of the demand for these options at this time.
    fn demand(&mut self, cells: Range<usize>, ways: &Rc<[Way]>) -> usize {
        let is_it = |demand: &Demand| demand.cells == cells && Rc::ptr_eq(&demand.ways, ways);
        self.demands.iter().position(is_it).unwrap_or_else(|| {
            let share = Share { now: 0, drift: 0, min: 0, max: i32::MAX };
            self.demands.push(Demand { cells, ways: Rc::clone(ways), shares: vec![share; ways.len()] });
            self.demands.len() - 1
        })
    }

    /// Whether prices prove, within this many rounds, that there is no seating, not even a fractional one.
    pub(super) fn is_short(&mut self, rounds: u32, work: &mut Work) -> bool {
        let mut before = i64::MAX;
        // A change from before is not continued.
        let shares = self.demands.iter_mut().flat_map(|demand| &mut demand.shares);
        shares.for_each(|share| share.drift = 0);
        for _ in 0..rounds {
            work.spend(self.excess.len() / CELLS_OF_A_STEP + self.demands.len());
            let mut dues = 0;
            for demand in 0..self.demands.len() {
                dues += self.evade(demand, work);
                self.evade(demand, work);
            }
            let squares = self.squares();
            // What the parties might save, summed up while prices changed, indicates whether the exact check is
            // worthwhile.
            if dues < 2 * squares && self.is_proof(squares) {
                return true;
            }
            if squares < NOTHING || work.is_spent() {
                return false;
            }
            for demand in 0..self.demands.len() {
                self.coast(demand, squares <= before);
            }
            before = squares;
        }
        false
    }

    /// Branches on a fractional option, with one party more and one less, and searches both branches. `seat` tries to
    /// seat all parties as a branch assigns them.
    pub(super) fn in_whole<T>(
        mut self,
        order: Order,
        work: &mut Work,
        seat: &mut impl FnMut(&Self, &mut Work) -> Option<T>,
    ) -> InWhole<T> {
        let (demand, way) = loop {
            if self.is_short(ROUNDS_OF_A_BRANCH, work) {
                return InWhole::Short;
            }
            if let Some(seated) = seat(&self, work) {
                return InWhole::Seated(seated);
            }
            if work.is_spent() {
                return InWhole::Open;
            }
            // If all options are integral and do not fit, the prices have not converged yet.
            if let Some(divided) = self.divided(order) {
                break divided;
            }
        };
        let fewer = self.demands[demand].shares[way].now / WHOLE * WHOLE;
        let mut with_more = self.clone();
        with_more.demands[demand].shares[way].min = fewer + WHOLE;
        self.demands[demand].shares[way].max = fewer;
        let mut outcomes = [with_more, self]
            .into_iter()
            .filter_map(|mut branch| branch.keep_limits(demand).then(|| branch.in_whole(order, work, seat)));
        outcomes.find(|outcome| !matches!(outcome, InWhole::Short)).unwrap_or(InWhole::Short)
    }

    /// The demand and the option that are fractional and come first in this order.
    fn divided(&self, order: Order) -> Option<(usize, usize)> {
        let fraction = |share: &Share| (share.now % WHOLE).min(WHOLE - share.now % WHOLE);
        let divisions = |share: &Share| usize::try_from(fraction(share) / (WHOLE / 64)).unwrap_or(0);
        let mut most = None;
        for (i, demand) in self.demands.iter().enumerate() {
            for (way, share) in demand.shares.iter().enumerate().filter(|(_, share)| 0 < fraction(share)) {
                let is_large = WHOLE / 64 < fraction(share);
                let (tables, cells) = (demand.ways[way].len(), demand.cells.len());
                let weight = match order {
                    Order::Largest => (tables * cells, fraction(share)),
                    Order::MostDivided => (tables * cells * divisions(share), 0),
                    Order::Earliest => (tables * self.cells - demand.cells.start, 0),
                };
                most = most.max(Some((is_large, weight, i, way)));
            }
        }
        most.map(|(.., demand, way)| (demand, way))
    }

    /// Brings the shares within their limits; returns whether that is possible.
    fn keep_limits(&mut self, demand: usize) -> bool {
        let shares = |market: &Self| market.demands[demand].shares.clone();
        loop {
            let now = shares(self);
            let Some(off) = now.iter().position(|share| share.now < share.min || share.max < share.now)
            else {
                return true;
            };
            let lacks = (now[off].min - now[off].now).max(0);
            let room = |share: &Share| if 0 < lacks { share.now - share.min } else { share.max - share.now };
            let Some(other) = (0..now.len()).find(|way| *way != off && 0 < room(&now[*way])) else {
                return false;
            };
            let by = if 0 < lacks { lacks } else { now[off].now - now[off].max }.min(room(&now[other]));
            let by = if 0 < lacks { by } else { -by };
            self.shift(demand, off, by);
            self.shift(demand, other, -by);
        }
    }

    fn shift(&mut self, demand: usize, way: usize, by: i32) {
        let Demand { cells, ways, shares } = &mut self.demands[demand];
        shares[way].now += by;
        shares[way].drift += by;
        for class in &ways[way] {
            let row = class * self.cells;
            for excess in &mut self.excess[row + cells.start..row + cells.end] {
                *excess += by;
            }
        }
    }

    /// What this option would cost if its share grew by `more`, and in how many cells it costs anything now.
    fn price(&self, demand: &Demand, way: usize, more: i32) -> (i64, i64) {
        let (mut price, mut dear) = (0, 0);
        for class in &demand.ways[way] {
            let row = class * self.cells;
            for excess in &self.excess[row + demand.cells.start..row + demand.cells.end] {
                price += i64::from((*excess + more).max(0));
                dear += i64::from(0 < *excess);
            }
        }
        (price, dear)
    }

    fn cheapest(&self, demand: usize) -> Option<usize> {
        let demand = &self.demands[demand];
        (0..demand.ways.len()).min_by_key(|way| self.price(demand, *way, 0))
    }

    /// Shifts from the most expensive option to the cheapest until they cost the same. Returns what the demand pays
    /// beyond what it would pay if all of it took the cheapest option.
    fn evade(&mut self, at: usize, work: &mut Work) -> i64 {
        let demand = &self.demands[at];
        let (mut paid, mut whole) = (0, 0);
        // What an option costs, in how many cells it costs anything, and its index.
        type Priced = (i64, i64, usize);
        let (mut from, mut to) = (None::<Priced>, None::<Priced>);
        for (way, share) in demand.shares.iter().enumerate().filter(|(_, share)| 0 < share.now) {
            let (price, dear) = self.price(demand, way, 0);
            paid += price * i64::from(share.now);
            whole += i64::from(share.now);
            if share.min < share.now {
                from = from.max(Some((price, dear, way)));
            }
        }
        if paid == 0 {
            return 0;
        }
        work.spend(demand.ways.len());
        for (way, _) in demand.shares.iter().enumerate().filter(|(_, share)| share.now < share.max) {
            let (price, dear) = self.price(demand, way, 0);
            if to.is_none_or(|(least, ..)| price < least) {
                to = Some((price, dear, way));
            }
        }
        let (Some((dearest, from_dear, from)), Some((cheapest, to_dear, to))) = (from, to) else {
            return 0;
        };
        if cheapest < dearest {
            let room = demand.shares[from].now - demand.shares[from].min;
            let room = room.min(demand.shares[to].max - demand.shares[to].now);
            let gain = dearest - cheapest;
            let by = i32::try_from(gain / (from_dear + to_dear).max(1)).unwrap_or(i32::MAX).clamp(1, room);
            // If the shift creates new costs it is too large: reduce it in proportion.
            let loss = self.price(demand, to, by).0 - self.price(demand, from, -by).0;
            let by = if 0 < loss { i64::from(by) * gain / (gain + loss) } else { i64::from(by) };
            let by = i32::try_from(by).unwrap_or(room).max(1);
            self.shift(at, from, -by);
            self.shift(at, to, by);
        }
        paid - cheapest * whole
    }

    /// Repeats the changes of the last round, somewhat reduced; or stops.
    fn coast(&mut self, at: usize, goes_on: bool) {
        let shares = &mut self.demands[at].shares;
        let mut changes = Vec::new();
        for (way, share) in shares.iter_mut().enumerate().filter(|(_, share)| share.drift != 0) {
            changes.push((way, share.drift * MOMENTUM.0 / MOMENTUM.1));
            share.drift = 0;
        }
        // The division rounds: the changes must still add up to zero.
        let rest: i32 = changes.iter().map(|(_, by)| by).sum();
        if let Some((_, by)) = changes.first_mut() {
            *by -= rest;
        }
        let fits = |(way, by): &(usize, i32)| {
            let share = &shares[*way];
            (share.min..=share.max).contains(&(share.now + by))
        };
        if goes_on && changes.iter().all(fits) {
            changes.into_iter().for_each(|(way, by)| self.shift(at, way, by));
        }
    }

    fn squares(&self) -> i64 {
        self.excess.iter().map(|excess| i64::from((*excess).max(0)).pow(2)).sum()
    }

    /// Whether all parties, each at its cheapest option, would pay more than all free tables cost. They now pay that
    /// cost plus `squares`, so together they must be able to save less than `squares`.
    fn is_proof(&self, squares: i64) -> bool {
        let mut saved = 0;
        self.demands.iter().all(|demand| {
            saved += self.could_save(demand);
            saved < squares
        })
    }

    /// What this demand would save if all of it took the cheapest options within the limits.
    fn could_save(&self, demand: &Demand) -> i64 {
        let mut shares: Vec<(i64, Share)> = Vec::new();
        for (way, share) in demand.shares.iter().enumerate() {
            shares.push((self.price(demand, way, 0).0, *share));
        }
        let pays = |share: &(i64, Share)| share.0 * i64::from(share.1.now);
        let paid: i64 = shares.iter().map(pays).sum();
        if paid == 0 {
            return 0;
        }
        sort_by_key(&mut shares, |(price, _)| *price);
        let mut rest: i32 = shares.iter().map(|(_, share)| share.now - share.min).sum();
        shares.iter().fold(paid, |saved, (price, share)| {
            let more = rest.min(share.max - share.min);
            rest -= more;
            saved - price * i64::from(share.min + more)
        })
    }
}

/// For each table the number of its class: interchangeable tables have the same, `in_detail` only if nothing joins
/// them.
fn classes(board: &Board, in_detail: bool) -> Vec<usize> {
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut classes = Vec::new();
    for (table, lookalike) in board.lookalikes().iter().take(board.tables()).enumerate() {
        let is_alone = in_detail && 1 < lookalike.group.len();
        let place = if is_alone { (usize::MAX, table) } else { lookalike.place() };
        let class = places.iter().position(|known| *known == place).unwrap_or(places.len());
        if class == places.len() {
            places.push(place);
        }
        classes.push(class);
    }
    classes
}

/// The tables that are free for the movable parties, by class and cell, as negative excess.
fn supplies(board: &Board, classes: &[usize], window: Range<i64>) -> Vec<i32> {
    let cells = usize::try_from(window.end - window.start).unwrap_or(0);
    let count = classes.iter().max().map_or(0, |last| last + 1);
    let mut excess = vec![0; count * cells];
    for (i, cell) in window.enumerate() {
        let fixed = board.fixed_at(cell);
        for (table, class) in classes.iter().enumerate() {
            excess[class * cells + i] -= if fixed.contains(table) { 0 } else { WHOLE };
        }
    }
    excess
}

fn ways(board: &Board, options: &[usize], classes: &[usize]) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for option in options {
        let way = way(&board.assignments()[*option].tables, classes);
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    // Sorted, so that the result does not depend on whose options these are.
    sort_by_key(&mut ways, Clone::clone);
    ways
}

fn way(tables: &TableSet, classes: &[usize]) -> Way {
    let mut way: Way = tables.iter().map(|table| classes[table]).collect();
    sort_by_key(&mut way, |class| *class);
    way
}
