//! The search for few moves: a displaced party takes another assignment, and may displace others.
//!
//! It is complete: within a limit on the moves it tries everything. Hosts prefer few moves, so the limit rises from
//! one until there is a seating, or nothing was left out because of the limit.

use std::ops::Range;
use std::rc::Rc;

use crate::sort::sort_by_key;
use crate::table_set::TableSet;

use super::board::{Board, Kind, Newcomer, Party};
use super::work::Work;
use super::{Move, Reseat};

/// The result of a run of the search.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// All parties have tables.
    Seated,
    /// There is no seating with so few moves, but there may be one with more.
    WantsMoves,
    /// There is no seating at all.
    Dead,
    /// The steps ran out.
    Spent,
}

/// The state of a party in the search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// It has its original tables.
    Still,
    /// Another party got them.
    Displaced,
    /// It was given other tables.
    Decided,
}

/// One option of a party.
struct Way {
    assignment: usize,
    tables: TableSet,
    /// The parties that it displaces among those at their original tables, as a range of the field `displaced` of
    /// [`Ways`].
    displaces: Range<usize>,
}

/// The options of one party.
struct Ways {
    all: Vec<Way>,
    displaced: Vec<usize>,
    /// How many options, the first ones, displace no party. (Not for the newcomer, whose options have another order;
    /// it is seated first, and this is not used.)
    loose: usize,
    /// For each party, the options that displace it, as a range of `through`.
    displacing: Vec<Range<usize>>,
    /// Indexes into `all`.
    through: Vec<usize>,
}

impl Ways {
    fn displaced(&self, way: &Way) -> &[usize] {
        &self.displaced[way.displaces.clone()]
    }

    /// The options that displace this party.
    fn displacing(&self, party: usize) -> impl Iterator<Item = &Way> {
        self.through[self.displacing[party].clone()].iter().map(|way| &self.all[*way])
    }
}

/// A decision: this party gets these tables.
struct Decision {
    party: usize,
    assignment: usize,
    tables: TableSet,
}

pub(super) struct Search<'a> {
    board: &'a Board<'a>,
    /// The movable parties; the newcomer is the last.
    parties: Vec<Party>,
    newcomers_kind: Kind,
    /// For each table, the parties that have it.
    guests: Vec<Vec<usize>>,
    /// For each party its options, computed on demand.
    ways: Vec<Option<Rc<Ways>>>,
    state: Vec<State>,
    decisions: Vec<Decision>,
    /// All displaced parties, decided or not; the newcomer first.
    displaced: Vec<usize>,
    moves_max: usize,
    wants_moves: bool,
}

impl<'a> Search<'a> {
    pub(super) fn new(board: &'a Board<'a>, newcomer: &Newcomer) -> Self {
        let (party, newcomers_kind) = board.seat(newcomer);
        let mut parties = board.parties.clone();
        parties.push(party);
        let mut guests = vec![Vec::new(); board.tables()];
        for (i, party) in parties.iter().enumerate() {
            party.tables.iter().for_each(|table| guests[table].push(i));
        }
        let state = vec![State::Still; parties.len()];
        let ways = parties.iter().map(|_| None).collect();
        Self {
            board,
            parties,
            newcomers_kind,
            guests,
            ways,
            state,
            decisions: Vec::new(),
            displaced: Vec::new(),
            moves_max: 0,
            wants_moves: false,
        }
    }

    /// Searches for a seating with at most this many moves.
    pub(super) fn run(&mut self, moves_max: u16, work: &mut Work) -> Verdict {
        self.state.fill(State::Still);
        self.decisions.clear();
        self.displaced.clear();
        self.displace(self.parties.len() - 1);
        self.moves_max = usize::from(moves_max);
        self.wants_moves = false;
        match self.seat_displaced(work) {
            true => Verdict::Seated,
            false if work.is_spent() => Verdict::Spent,
            false if self.wants_moves => Verdict::WantsMoves,
            false => Verdict::Dead,
        }
    }

    /// The seating that the last run found.
    pub(super) fn reseat(&self) -> Reseat {
        let mut found = Reseat { assignment: 0, moves: Vec::new() };
        for Decision { party, assignment, .. } in &self.decisions {
            match self.parties[*party].stay {
                usize::MAX => found.assignment = *assignment,
                stay => found.moves.push(Move { stay, assignment: *assignment }),
            }
        }
        sort_by_key(&mut found.moves, |moved| *moved);
        found
    }

    fn displace(&mut self, party: usize) {
        self.state[party] = State::Displaced;
        self.displaced.push(party);
    }

    fn ways(&mut self, party: usize) -> Rc<Ways> {
        let known = self.ways[party].clone();
        known.unwrap_or_else(|| {
            let ways = Rc::new(self.find_ways(party));
            self.ways[party] = Some(Rc::clone(&ways));
            ways
        })
    }

