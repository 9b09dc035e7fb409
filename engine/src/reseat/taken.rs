//! Which tables are taken when, cell by cell.

use std::ops::Range;

use crate::table_set::TableSet;

/// Which tables are taken in each cell of a period of time.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    window: Range<i64>,
    cells: Vec<TableSet>,
}

impl Taken {
    pub(super) fn new(window: Range<i64>) -> Self {
        let length = usize::try_from(window.end - window.start).unwrap_or(0);
        Self { window, cells: vec![TableSet::EMPTY; length] }
    }

    pub(super) fn indexes(&self, cells: &Range<i64>) -> Range<usize> {
        let index = |cell: i64| usize::try_from(cell - self.window.start).unwrap_or(0).min(self.cells.len());
        index(cells.start)..index(cells.end)
    }

    pub(super) fn add(&mut self, cells: &Range<i64>, tables: &TableSet) {
        let indexes = self.indexes(cells);
        for cell in &mut self.cells[indexes] {
            *cell = cell.union(tables);
        }
    }

    /// Every table that is taken at some moment of `cells`.
    pub(super) fn during(&self, cells: &Range<i64>) -> TableSet {
        self.cells[self.indexes(cells)].iter().fold(TableSet::EMPTY, |all, cell| all.union(cell))
    }

    /// The cells in which this table is taken, as indexes.
    pub(super) fn times(&self, table: usize) -> impl Iterator<Item = usize> {
        (0..self.cells.len()).filter(move |cell| self.cells[*cell].contains(table))
    }
}
