//! The search: who is displaced takes another assignment, and displaces others.

use super::board::{Board, Kind, Newcomer, Party};
use super::crowding::{Moment, Want};
use super::{Move, Reseat};
use crate::order::sort_by_key;
use crate::table_set::TableSet;

/// More decisions than this at once are not followed; an evening would have been turned upside down by then.
const DEPTH_MAX: usize = 127;

/// Which decisions a failure rests on: one bit for each, the first decision lowest.
pub(super) type Causes = u128;

/// What a branch of the search comes to.
pub(super) enum Verdict {
    /// Everybody has tables.
    Seated,
    /// Nobody who keeps these decisions can seat everybody.
    Dead(Causes),
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
    state: Vec<State>,
    /// For each party, the tables that are taken for good while it is there.
    taken: Vec<TableSet>,
    decisions: Vec<Decision>,
    displaced: Vec<usize>,
    /// Former values of `taken`, to go back to.
    trail: Vec<(usize, TableSet)>,
    moves_max: usize,
    steps_left: u32,
    wants_moves: bool,
}

impl<'a> Search<'a> {
    pub(super) fn new(board: &'a Board<'a>, newcomer: &Newcomer) -> Self {
        let (party, newcomers_kind) = board.seat(newcomer);
        let mut parties = board.parties.clone();
        parties.push(party);
        let taken = parties.iter().map(|party| party.taken).collect();
        let mut state = vec![State::Still; parties.len()];
        let newcomer = parties.len() - 1;
        state[newcomer] = State::Displaced;
        Self {
            board,
            parties,
            newcomers_kind,
            state,
            taken,
            decisions: Vec::new(),
            displaced: vec![newcomer],
            trail: Vec::new(),
            moves_max: usize::MAX,
            steps_left: 0,
            wants_moves: false,
        }
    }

    /// Whether the newcomer cannot have tables at some moment of its stay, wherever everybody else goes.
    pub(super) fn is_crowded_out(&mut self) -> bool {
        self.steps_left = u32::MAX;
        self.crowding().is_some()
    }

    /// Searches for a seating with at most this many moves.
    pub(super) fn run(&mut self, moves_max: u16, steps: u32) -> Verdict {
        self.moves_max = if moves_max == u16::MAX { usize::MAX } else { usize::from(moves_max) };
        self.steps_left = steps;
        self.wants_moves = false;
        let verdict = self.seat_displaced();
        if let Verdict::Spent = verdict {
            self.start_afresh();
        }
        verdict
    }

    /// Whether the last run left out a branch because it needed more moves than allowed.
    pub(super) fn wants_moves(&self) -> bool {
        self.wants_moves
    }

    /// How many steps the last run did not need.
    pub(super) fn steps_left(&self) -> u32 {
        self.steps_left
    }

    /// The seating that was found; the search starts afresh.
    pub(super) fn reseat(&mut self) -> Reseat {
        let mut found = Reseat { assignment: 0, moves: Vec::new() };
        for decision in &self.decisions {
            let stay = self.parties[decision.party].stay;
            match stay {
                usize::MAX => found.assignment = decision.assignment,
                _ => found.moves.push(Move { stay, assignment: decision.assignment }),
            }
        }
        sort_by_key(&mut found.moves, |moved| *moved);
        self.start_afresh();
        found
    }

    fn kind(&self, party: usize) -> &Kind {
        self.board.kinds.get(self.parties[party].kind).unwrap_or(&self.newcomers_kind)
    }

    fn spend(&mut self, steps: u32) -> bool {
        let is_enough = steps <= self.steps_left;
        self.steps_left = self.steps_left.saturating_sub(steps);
        is_enough
    }

    /// Seats the displaced one who has the least choice, and with it everybody whom that displaces.
    fn seat_displaced(&mut self) -> Verdict {
        if self.displaced.is_empty() {
            return Verdict::Seated;
        }
        if DEPTH_MAX <= self.decisions.len() || self.steps_left == 0 {
            return Verdict::Spent;
        }
        // Where few may move, there is less to try out than to count.
        if self.moves_max == usize::MAX
            && let Some(causes) = self.crowding()
        {
            return Verdict::Dead(causes);
        }
        let party = self.most_constrained();
        self.try_options(party)
    }

