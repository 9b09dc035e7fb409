//! Proving that no seating exists, by prices.
//!
//! Put a price on each table at each moment. If everybody, each for the cheapest they may have, together pay more
//! than all free tables cost, then some tables are wanted more often than they are there, whoever has which: no
//! seating exists, not even one that deals out fractions of tables. By the duality of linear programs such prices
//! exist exactly where there is no seating in fractions, and experience says that evenings with a seating in
//! fractions have a real one (`tests/bench/seating`).
//!
//! The prices are found as a market finds them: where more is wanted than there is it gets dearer, where less,
//! cheaper, first by leaps and then by ever smaller steps (a subgradient method with momentum: Shor, 1985; Polyak,
//! 1964). What they prove is checked in whole numbers, so it does not matter how they came about.

use std::ops::Range;

use super::board::{Board, Newcomer};
use crate::order::sort_by_key;

/// How much a price moves for each table too many or too few, at first; halved until it is one.
const FIRST_STEP: i64 = 1024;
/// A price keeps moving by so much of its last move.
const MOMENTUM: (i64, i64) = (15, 16);

/// Tables that nobody could tell apart, cell by cell.
struct Supply {
    /// How many of them are there for the parties that may move.
    free: Vec<i64>,
    price: Vec<i64>,
    /// By how much the price last moved.
    drift: Vec<i64>,
    /// What one of them costs from the first cell to before this one.
    cost_before: Vec<i64>,
    /// How many more of them are wanted than in the cell before.
    wanted_more: Vec<i64>,
}

/// Parties that may have the same at the same time.
struct Demand {
    kind: usize,
    cells: Range<usize>,
    parties: i64,
}

/// A market for tables. Its prices stay from one newcomer to the next: what was scarce for the one mostly is for the
/// other, and is proven so at first sight.
pub(super) struct Market {
    window: Range<i64>,
    classes: Vec<usize>,
    supplies: Vec<Supply>,
    /// The newcomer's is the last.
    demands: Vec<Demand>,
    /// For each kind, the ways to serve one of its parties: one of each of these supplies. The newcomer's are last.
    ways: Vec<Vec<Vec<usize>>>,
    /// Rounds so far.
    round: usize,
}

impl Market {
    /// The market in which this newcomer asks.
    pub(super) fn new(board: &Board, newcomer: &Newcomer) -> Self {
        let cells = newcomer.blocked.cells();
        let first = board.parties.iter().map(|party| party.cells.start).min().unwrap_or(cells.start);
        let end = board.parties.iter().map(|party| party.cells.end).max().unwrap_or(cells.end);
        let window = first.min(cells.start)..end.max(cells.end);
        let classes = classes(board);
        let mut market = Self {
            supplies: supplies(board, &classes, window.clone()),
            window,
            classes,
            demands: Vec::new(),
            ways: Vec::new(),
            round: 0,
        };
        for party in &board.parties {
            let kind = &board.kinds[party.kind];
            let kind = board.kinds.iter().position(|other| other.is_like(kind)).unwrap_or(party.kind);
            let cells = market.indexes(&party.cells);
            match market.demands.iter_mut().find(|demand| demand.kind == kind && demand.cells == cells) {
                Some(demand) => demand.parties += 1,
                None => market.demands.push(Demand { kind, cells, parties: 1 }),
            }
        }
        market.ways = board.kinds.iter().map(|kind| ways(board, &kind.options, &market.classes)).collect();
        market.demands.push(Demand { kind: market.ways.len(), cells: 0..0, parties: 1 });
        market.ways.push(Vec::new());
        market.admit(board, newcomer);
        market
    }

    /// Whether it knows all cells in which this newcomer is there.
    pub(super) fn covers(&self, newcomer: &Newcomer) -> bool {
        let cells = newcomer.blocked.cells();
        self.window.start <= cells.start && cells.end <= self.window.end
    }

    /// Lets this newcomer ask instead of the last one.
    pub(super) fn admit(&mut self, board: &Board, newcomer: &Newcomer) {
        let cells = self.indexes(&newcomer.blocked.cells());
        if let (Some(demand), Some(known)) = (self.demands.last_mut(), self.ways.last_mut()) {
            demand.cells = cells;
            *known = ways(board, &newcomer.options, &self.classes);
        }
        for supply in &mut self.supplies {
            supply.drift.fill(0);
        }
    }

    fn indexes(&self, cells: &Range<i64>) -> Range<usize> {
        let index = |cell: i64| usize::try_from(cell - self.window.start).unwrap_or(0);
        index(cells.start)..index(cells.end)
    }

