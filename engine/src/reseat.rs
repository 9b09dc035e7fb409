//! Moving booked parties so that one more fits: found if there is a way, proven impossible if there is none.
//!
//! Giving every party a table for its time is interval scheduling with eligibility and joined machines, which is
//! NP-hard. Evenings are kind to the right questions all the same, asked in the order of what they cost:
//!
//! 1. [`search`]: most parties that can be fitted in at all are fitted in by few moves, and a host would rather move
//!    few. Where the restaurant allows no more, that is the whole answer.
//! 2. [`prices`] and [`repair`] in turn, each with four times the effort of the time before: the one looks for a
//!    proof that there is no seating, the other for a seating. Mostly one of them succeeds.
//! 3. Branches: where parties fit in fractions alone, some are dealt out in whole, and both are asked again.
//!
//! The work is counted in steps, not in time, so that equal input gives an equal answer on every machine.

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
    /// What the new party gets, as an index into [`crate::Floor::assignments`].
    pub assignment: usize,
    /// Who moves for it; each to tables that are free once all of them have moved.
    pub moves: Vec<Move>,
}

/// A booked party that gets other tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// Which party: the position of its stay among those that the occupancy was made of.
    pub stay: usize,
    /// What it gets, as an index into [`crate::Floor::assignments`].
    pub assignment: usize,
}

/// What a search for a seating comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// This seating fits the party.
    Found(Reseat),
    /// No seating does.
    Impossible,
    /// The work budget ran out first.
    Unknown,
}

/// How far to go to fit a party in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// Nobody moves.
    NoMove,
    /// At most one party moves, which is quickly found out.
    OneMove,
    /// As many as the restaurant allows; and a proof where that is not enough.
    Exact,
}

/// So few moves are searched for before anything else: what that takes, two parties that move each other can tell.
const FEW_MOVES: u16 = 2;
/// Where a restaurant allows so few, all of them are tried, and nothing else is needed.
const MOVES_TO_TRY_OUT: u16 = 3;
/// Steps of that search.
const STEPS_FOR_FEW_MOVES: u32 = 60_000;
/// Steps that would only spare a move.
const STEPS_TO_SPARE_A_MOVE: u32 = 50_000;
/// How often prices and repairs take turns. Each time they get four times as many rounds, from these on.
const TURNS: u32 = 2;
const MARKET_ROUNDS: u32 = 60;
const REPAIR_ROUNDS: u32 = 60;
/// Steps of the first turn of branching; each has twice as many as the one before.
const STEPS_OF_BRANCHES: u32 = 1_000_000;
/// Repairs of what a branch deals out.
const REPAIR_ROUNDS_OF_A_BRANCH: u32 = 100;

/// Looks for a seating with at most so many moves as the rules allow; with as few as it finds without undue effort,
/// and with the newcomer at the best of its options that these allow.
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
        // Among many tables that are all alike even three moves are too many to try out; prices see it at once.
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

/// Searches with ever more moves; nothing if there is no seating with so many, but may be one with more.
fn deepen(search: &mut Search, moves: RangeInclusive<u16>, work: &mut Work) -> Option<Outcome> {
    moves.into_iter().find_map(|moves| match search.run(moves, work) {
        Verdict::Seated => Some(Outcome::Found(search.reseat())),
        Verdict::Dead => Some(Outcome::Impossible),
        Verdict::Spent => Some(Outcome::Unknown),
        Verdict::WantsMoves => None,
    })
}

/// Looks for a seating with any number of moves, and for a proof that there is none.
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
    // Where one order of branching is lost for long, another may be done at once: so they take turns, too.
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