    fn try_options(&mut self, party: usize) -> Verdict {
        let level = self.decisions.len();
        let before = self.decisions.iter().fold(TableSet::EMPTY, |all, decision| all.union(&decision.tables));
        let mut causes = self.causes_of_want(party);
        let mut failed: Vec<(usize, usize)> = Vec::new();
        for option in self.options(party) {
            if !self.spend(1) {
                return Verdict::Spent;
            }
            let lookalike = &self.board.lookalikes[option];
            // As long as nothing of two groups that look alike is decided, what fails at one fails at the other.
            let is_untouched = !lookalike.group.intersects(&before);
            if is_untouched && failed.contains(&lookalike.place()) {
                continue;
            }
            let mark = self.trail.len();
            let wanted_moves = std::mem::take(&mut self.wants_moves);
            self.decide(party, option);
            let verdict = self.seat_displaced();
            let Verdict::Dead(why) = verdict else { return verdict };
            self.take_back(mark);
            if is_untouched && !self.wants_moves {
                failed.push(lookalike.place());
            }
            let is_final = !self.wants_moves;
            self.wants_moves |= wanted_moves;
            if is_final && why & (1 << level) == 0 {
                return Verdict::Dead(why);
            }
            causes |= why & !(1 << level);
        }
        Verdict::Dead(causes)
    }

    /// The party's assignments that are not taken for good and displace no more than may still move. Where any
    /// number may, those first that displace the fewest; else the best first.
    fn options(&mut self, party: usize) -> Vec<usize> {
        let assignments = self.board.assignments();
        let neighbours: Vec<TableSet> = self.still_around(party).map(|i| self.parties[i].tables).collect();
        let still = neighbours.iter().fold(TableSet::EMPTY, |all, tables| all.union(tables));
        // Everybody who is displaced will have moved in the end, but for the newcomer.
        let moves = self.decisions.len() + self.displaced.len() - 1;
        let (mut options, mut wants_moves) = (Vec::new(), false);
        for option in &self.kind(party).options {
            let tables = &assignments[*option].tables;
            if tables.intersects(&self.taken[party]) {
                continue;
            }
            let displaces = || neighbours.iter().filter(|others| others.intersects(tables)).count();
            let displaced = if tables.intersects(&still) { displaces() } else { 0 };
            if moves + displaced <= self.moves_max {
                options.push((displaced, *option));
            } else {
                wants_moves = true;
            }
        }
        self.wants_moves |= wants_moves;
        if self.moves_max == usize::MAX {
            sort_by_key(&mut options, |(displaced, _)| *displaced);
        }
        options.into_iter().map(|(_, option)| option).collect()
    }

    /// Those who sit where they came and meet this party.
    fn still_around(&self, party: usize) -> impl Iterator<Item = usize> {
        let me = &self.parties[party];
        (0..self.parties.len())
            .filter(move |other| self.state[*other] == State::Still && self.parties[*other].meets(me))
    }

    /// The displaced party with the fewest assignments left.
    fn most_constrained(&self) -> usize {
        let assignments = self.board.assignments();
        let choice = |party: usize| {
            let options = &self.kind(party).options;
            options.iter().filter(|o| !assignments[**o].tables.intersects(&self.taken[party])).count()
        };
        self.displaced.iter().copied().min_by_key(|party| (choice(*party), *party)).unwrap_or(0)
    }

    fn decide(&mut self, party: usize, assignment: usize) {
        let tables = self.board.assignments()[assignment].tables;
        self.displaced.retain(|waiting| *waiting != party);
        self.state[party] = State::Decided;
        for other in 0..self.parties.len() {
            if self.state[other] == State::Decided || !self.parties[other].meets(&self.parties[party]) {
                continue;
            }
            self.trail.push((other, self.taken[other]));
            self.taken[other] = self.taken[other].union(&tables);
            if self.state[other] == State::Still && self.parties[other].tables.intersects(&tables) {
                self.state[other] = State::Displaced;
                self.displaced.push(other);
            }
        }
        self.decisions.push(Decision { party, assignment, tables });
    }