    /// The newcomer's options with the best first; for all others, those that displace the fewest parties first.
    fn find_ways(&self, party: usize) -> Ways {
        let me = &self.parties[party];
        let kind = self.board.kinds.get(me.kind).unwrap_or(&self.newcomers_kind);
        let mut displaced: Vec<usize> = Vec::new();
        let mut all: Vec<Way> = Vec::new();
        for option in &kind.options {
            let tables = self.board.assignments()[*option].tables;
            if tables.intersects(&me.taken) {
                continue;
            }
            let start = displaced.len();
            for other in tables.iter().flat_map(|table| &self.guests[table]) {
                if *other != party && self.parties[*other].meets(me) && !displaced[start..].contains(other) {
                    displaced.push(*other);
                }
            }
            all.push(Way { assignment: *option, tables, displaces: start..displaced.len() });
        }
        if me.stay != usize::MAX {
            sort_by_key(&mut all, |way| way.displaces.len());
        }
        let loose = all.iter().take_while(|way| way.displaces.is_empty()).count();
        let mut ways = Ways { all, displaced, loose, displacing: Vec::new(), through: Vec::new() };
        let mut counts = vec![0; self.parties.len()];
        ways.displaced.iter().for_each(|other| counts[*other] += 1);
        let mut end = 0;
        for count in counts {
            ways.displacing.push(end..end);
            end += count;
        }
        ways.through = vec![0; end];
        for (i, way) in ways.all.iter().enumerate() {
            for other in &ways.displaced[way.displaces.clone()] {
                ways.through[ways.displacing[*other].end] = i;
                ways.displacing[*other].end += 1;
            }
        }
        ways
    }

    /// The displaced parties that still need tables.
    fn waiting(&self) -> impl Iterator<Item = usize> {
        self.displaced.iter().copied().filter(|party| self.state[*party] == State::Displaced)
    }

    /// How many more parties may be displaced. All of them will have moved in the end, except for the newcomer.
    fn moves_left(&self) -> usize {
        (self.moves_max + 1).saturating_sub(self.displaced.len())
    }

    /// Seats all parties that need tables, and all that are displaced by that.
    fn seat_displaced(&mut self, work: &mut Work) -> bool {
        if self.moves_left() == 0 && !self.can_settle(work) {
            self.wants_moves = true;
            return false;
        }
        let waiting: Vec<usize> = self.waiting().collect();
        let party = match waiting[..] {
            [] => return true,
            [party] => party,
            _ => self.most_constrained(&waiting, work),
        };
        let (ways, taken) = (self.ways(party), self.taken(party));
        ways.all.iter().any(|way| self.can_go(way, &ways, &taken, work) && self.go(party, way, &ways, work))
    }

    /// Whether each party that needs tables has an option that displaces no further party: free tables, or those of
    /// parties that have left.
    fn can_settle(&mut self, work: &mut Work) -> bool {
        (0..self.displaced.len()).all(|i| {
            let party = self.displaced[i];
            if self.state[party] == State::Decided {
                return true;
            }
            let (ways, taken) = (self.ways(party), self.taken(party));
            let is_free = |way: &Way| !way.tables.intersects(&taken);
            let has_left = |other: &usize| self.state[*other] != State::Still;
            let can_go = |way: &Way| is_free(way) && ways.displaced(way).iter().all(has_left);
            work.spend(1 + ways.loose);
            ways.all[..ways.loose].iter().any(is_free)
                || self.displaced.iter().any(|other| ways.displacing(*other).any(can_go))
        })
    }

    /// Of the parties that need tables, the one with the fewest options.
    fn most_constrained(&mut self, waiting: &[usize], work: &mut Work) -> usize {
        let (mut fewest, mut chosen) = (usize::MAX, 0);
        for party in waiting {
            let (ways, taken) = (self.ways(*party), self.taken(*party));
            let choice =
                ways.all.iter().filter(|way| self.can_go(way, &ways, &taken, work)).take(fewest).count();
            if choice < fewest {
                (fewest, chosen) = (choice, *party);
            }
        }
        chosen
    }

    /// The tables that were given to others at the same time.
    fn taken(&self, party: usize) -> TableSet {
        let meets = |decision: &&Decision| self.parties[decision.party].meets(&self.parties[party]);
        self.decisions.iter().filter(meets).fold(TableSet::EMPTY, |all, other| all.union(&other.tables))
    }

    fn can_go(&mut self, way: &Way, ways: &Ways, taken: &TableSet, work: &mut Work) -> bool {
        if !work.spend(1) || way.tables.intersects(taken) {
            return false;
        }
        let displaced = ways.displaced(way);
        let moves_left = self.moves_left();
        let newly = displaced.iter().filter(|other| self.state[**other] == State::Still);
        let has_moves =
            way.displaces.len() <= self.moves_max && newly.take(moves_left + 1).count() <= moves_left;
        self.wants_moves |= !has_moves;
        has_moves
    }

    /// Tries this option for the party, and reverts it if it leads nowhere.
    fn go(&mut self, party: usize, way: &Way, ways: &Ways, work: &mut Work) -> bool {
        let before = self.displaced.len();
        for other in ways.displaced(way) {
            if self.state[*other] == State::Still {
                self.displace(*other);
            }
        }
        self.state[party] = State::Decided;
        self.decisions.push(Decision { party, assignment: way.assignment, tables: way.tables });
        if self.seat_displaced(work) {
            return true;
        }
        self.decisions.pop();
        self.state[party] = State::Displaced;
        while before < self.displaced.len()
            && let Some(other) = self.displaced.pop()
        {
            self.state[other] = State::Still;
        }
        false
    }
}
