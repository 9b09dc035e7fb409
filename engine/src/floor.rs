//! Tables, combinations, and the assignments that they allow.

use crate::table_set::{TABLES_MAX, TableSet};

/// How many guests a table takes, or a booking may have; both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartyBounds {
    /// The fewest guests.
    pub min: u16,
    /// The most guests.
    pub max: u16,
}

impl PartyBounds {
    /// Any party.
    pub const ANY: Self = Self { min: 1, max: u16::MAX };
    /// Those of a seat that no party has by itself.
    pub const NOBODY: Self = Self { min: 1, max: 0 };

    /// The bounds of a single seat at a counter for such parties.
    #[must_use]
    pub fn of_one_seat(self) -> Self {
        if self.contains(1) { Self { min: 1, max: 1 } } else { Self::NOBODY }
    }

    /// Whether the smallest party has a guest, and is not larger than the largest.
    #[must_use]
    pub fn is_in_order(self) -> bool {
        1 <= self.min && self.min <= self.max
    }

    /// Whether a party of this size is within the bounds.
    #[must_use]
    pub fn contains(self, attendees: u16) -> bool {
        self.min <= attendees && attendees <= self.max
    }
}

/// How a table is shared by parties that are there at the same time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sharing {
    /// Not at all: a party has all of it.
    #[default]
    Alone,
    /// By any parties, as long as their guests are at most this many.
    Counted(u16),
    /// It is one seat of the counter with this number, at which a party gets neighbouring seats.
    Seat(u16),
}

/// A table. The engine identifies it by its index in [`Floor::tables`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Parties that may sit here.
    pub party: PartyBounds,
    /// Tables with a lower number are assigned first.
    pub priority: u16,
    /// Whether it can be booked at all; otherwise it is for walk-ins, or for a host to pin.
    pub reservable: bool,
    /// Whether guests can book it themselves, rather than only the restaurant's own systems.
    pub online: bool,
    /// Its floor plan, as an index below 32.
    pub floor_plan: u8,
    /// Its table categories, one bit each.
    pub categories: u64,
    /// The staff section that serves it, as an index below 32. The tables of a section may be in several floor plans.
    pub section: u8,
    /// Whether several parties have it at once.
    pub sharing: Sharing,
}

impl Default for Table {
    /// A table that everyone can book.
    fn default() -> Self {
        Self {
            party: PartyBounds::ANY,
            priority: 0,
            reservable: true,
            online: true,
            floor_plan: 0,
            categories: 0,
            section: 0,
            sharing: Sharing::Alone,
        }
    }
}

/// Tables of one floor plan that may be joined, or neighbouring seats of one counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combination {
    /// Indexes into [`Floor::tables`], at least two.
    pub tables: Vec<usize>,
    /// Parties that may sit at the joined tables.
    pub party: PartyBounds,
    /// Combinations with a lower number are assigned first.
    pub priority: u16,
}

/// What a party can be assigned: one table, or a part of one that is shared, or all tables of one combination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The tables it takes.
    pub tables: TableSet,
    /// Parties that may sit here.
    pub party: PartyBounds,
    /// Lower numbers are assigned first.
    pub priority: u16,
    /// Whether all of its tables can be booked at all.
    pub reservable: bool,
    /// Whether guests can book all of its tables themselves.
    pub online: bool,
    /// Its floor plan, as an index below 32.
    pub floor_plan: u8,
    /// The categories that all of its tables have.
    pub categories: u64,
    /// The section of its table with the lowest index, whatever order a combination names them in.
    pub section: u8,
    /// How its tables are shared, which is the same for all of them.
    pub sharing: Sharing,
}

impl Assignment {
    /// Whether it is a table whose guests are counted.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        matches!(self.sharing, Sharing::Counted(_))
    }

    /// How many tables it takes. The seats of a counter are one.
    #[must_use]
    pub fn table_count(&self) -> usize {
        if let Sharing::Seat(_) = self.sharing { 1 } else { self.tables.len() }
    }
}

/// Why a floor cannot be used. Indexes refer to the caller's input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FloorError {
    /// More tables than [`TABLES_MAX`].
    TooManyTables,
    /// The bounds of this table are out of order, or its smallest party has no guest.
    TableBounds(usize),
    /// The bounds of this combination are out of order, or its smallest party has no guest.
    CombinationBounds(usize),
    /// This combination names fewer than two tables, a table twice, or one that does not exist.
    CombinationTables(usize),
    /// This table seats larger parties than there are places.
    TablePlaces(usize),
    /// This combination joins a table that is shared, or seats of different counters.
    CombinationShared(usize),
    /// This combination joins tables of two floor plans.
    CombinationAcrossFloorPlans(usize),
}

/// All tables and assignments of a restaurant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Floor {
    tables: Vec<Table>,
    /// First one for each table, in order; then one for each combination.
    assignments: Vec<Assignment>,
}