    /// Undoes the last decision; `mark` is how long the trail was before it.
    fn take_back(&mut self, mark: usize) {
        let Some(Decision { party, .. }) = self.decisions.pop() else { return };
        while mark < self.trail.len()
            && let Some((other, taken)) = self.trail.pop()
        {
            self.taken[other] = taken;
            let has_own = !self.parties[other].tables.is_empty();
            if has_own
                && !self.parties[other].tables.intersects(&taken)
                && self.state[other] == State::Displaced
            {
                self.state[other] = State::Still;
                self.displaced.retain(|waiting| *waiting != other);
            }
        }
        self.state[party] = State::Displaced;
        self.displaced.push(party);
    }

    fn start_afresh(&mut self) {
        self.decisions.clear();
        self.trail.clear();
        self.displaced.clear();
        for (i, party) in self.parties.iter().enumerate() {
            self.taken[i] = party.taken;
            self.state[i] = State::Still;
        }
        let newcomer = self.parties.len() - 1;
        self.state[newcomer] = State::Displaced;
        self.displaced.push(newcomer);
    }

    /// The decisions that took an assignment from this party.
    fn causes_of_want(&self, party: usize) -> Causes {
        self.causes(|decision| {
            decision.tables.intersects(&self.kind(party).reach)
                && self.parties[decision.party].meets(&self.parties[party])
        })
    }

    fn causes(&self, is_cause: impl Fn(&Decision) -> bool) -> Causes {
        let level = self.decisions.iter().enumerate();
        level.filter(|(_, decision)| is_cause(decision)).fold(0, |causes, (level, _)| causes | 1 << level)
    }
}

/// Counting.
impl Search<'_> {
    /// Why some moment has too few tables for the displaced, if one has.
    fn crowding(&mut self) -> Option<Causes> {
        let mut cells: Vec<i64> = Vec::new();
        for waiting in &self.displaced {
            let me = &self.parties[*waiting];
            // Between two arrivals the house only empties: what holds at an arrival holds until the next.
            let arrivals =
                self.parties.iter().map(|party| party.cells.start).filter(|c| me.cells.contains(c));
            for cell in arrivals.chain([me.cells.start]) {
                if !cells.contains(&cell) {
                    cells.push(cell);
                }
            }
        }
        cells.into_iter().find_map(|cell| self.crowding_at(cell))
    }

    fn crowding_at(&mut self, cell: i64) -> Option<Causes> {
        let mut moment = Moment::new();
        let is_here = |party: &usize| self.parties[*party].cells.contains(&cell);
        for party in (0..self.parties.len()).filter(is_here).filter(|p| self.state[*p] == State::Still) {
            let tables = self.parties[party].tables;
            let units = self.want(party).tables.min(tables.len());
            moment.give(u16::try_from(party).unwrap_or(u16::MAX), tables.iter().take(units));
        }
        let mut asked = Vec::new();
        let displaced: Vec<usize> = self.displaced.iter().copied().filter(is_here).collect();
        for party in displaced {
            for _ in 0..self.want(party).tables {
                let reach = |other: u16| self.want(usize::from(other)).reach;
                let has_room = moment.augment(u16::try_from(party).unwrap_or(u16::MAX), reach, &mut asked);
                self.spend(u32::try_from(asked.len()).unwrap_or(u32::MAX));
                if !has_room {
                    let causes = self.causes(|decision| {
                        let decided = &self.parties[decision.party];
                        asked.iter().map(|other| usize::from(*other)).any(|other| {
                            decision.tables.intersects(&self.kind(other).reach)
                                && self.parties[other].meets(decided)
                        })
                    });
                    return Some(causes);
                }
            }
        }
        None
    }

    fn want(&self, party: usize) -> Want {
        let (kind, taken) = (self.kind(party), &self.taken[party]);
        let mut reach = kind.singles.minus(taken);
        let joined = kind.joined.iter().filter(|tables| !tables.intersects(taken));
        if reach.is_empty() {
            let tables = joined.clone().map(TableSet::len).min().unwrap_or(1);
            return Want { tables, reach: joined.fold(reach, |all, tables| all.union(tables)) };
        }
        // Whoever takes a combination takes its first table: asking for that one alone asks for less.
        for table in joined.filter_map(TableSet::first) {
            reach.insert(table);
        }
        Want { tables: 1, reach }
    }
}
