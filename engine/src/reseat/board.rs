//! Who could sit where: the movable parties of an evening, and the assignments that each may be given.

use std::cell::OnceCell;
use std::ops::Range;

use crate::floor::Assignment;
use crate::house::House;
use crate::occupancy::Occupancy;
use crate::score::{NeighbourContext, score};
use crate::sort::sort_by_key;
use crate::stay::{Promise, Stay};
use crate::table_set::TableSet;
use crate::time::{Day, Instant, Span};

use super::lookalikes::{Lookalike, lookalikes};
use super::taken::Taken;

/// An evening, prepared for searches.
pub(crate) struct Board<'a> {
    house: &'a House,
    /// The movable parties, by time.
    pub(super) parties: Vec<Party>,
    pub(super) kinds: Vec<Kind>,
    /// The tables of all other parties, and blocked tables.
    fixed: Taken,
    /// For each assignment its symmetry class, computed on demand.
    lookalikes: OnceCell<Vec<Lookalike>>,
}

/// A party that has tables and may get others.
#[derive(Clone, Debug)]
pub(super) struct Party {
    /// The index of its stay in the occupancy.
    pub(super) stay: usize,
    /// The cells in which it needs its tables, buffer included.
    pub(super) cells: Range<i64>,
    /// Index into [`Board::kinds`].
    pub(super) kind: usize,
    /// Its current tables; empty for the newcomer.
    pub(super) tables: TableSet,
    /// The tables that immovable parties have at the same time.
    pub(super) taken: TableSet,
}

impl Party {
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.cells.start < other.cells.end && other.cells.start < self.cells.end
    }
}

/// What parties of one kind may be given.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    /// Indexes into the floor's assignments, best first.
    pub(super) options: Vec<usize>,
}

impl Kind {
    /// Whether both may be given the same.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.options.len() == other.options.len()
            && self.options.iter().all(|option| other.options.contains(option))
    }

    /// Whether one of its options takes exactly these tables.
    fn has(&self, assignments: &[Assignment], tables: &TableSet) -> bool {
        self.options.iter().any(|option| assignments[*option].tables == *tables)
    }
}

/// The new party, for which a seating is searched.
pub(crate) struct Newcomer {
    /// From sitting down until its tables are free again.
    pub(crate) blocked: Span,
    /// The assignments that suit it, best first.
    pub(crate) options: Vec<usize>,
}

/// What determines the assignments that a party may be given.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Claim {
    attendees: u16,
    floor_plan: u8,
    categories: u64,
    online: bool,
    closed_tables: TableSet,
}

impl<'a> Board<'a> {
    /// The evening of `day` as of `now`. Only parties that start on that opening day may be moved, so callers only
    /// have to load the days around it.
    pub(crate) fn new(house: &'a House, occupancy: &Occupancy, day: Day, now: Instant) -> Self {
        let midnight = |days| house.offsets.instant(day.plus(days), 0);
        // Slots start within two days of midnight; since a stay lasts up to a day, neighbours reach one day further.
        let window = midnight(-1).cell()..midnight(4).cell();
        let starts = midnight(0)..midnight(2);
        let cells = |stay: &Stay| stay.span.extended(house.rules.buffer_minutes).cells();
        let stays = occupancy.stays();
        let counted = house.floor.counted();
        let is_near = |stay: &Stay| cells(stay).start < window.end && window.start < cells(stay).end;
        let near: Vec<usize> = (0..stays.len()).filter(|i| is_near(&stays[*i])).collect();
        // A shared table takes nothing from anybody who could move, and nobody moves to or from it.
        let tables = |stay: &Stay| stay.tables.minus(&counted);
        let shared = shared(&window, near.iter().map(|i| (cells(&stays[*i]), tables(&stays[*i]))));
        let mut blocked = Taken::new(window.clone());
        for block in &house.blocks {
            blocked.add(&block.span.cells(), &block.tables);
        }
        let notice = house.rules.reseating.map_or(0, |reseating| i64::from(reseating.notice_minutes));
        let is_movable = |stay: &Stay| {
            let start = stay.span.start();
            starts.contains(&start)
                && now < start
                && now.plus(notice) <= start
                && !stay.tables.intersects(&counted)
                // Parties that share a table, or sit at a blocked one, were put there by a host on purpose.
                && !shared.during(&cells(stay)).union(&blocked.during(&cells(stay))).intersects(&stay.tables)
        };
        let mut board = Self {
            house,
            parties: Vec::new(),
            kinds: Vec::new(),
            fixed: blocked.clone(),
            lookalikes: OnceCell::new(),
        };
        let mut claims: Vec<Claim> = Vec::new();
        for i in near {
            let (stay, cells) = (&stays[i], cells(&stays[i]));
            let kind = Claim::of(house, stay).filter(|_| is_movable(stay)).map(|claim| {
                claims.iter().position(|known| *known == claim).unwrap_or_else(|| {
                    claims.push(claim);
                    board.kinds.push(claim.kind(house));
                    claims.len() - 1
                })
            });
            // Parties that sit where the engine would not have put them were put there by a host, too.
            match kind.filter(|kind| board.kinds[*kind].has(board.assignments(), &stay.tables)) {
                None => board.fixed.add(&cells, &tables(stay)),
                Some(kind) => {
                    let taken = TableSet::EMPTY;
                    board.parties.push(Party { stay: i, cells, kind, tables: stay.tables, taken });
                }
            }
        }
        board.seat_in_order(stays);
        board
    }

