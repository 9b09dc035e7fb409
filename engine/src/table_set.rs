//! A set of tables as bits.

/// How many tables one restaurant can have.
pub const TABLES_MAX: usize = 256;

const WORDS: usize = TABLES_MAX / 64;

/// A set of table indexes below [`TABLES_MAX`]: four words, so comparisons take a few instructions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableSet([u64; WORDS]);

impl TableSet {
    /// The set with no table.
    pub const EMPTY: Self = Self([0; WORDS]);

    /// Adds a table. An index out of range is ignored.
    pub fn insert(&mut self, table: usize) {
        if let Some(word) = self.0.get_mut(table / 64) {
            *word |= 1 << (table % 64);
        }
    }

    /// Whether the set has this table.
    #[must_use]
    pub fn contains(&self, table: usize) -> bool {
        self.0.get(table / 64).is_some_and(|word| word & (1 << (table % 64)) != 0)
    }

    /// Whether the two have a table in common.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    /// The tables in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a | b)
    }

    /// The tables of this set that are not in `other`.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a & !b)
    }

    /// The tables in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a & b)
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// How many tables it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The lowest table.
    #[must_use]
    pub fn first(&self) -> Option<usize> {
        self.iter().next()
    }

    /// The tables in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + use<> {
        self.0.into_iter().enumerate().flat_map(|(i, word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    i * 64 + bit
                })
            })
        })
    }

    fn zip(&self, other: &Self, f: impl Fn(u64, u64) -> u64) -> Self {
        Self(std::array::from_fn(|i| f(self.0[i], other.0[i])))
    }
}

impl FromIterator<usize> for TableSet {
    fn from_iter<I: IntoIterator<Item = usize>>(tables: I) -> Self {
        let mut set = Self::EMPTY;
        tables.into_iter().for_each(|table| set.insert(table));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_set() {
        let a: TableSet = [0, 63, 64, 255].into_iter().collect();
        let b: TableSet = [63, 200].into_iter().collect();
        assert_eq!(a.iter().collect::<Vec<_>>(), [0, 63, 64, 255]);
        assert_eq!(a.len(), 4);
        assert!(a.intersects(&b));
        assert_eq!(a.minus(&b).iter().collect::<Vec<_>>(), [0, 64, 255]);
        assert!(b.minus(&a.union(&b)).is_empty());
        assert!(a.contains(255) && !a.contains(256));
    }

    #[test]
    fn a_table_beyond_the_maximum_is_not_taken_in() {
        assert!([TABLES_MAX].into_iter().collect::<TableSet>().is_empty());
    }
}
