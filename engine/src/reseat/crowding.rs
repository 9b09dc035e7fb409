//! Whether the parties of one moment can have tables at all, whatever they have before and after.
//!
//! A party that wants `n` tables of those within its reach is a node with `n` units; a table serves one unit. That
//! asks less than a seating does (it forgets which tables go together), so where not even this can be had, no
//! seating exists: some parties together reach fewer tables than they want. Everybody but the displaced has units
//! already, so each displaced one needs an augmenting path and no more.

use crate::table_set::{TABLES_MAX, TableSet};

/// A party of the moment.
pub(super) struct Want {
    /// How many tables it needs at the least.
    pub(super) tables: usize,
    /// The tables it may have, none of which is taken by somebody who is not asked.
    pub(super) reach: TableSet,
}

/// The tables of one moment, and which party has each.
pub(super) struct Moment {
    owners: [u16; TABLES_MAX],
    owned: TableSet,
}

const NOBODY: u16 = u16::MAX;

impl Moment {
    pub(super) fn new() -> Self {
        Self { owners: [NOBODY; TABLES_MAX], owned: TableSet::EMPTY }
    }

    /// Gives a party the tables that it has.
    pub(super) fn give(&mut self, party: u16, tables: impl Iterator<Item = usize>) {
        for table in tables {
            self.owners[table] = party;
            self.owned.insert(table);
        }
    }

    /// Finds one more table for `party`, moving units of others as it must; or else leaves in `asked` everybody who
    /// would have to give way and cannot.
    ///
    /// `want` says what a party wants.
    pub(super) fn augment(
        &mut self,
        party: u16,
        want: impl Fn(u16) -> TableSet,
        asked: &mut Vec<u16>,
    ) -> bool {
        // For each table that was reached: who reached it. For each party: the table that it would give up.
        let mut by = [NOBODY; TABLES_MAX];
        let mut gives: Vec<usize> = vec![usize::MAX];
        let mut seen = TableSet::EMPTY;
        asked.clear();
        asked.push(party);
        let mut next = 0;
        while let Some(&asking) = asked.get(next) {
            let reach = want(asking).minus(&seen);
            seen = seen.union(&reach);
            let place = u16::try_from(next).unwrap_or(NOBODY);
            if let Some(free) = reach.minus(&self.owned).first() {
                self.hand_over(free, next, asked, &gives, &by);
                return true;
            }
            for table in reach.iter() {
                by[table] = place;
                let owner = self.owners[table];
                if !asked.contains(&owner) {
                    asked.push(owner);
                    gives.push(table);
                }
            }
            next += 1;
        }
        false
    }

    /// Along the path: the one who found the free table takes it and gives up its own to the one who asked for that.
    fn hand_over(
        &mut self,
        free: usize,
        finder: usize,
        asked: &[u16],
        gives: &[usize],
        by: &[u16; TABLES_MAX],
    ) {
        self.owned.insert(free);
        let (mut table, mut place) = (free, finder);
        loop {
            self.owners[table] = asked[place];
            table = gives[place];
            if table == usize::MAX {
                return;
            }
            place = usize::from(by[table]);
        }
    }
}