    /// Sorts the parties by time and by their attributes, so that their order in the input does not matter.
    fn seat_in_order(&mut self, stays: &[Stay]) {
        for party in &mut self.parties {
            party.taken = self.fixed.during(&party.cells);
        }
        sort_by_key(&mut self.parties, |party| {
            let Stay { attendees, promise, online, .. } = stays[party.stay];
            (party.cells.start, party.cells.end, attendees, party.tables, promise, online, party.stay)
        });
    }

    pub(super) fn assignments(&self) -> &'a [Assignment] {
        self.house.floor.assignments()
    }

    /// The symmetry class of each of the floor's assignments.
    pub(super) fn lookalikes(&self) -> &[Lookalike] {
        self.lookalikes.get_or_init(|| lookalikes(self.house, &self.fixed))
    }

    /// How many tables the restaurant has.
    pub(super) fn tables(&self) -> usize {
        self.house.floor.tables().len()
    }

    /// The tables that immovable parties have in this cell.
    pub(super) fn fixed_at(&self, cell: i64) -> TableSet {
        self.fixed.during(&(cell..cell + 1))
    }

    /// The newcomer as a party, and its kind.
    pub(super) fn seat(&self, newcomer: &Newcomer) -> (Party, Kind) {
        let cells = newcomer.blocked.cells();
        let taken = self.fixed.during(&cells);
        let kind = Kind { options: newcomer.options.clone() };
        (Party { stay: usize::MAX, cells, kind: self.kinds.len(), tables: TableSet::EMPTY, taken }, kind)
    }
}

/// Tables that several stays have at the same time.
fn shared(window: &Range<i64>, stays: impl Iterator<Item = (Range<i64>, TableSet)>) -> Taken {
    let (mut taken, mut shared) = (Taken::new(window.clone()), Taken::new(window.clone()));
    for (cells, tables) in stays {
        let again = taken.during(&cells).intersection(&tables);
        if !again.is_empty() {
            shared.add(&cells, &again);
        }
        taken.add(&cells, &tables);
    }
    shared
}

impl Claim {
    /// What a party may be given instead of its tables; `None` if it keeps them.
    fn of(house: &House, stay: &Stay) -> Option<Self> {
        let Promise::Kind { categories } = stay.promise else { return None };
        let table = house.floor.tables().get(stay.tables.first()?)?;
        Some(Self {
            attendees: stay.attendees,
            floor_plan: table.floor_plan,
            categories,
            online: stay.online,
            closed_tables: house.closed_tables(stay.span.start()),
        })
    }

    fn suits(&self, assignment: &Assignment) -> bool {
        !assignment.is_counted()
            && assignment.reservable
            && (assignment.online || !self.online)
            && assignment.party.contains(self.attendees)
            && assignment.floor_plan == self.floor_plan
            && (self.categories == 0 || assignment.categories & self.categories != 0)
            && !assignment.tables.intersects(&self.closed_tables)
    }

    fn kind(&self, house: &House) -> Kind {
        let assignments = house.floor.assignments();
        let mut options: Vec<usize> =
            (0..assignments.len()).filter(|i| self.suits(&assignments[*i])).collect();
        let rank = |i: &usize| {
            let around = NeighbourContext::default();
            (std::cmp::Reverse(score(&assignments[*i], self.attendees, &around, &house.rules.weights)), *i)
        };
        sort_by_key(&mut options, rank);
        Kind { options }
    }
}
