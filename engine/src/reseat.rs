//! Moving booked parties so that one more fits: finds a way if there is one, and proves that there is none otherwise.
//!
//! Assigning every party tables for its time is interval scheduling with eligibility and joined machines, which is
//! NP-hard. Real evenings are mostly easy for these methods, tried in order of their cost:
//!
//! 1. [`search`]: most parties that fit at all fit with few moves, and hosts prefer few moves. If the restaurant
//!    allows no more, that is the whole answer.
//! 2. [`prices`] and [`repair`] in turn, each time with four times the effort: the former looks for a proof that
//!    there is no seating, the latter for a seating. Usually one of them succeeds.
//! 3. Branch and bound: if parties fit only fractionally, one of them is made integral, and both branches are tried.
//!
//! Work is counted in steps, not in time, so that equal input gives an equal answer on every machine.

use std::ops::RangeInclusive;

mod board;
mod lookalikes;
mod prices;
mod repair;
mod search;
mod taken;
mod work;

pub(crate) use board::{Board, Newcomer};

use crate::house::Reseating;
use prices::{InWhole, Market, Order};
use repair::Repair;
use search::{Search, Verdict};
use work::Work;

/// A seating that fits one more party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reseat {
    /// The assignment of the new party, as an index into [`crate::Floor::assignments`].
    pub assignment: usize,
    /// The parties that move for it; their new tables are free once all of them have moved.
    pub moves: Vec<Move>,
}

/// A booked party that gets other tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// The party: the index of its stay among those that the occupancy was built from.
    pub stay: usize,
    /// Its new assignment, as an index into [`crate::Floor::assignments`].
    pub assignment: usize,
}

/// The result of a search for a seating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// This seating fits the party.
    Found(Reseat),
    /// No seating does.
    Impossible,
    /// The steps ran out first.
    Unknown,
}

/// How much effort to spend on fitting a party in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// No moves.
    NoMove,
    /// At most one move, which is decided quickly.
    OneMove,
    /// As many moves as the restaurant allows, and a proof if those are not enough.
    Exact,
}

/// This many moves are searched for before anything else: cheap, since at most two parties displace each other.
const FEW_MOVES: u16 = 2;
/// If a restaurant allows at most this many moves, all of them are tried, and nothing else is needed.
const MOVES_TO_TRY_OUT: u16 = 3;
/// Steps of that search.
const STEPS_FOR_FEW_MOVES: u32 = 60_000;
/// Steps that are spent on saving a move, once a seating is known.
const STEPS_TO_SPARE_A_MOVE: u32 = 50_000;
/// How often prices and repair take turns. Each turn has four times as many rounds as the one before, starting with
/// these.
const TURNS: u32 = 2;
const MARKET_ROUNDS: u32 = 60;
const REPAIR_ROUNDS: u32 = 60;
/// Steps of the first turn of branching; each turn has twice as many as the one before.
const STEPS_OF_BRANCHES: u32 = 1_000_000;
/// Repairs in each branch.
const REPAIR_ROUNDS_OF_A_BRANCH: u32 = 100;

/// Looks for a seating with at most as many moves as the rules allow: with as few as it finds at moderate cost, and
/// with the newcomer at the best of its options that these allow.
pub(crate) fn reseat(board: &Board, newcomer: &Newcomer, rules: Reseating, effort: Effort) -> Outcome {
    let moves_max = if effort == Effort::OneMove { rules.moves_max.min(1) } else { rules.moves_max };
    if moves_max == 0 || effort == Effort::NoMove {
        return Outcome::Impossible;
    }
    let mut work = Work::new(rules.steps_max);
    let mut search = Search::new(board, newcomer);
    let few = if moves_max <= MOVES_TO_TRY_OUT { moves_max } else { FEW_MOVES };
    let tried = match work.within(STEPS_FOR_FEW_MOVES, |work| deepen(&mut search, 1..=few, work)) {
        None if few == moves_max => return Outcome::Impossible,
        None => few,
        // Among many identical tables even three moves are too many to enumerate; prices then find a proof at once.
        Some(Outcome::Unknown) => 0,
        Some(outcome) => return outcome,
    };
    let any = match seat_or_prove(board, newcomer, &mut work) {
        Outcome::Found(any) => Some(any),
        Outcome::Impossible => return Outcome::Impossible,
        Outcome::Unknown => None,
    };
    let known = any.as_ref().map_or(u16::MAX, |any| u16::try_from(any.moves.len()).unwrap_or(u16::MAX));
    let is_allowed = known <= moves_max;
    let steps_max = if is_allowed { STEPS_TO_SPARE_A_MOVE } else { u32::MAX };
    match work.within(steps_max, |work| deepen(&mut search, tried + 1..=moves_max.min(known), work)) {
        Some(Outcome::Unknown) | None if is_allowed => any.map_or(Outcome::Unknown, Outcome::Found),
        Some(outcome) => outcome,
        None => Outcome::Impossible,
    }
}

/// Searches with an increasing number of moves; `None` if there is no seating with that many, but may be one with
/// more.
fn deepen(search: &mut Search, moves: RangeInclusive<u16>, work: &mut Work) -> Option<Outcome> {
    moves.into_iter().find_map(|moves| match search.run(moves, work) {
        Verdict::Seated => Some(Outcome::Found(search.reseat())),
        Verdict::Dead => Some(Outcome::Impossible),
        Verdict::Spent => Some(Outcome::Unknown),
        Verdict::WantsMoves => None,
    })
}

/// Looks for a seating with any number of moves, or for a proof that there is none.
fn seat_or_prove(board: &Board, newcomer: &Newcomer, work: &mut Work) -> Outcome {
    let mut market = Market::new(board, newcomer);
    let mut repair = Repair::new(board, newcomer);
    for turn in 0..TURNS {
        if market.is_short(MARKET_ROUNDS << (2 * turn), work) {
            return Outcome::Impossible;
        }
        if let Some(seating) = repair.run(REPAIR_ROUNDS << (2 * turn), work) {
            return Outcome::Found(seating);
        }
    }
    let mut seat = |market: &Market, work: &mut Work| {
        repair.follow(market, work);
        repair.run(REPAIR_ROUNDS_OF_A_BRANCH, work)
    };
    // Where one branching order takes long, another may finish at once: so the orders take turns, too.
    let market = Market::in_detail(board, newcomer);
    let mut turns = (0..).map_while(|turn| {
        let order = Order::ALL[turn % 3];
        let steps_max = STEPS_OF_BRANCHES << turn.min(10);
        (!work.is_spent())
            .then(|| work.within(steps_max, |work| market.clone().in_whole(order, work, &mut seat)))
    });
    match turns.find(|outcome| !matches!(outcome, InWhole::Open)) {
        Some(InWhole::Short) => Outcome::Impossible,
        Some(InWhole::Seated(seating)) => Outcome::Found(seating),
        Some(InWhole::Open) | None => Outcome::Unknown,
    }
}