impl Floor {
    /// Validates the tables and combinations, and lists the assignments that they allow.
    ///
    /// # Errors
    /// The first fault; see [`FloorError`].
    pub fn new(tables: Vec<Table>, combinations: &[Combination]) -> Result<Self, FloorError> {
        if TABLES_MAX < tables.len() {
            return Err(FloorError::TooManyTables);
        }
        let is_seat =
            |table: &Table| matches!(table.sharing, Sharing::Seat(_)) && table.party == PartyBounds::NOBODY;
        if let Some(i) = tables.iter().position(|table| !table.party.is_in_order() && !is_seat(table)) {
            return Err(FloorError::TableBounds(i));
        }
        let is_too_small =
            |table: &Table| matches!(table.sharing, Sharing::Counted(places) if places < table.party.max);
        if let Some(i) = tables.iter().position(is_too_small) {
            return Err(FloorError::TablePlaces(i));
        }
        let mut assignments: Vec<_> = tables.iter().enumerate().map(|(i, table)| single(i, table)).collect();
        for (i, combination) in combinations.iter().enumerate() {
            assignments.push(joined(i, combination, &tables)?);
        }
        Ok(Self { tables, assignments })
    }

    /// The tables.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The assignments: the single tables in their order, then the combinations in theirs.
    #[must_use]
    pub fn assignments(&self) -> &[Assignment] {
        &self.assignments
    }
}

fn single(i: usize, table: &Table) -> Assignment {
    Assignment {
        tables: std::iter::once(i).collect(),
        party: table.party,
        priority: table.priority,
        reservable: table.reservable,
        online: table.online,
        floor_plan: table.floor_plan,
        categories: table.categories,
        section: table.section,
        sharing: table.sharing,
    }
}

fn joined(i: usize, combination: &Combination, tables: &[Table]) -> Result<Assignment, FloorError> {
    if !combination.party.is_in_order() {
        return Err(FloorError::CombinationBounds(i));
    }
    let members: Vec<&Table> = combination.tables.iter().filter_map(|table| tables.get(*table)).collect();
    let set: TableSet = combination.tables.iter().copied().collect();
    let Some(first) = members.first() else { return Err(FloorError::CombinationTables(i)) };
    if members.len() < 2 || members.len() != combination.tables.len() || set.len() != members.len() {
        return Err(FloorError::CombinationTables(i));
    }
    if members.iter().any(|table| table.floor_plan != first.floor_plan) {
        return Err(FloorError::CombinationAcrossFloorPlans(i));
    }
    let is_counted = matches!(first.sharing, Sharing::Counted(_));
    if is_counted || members.iter().any(|table| table.sharing != first.sharing) {
        return Err(FloorError::CombinationShared(i));
    }
    let lowest = set.iter().next().and_then(|table| tables.get(table)).unwrap_or(first);
    Ok(Assignment {
        tables: set,
        party: combination.party,
        priority: combination.priority,
        reservable: members.iter().all(|table| table.reservable),
        online: members.iter().all(|table| table.online),
        floor_plan: first.floor_plan,
        categories: members.iter().fold(u64::MAX, |common, table| common & table.categories),
        section: lowest.section,
        sharing: first.sharing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(min: u16, max: u16, floor_plan: u8) -> Table {
        Table { party: PartyBounds { min, max }, floor_plan, categories: 0b11, ..Table::default() }
    }

    fn combination(tables: &[usize]) -> Combination {
        Combination { tables: tables.to_vec(), party: PartyBounds { min: 3, max: 6 }, priority: 0 }
    }

    #[test]
    fn a_combination_shares_what_all_its_tables_have() {
        let mut window = table(1, 2, 0);
        window.categories = 0b01;
        window.reservable = false;
        let floor = Floor::new(vec![window, table(1, 2, 0)], &[combination(&[0, 1])]).expect("a floor");
        let joined = &floor.assignments()[2];
        assert_eq!((joined.categories, joined.reservable, joined.table_count()), (0b01, false, 2));
    }

    #[test]
    fn faults_are_named() {
        let two = || vec![table(1, 2, 0), table(1, 2, 1)];
        assert_eq!(Floor::new(vec![table(3, 2, 0)], &[]), Err(FloorError::TableBounds(0)));
        assert_eq!(Floor::new(vec![table(0, 2, 0)], &[]), Err(FloorError::TableBounds(0)));
        assert_eq!(Floor::new(two(), &[combination(&[0])]), Err(FloorError::CombinationTables(0)));
        assert_eq!(Floor::new(two(), &[combination(&[0, 0])]), Err(FloorError::CombinationTables(0)));
        assert_eq!(Floor::new(two(), &[combination(&[0, 7])]), Err(FloorError::CombinationTables(0)));
        assert_eq!(
            Floor::new(two(), &[combination(&[0, 1])]),
            Err(FloorError::CombinationAcrossFloorPlans(0))
        );
        let many = vec![table(1, 2, 0); TABLES_MAX + 1];
        assert_eq!(Floor::new(many, &[]), Err(FloorError::TooManyTables));
    }
}
