//! Interchangeable tables. As long as none of them is decided on, what fails with one fails with all.

use crate::floor::{Assignment, PartyBounds};
use crate::house::House;
use crate::table_set::TableSet;

use super::taken::Taken;

/// An assignment's position in its group of tables (those that combinations connect), and the symmetry class of the
/// group.
///
/// Swapping two groups of the same class, table by table, changes nothing for any movable party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lookalike {
    /// Groups of the same class have the same number.
    look: usize,
    /// Its index among the assignments of its group.
    position: usize,
    /// The group's tables.
    pub(super) group: TableSet,
}

impl Lookalike {
    /// Its class: swapping two groups of the same class swaps assignments with equal places.
    pub(super) fn place(&self) -> (usize, usize) {
        (self.look, self.position)
    }
}

/// Everything about an assignment that determines who may have it, and which tables of its group it takes.
#[derive(PartialEq, Eq)]
struct Look {
    party: PartyBounds,
    reservable: bool,
    online: bool,
    floor_plan: u8,
    categories: u64,
    /// Whether its guests are counted: then nobody moves there.
    is_counted: bool,
    /// Positions of its tables in the group.
    tables: Vec<usize>,
    /// For a single table: the cells in which an immovable party has it.
    taken: Vec<usize>,
    /// For a single table that a service closes: the table itself, since no other is interchangeable with it.
    closed: Option<usize>,
}

/// The symmetry class of each of the floor's assignments.
pub(super) fn lookalikes(house: &House, fixed: &Taken) -> Vec<Lookalike> {
    let assignments = house.floor.assignments();
    let special = house.exceptions.iter().flat_map(|exception| &exception.services);
    let closed = house
        .services
        .iter()
        .chain(special)
        .fold(TableSet::EMPTY, |all, service| all.union(&service.closed_tables));
    let mut looks: Vec<Vec<Look>> = Vec::new();
    let nowhere = Lookalike { look: usize::MAX, position: 0, group: TableSet::EMPTY };
    let mut all = vec![nowhere; assignments.len()];
    for group in groups(assignments) {
        let members: Vec<usize> =
            (0..assignments.len()).filter(|i| assignments[*i].tables.intersects(&group)).collect();
        let tables: Vec<usize> = group.iter().collect();
        let look: Vec<Look> =
            members.iter().map(|i| look(&assignments[*i], &tables, &closed, fixed)).collect();
        let number = looks.iter().position(|known| *known == look).unwrap_or(looks.len());
        if number == looks.len() {
            looks.push(look);
        }
        for (position, member) in members.into_iter().enumerate() {
            all[member] = Lookalike { look: number, position, group };
        }
    }
    all
}

/// The tables that combinations connect, directly or through others; a table without a combination is a group by
/// itself.
fn groups(assignments: &[Assignment]) -> Vec<TableSet> {
    let mut groups: Vec<TableSet> = Vec::new();
    for assignment in assignments {
        let (touching, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.intersects(&assignment.tables));
        groups = apart;
        groups.push(touching.iter().fold(assignment.tables, |all, group| all.union(group)));
    }
    groups
}

fn look(assignment: &Assignment, group: &[usize], closed: &TableSet, fixed: &Taken) -> Look {
    let Assignment { party, reservable, online, floor_plan, categories, tables, .. } = *assignment;
    let single = tables.first().filter(|_| tables.len() == 1);
    Look {
        party,
        reservable,
        online,
        floor_plan,
        categories,
        is_counted: assignment.is_counted(),
        tables: tables.iter().filter_map(|table| group.iter().position(|member| *member == table)).collect(),
        taken: single.map(|table| fixed.times(table).collect()).unwrap_or_default(),
        closed: single.filter(|table| closed.contains(*table)),
    }
}