    /// Whether the prices prove that not everybody can be served, as they are or within so many rounds at each step.
    pub(super) fn is_short(&mut self, rounds: usize) -> bool {
        let steps = std::iter::successors(Some(FIRST_STEP), |step| Some(step / 2));
        let mut steps = steps.take_while(|step| 0 < *step).flat_map(|step| std::iter::repeat_n(step, rounds));
        self.ask()
            || steps.any(|step| {
                self.supplies.iter_mut().for_each(|supply| supply.move_prices(step));
                self.ask()
            })
    }

    /// Everybody asks for the cheapest. Whether they would pay more than there is to be had.
    fn ask(&mut self) -> bool {
        self.round += 1;
        let worth: i64 = self.supplies.iter_mut().map(Supply::open).sum();
        let mut paid = 0;
        for demand in &self.demands {
            let ways = &self.ways[demand.kind];
            let cost = |supply: &usize| self.supplies[*supply].cost(&demand.cells);
            let price = |way: usize| ways[way].iter().map(cost).sum::<i64>();
            // Of equally cheap ways it is another one each time: where all run to the same stall no price settles.
            let turn = self.round % ways.len().max(1);
            let in_turn = (turn..ways.len()).chain(0..turn).map(|way| (price(way), way));
            // Whoever may have nothing at all cannot be served at any price.
            let Some((cheapest, way)) = in_turn.min_by_key(|(price, _)| *price) else { return true };
            paid += cheapest * demand.parties;
            for supply in &ways[way] {
                self.supplies[*supply].want(demand);
            }
        }
        worth < paid
    }
}

impl Supply {
    fn new(cells: usize) -> Self {
        Self {
            free: vec![0; cells],
            price: vec![0; cells],
            drift: vec![0; cells],
            cost_before: vec![0; cells + 1],
            wanted_more: vec![0; cells + 1],
        }
    }

    /// Sums up the prices; what all that is free costs.
    fn open(&mut self) -> i64 {
        self.wanted_more.fill(0);
        let (mut cost, mut worth) = (0, 0);
        for (cell, price) in self.price.iter().enumerate() {
            cost += price;
            self.cost_before[cell + 1] = cost;
            worth += price * self.free[cell];
        }
        worth
    }

    fn cost(&self, cells: &Range<usize>) -> i64 {
        self.cost_before[cells.end] - self.cost_before[cells.start]
    }

    fn want(&mut self, demand: &Demand) {
        self.wanted_more[demand.cells.start] += demand.parties;
        self.wanted_more[demand.cells.end] -= demand.parties;
    }

    fn move_prices(&mut self, step: i64) {
        let mut wanted = 0;
        for (cell, price) in self.price.iter_mut().enumerate() {
            wanted += self.wanted_more[cell];
            let drift = self.drift[cell] * MOMENTUM.0 / MOMENTUM.1 + step * (wanted - self.free[cell]);
            // Nothing is cheaper than free.
            self.drift[cell] = if *price + drift <= 0 { drift.max(0) } else { drift };
            *price = (*price + drift).max(0);
        }
    }
}

/// For each table the number of its class; tables that look alike are of one.
fn classes(board: &Board) -> Vec<usize> {
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut classes = Vec::new();
    for lookalike in board.lookalikes.iter().take(board.tables()) {
        let place = lookalike.place();
        let class = places.iter().position(|known| *known == place).unwrap_or(places.len());
        if class == places.len() {
            places.push(place);
        }
        classes.push(class);
    }
    classes
}

fn supplies(board: &Board, classes: &[usize], window: Range<i64>) -> Vec<Supply> {
    let cells = usize::try_from(window.end - window.start).unwrap_or(0);
    let count = classes.iter().max().map_or(0, |last| last + 1);
    let mut supplies: Vec<Supply> = (0..count).map(|_| Supply::new(cells)).collect();
    for (i, cell) in window.enumerate() {
        let fixed = board.fixed_at(cell);
        for (table, class) in classes.iter().enumerate() {
            supplies[*class].free[i] += i64::from(!fixed.contains(table));
        }
    }
    supplies
}

fn ways(board: &Board, options: &[usize], classes: &[usize]) -> Vec<Vec<usize>> {
    let mut ways: Vec<Vec<usize>> = Vec::new();
    for option in options {
        let tables = board.assignments()[*option].tables;
        let mut way: Vec<usize> = tables.iter().map(|table| classes[table]).collect();
        sort_by_key(&mut way, |class| *class);
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    ways
}
