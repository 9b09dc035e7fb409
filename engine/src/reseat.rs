//! Moving booked parties so that one more fits: found if there is a way, proven impossible if there is none.
//!
//! Giving every party a table for its time is interval scheduling with eligibility and joined machines, which is
//! NP-hard. Evenings are kind to the right questions all the same, asked in the order of what they cost:
//!
//! 1. [`crowding`]: at each moment of the new stay everybody needs tables of their own. All but the newcomer have
//!    some, so one augmenting path says whether it can have any; where it cannot, that is a proof.
//! 2. [`search`] with one move: most parties that can be fitted in at all are fitted in by it.
//! 3. [`prices`] and [`repair`] in turn, each with four times the effort of the time before: the one looks for a
//!    proof that there is no seating, the other for a seating. In practice one of them succeeds.
//! 4. [`search`] again: with few moves, since a host would rather move few; or with any number, for the last doubt.
//!
//! The work is counted in steps, not in time, so that equal input gives an equal answer on every machine.

mod board;
mod crowding;
mod lookalikes;
mod prices;
mod repair;
mod search;

pub(crate) use board::{Board, Newcomer};

use prices::Market;
use repair::Repair;
use search::{Search, Verdict};

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

/// How often prices and repairs take turns. Each time they get four times as many rounds, from these on.
const TURNS: u32 = 6;
const MARKET_ROUNDS: usize = 4;
const REPAIR_ROUNDS: u32 = 250;
/// Steps of a search that somebody's answer depends on.
const STEPS_MAX: u32 = 200_000;
/// Steps of a search that would only spare a move.
const STEPS_TO_SPARE_A_MOVE: u32 = 1_000;

/// Looks for a seating with at most `moves_max` moves; with as few as it finds without undue effort, and with the
/// newcomer at the best of its options that these allow.
pub(crate) fn reseat(board: &Board, newcomer: &Newcomer, moves_max: u16, effort: Effort) -> Outcome {
    if moves_max == 0 || effort == Effort::NoMove {
        return Outcome::Impossible;
    }
    let mut search = Search::new(board, newcomer);
    if search.is_crowded_out() {
        return Outcome::Impossible;
    }
    match search.run(1, STEPS_MAX) {
        Verdict::Seated => return Outcome::Found(search.reseat()),
        Verdict::Dead(_) if moves_max == 1 || effort == Effort::OneMove => return Outcome::Impossible,
        // Where no branch ended for want of moves, more of them would not help.
        Verdict::Dead(_) if !search.wants_moves() => return Outcome::Impossible,
        Verdict::Spent if moves_max == 1 || effort == Effort::OneMove => return Outcome::Unknown,
        Verdict::Dead(_) | Verdict::Spent => {}
    }
    let any = match take_turns(board, newcomer) {
        Outcome::Found(any) => Some(any),
        Outcome::Impossible => return Outcome::Impossible,
        Outcome::Unknown => match search.run(u16::MAX, STEPS_MAX) {
            Verdict::Seated => Some(search.reseat()),
            Verdict::Dead(_) => return Outcome::Impossible,
            Verdict::Spent => None,
        },
    };
    with_fewer_moves(&mut search, any, moves_max)
}

fn take_turns(board: &Board, newcomer: &Newcomer) -> Outcome {
    let mut market = match board.market.take().filter(|market| market.covers(newcomer)) {
        Some(mut market) => {
            market.admit(board, newcomer);
            market
        }
        None => Market::new(board, newcomer),
    };
    let mut repair = Repair::new(board, newcomer);
    let turn = |turn| {
        if market.is_short(MARKET_ROUNDS << (2 * turn)) {
            return Some(Outcome::Impossible);
        }
        repair.run(REPAIR_ROUNDS << (2 * turn)).map(Outcome::Found)
    };
    let outcome = (0..TURNS).find_map(turn).unwrap_or(Outcome::Unknown);
    board.market.replace(Some(market));
    outcome
}

/// The seating with the fewest moves, and of those the one with the best for the newcomer, now that `any` is known to be
/// one.
fn with_fewer_moves(search: &mut Search, any: Option<Reseat>, moves_max: u16) -> Outcome {
    let known = any.as_ref().map_or(u16::MAX, |any| u16::try_from(any.moves.len()).unwrap_or(u16::MAX));
    let is_allowed = known <= moves_max;
    let mut steps = if is_allowed { STEPS_TO_SPARE_A_MOVE } else { STEPS_MAX };
    for moves in 2..=known.min(moves_max) {
        match search.run(moves, steps) {
            Verdict::Seated => return Outcome::Found(search.reseat()),
            Verdict::Dead(_) if !search.wants_moves() || moves == moves_max => return Outcome::Impossible,
            Verdict::Dead(_) => steps = search.steps_left(),
            Verdict::Spent => break,
        }
    }
    any.filter(|_| is_allowed).map_or(Outcome::Unknown, Outcome::Found)
}
