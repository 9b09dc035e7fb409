//! The search for few moves: who is displaced takes another assignment, and displaces others.
//!
//! It is complete: with a limit on the moves it tries whatever keeps to it. A host would rather move few parties, so
//! the limit rises from one until there is a seating, or nothing was left out for want of moves.

use std::ops::Range;
use std::rc::Rc;

use crate::order::sort_by_key;
use crate::table_set::TableSet;

use super::board::{Board, Kind, Newcomer, Party};
use super::work::Work;
use super::{Move, Reseat};

/// What a run of the search comes to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Everybody has tables.
    Seated,
    /// There is no seating with so few moves, but there may be with more.
    WantsMoves,
    /// There is no seating at all.
    Dead,
    /// The steps ran out.
    Spent,
}

/// Where a party stands in the search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// It has the tables that it came with.
    Still,
    /// Somebody got them.
    Displaced,
    /// It has been given others.
    Decided,
}

/// What a party could be given.
struct Way {
    assignment: usize,
    tables: TableSet,
    /// Whom that displaces of those who are still where they came, as a part of [`Ways::displaced`].
    displaces: Range<usize>,
}

/// The ways of one party.
struct Ways {
    all: Vec<Way>,
    displaced: Vec<usize>,
    /// How many of them, the first ones, displace nobody. (The newcomer's are not in this order; it is seated first, and
    /// nobody asks.)
    loose: usize,
    /// Those that displace a party, as a part of `through` for each party.
    displacing: Vec<Range<usize>>,
    /// Indexes into `all`.
    through: Vec<usize>,
}

impl Ways {
    fn displaced(&self, way: &Way) -> &[usize] {
        &self.displaced[way.displaces.clone()]
    }

    /// Those that displace this party.
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
    /// Those who may move, and the newcomer as the last one.
    parties: Vec<Party>,
    newcomers_kind: Kind,
    /// For each table, who has it.
    guests: Vec<Vec<usize>>,
    /// For each party its ways, as soon as somebody asks.
    ways: Vec<Option<Rc<Ways>>>,
    state: Vec<State>,
    decisions: Vec<Decision>,
    /// Everybody who was displaced, decided on or not; the newcomer first.
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

    /// Those of the newcomer the best first; of everybody else those first that displace the fewest.
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

    /// Those who wait for tables.
    fn waiting(&self) -> impl Iterator<Item = usize> {
        self.displaced.iter().copied().filter(|party| self.state[*party] == State::Displaced)
    }

    /// How many more may be displaced. Everybody who is will have moved in the end, but for the newcomer.
    fn moves_left(&self) -> usize {
        (self.moves_max + 1).saturating_sub(self.displaced.len())
    }

    /// Seats everybody who waits, and with them everybody whom that displaces.
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

    /// Whether everybody who waits may have something without displacing anybody else: free tables, or those of some
    /// who have left.
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

    /// The one of those who wait that has the fewest ways.
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

    /// The tables that were given to others who meet this party.
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

    /// Lets the party go this way, and takes it back where that leads nowhere.
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
