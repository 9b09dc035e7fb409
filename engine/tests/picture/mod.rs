//! Evenings drawn in ASCII: a row for each table, a column for each half hour.
//!
//! A letter is a party as long as it is there: a small letter one that may be moved, a capital one that a host pinned.
//! A digit behind the first letter says how many guests they are, else they are two. A letter on several rows has those
//! tables joined. Where nobody sits is a dot.

use engine::{Instant, Promise, Span, Stay, TableSet};

const COLUMN_MINUTES: i64 = 30;

/// The parties of a picture whose first column begins at `from`, each with its letter.
pub(crate) fn parties(from: Instant, rows: &[&str]) -> Vec<(char, Stay)> {
    let mut letters: Vec<char> =
        rows.iter().flat_map(|row| row.chars()).filter(|c| c.is_alphabetic()).collect();
    letters.sort_unstable();
    letters.dedup();
    letters.into_iter().map(|letter| (letter, party(from, rows, letter))).collect()
}

fn party(from: Instant, rows: &[&str], letter: char) -> Stay {
    let has = |row: &&str| row.contains(letter);
    let row: Vec<char> = rows.iter().find(|row| has(row)).expect("a row").chars().collect();
    let first = row.iter().position(|sign| *sign == letter).expect("a column");
    let there = |sign: &&char| **sign == letter || sign.is_ascii_digit();
    let length = row[first..].iter().take_while(there).count();
    let guests = row.get(first + 1).and_then(|sign| sign.to_digit(10)).unwrap_or(2);
    let tables: TableSet = (0..rows.len()).filter(|i| has(&rows[*i])).collect();
    let column = |i: usize| from.plus(COLUMN_MINUTES * i64::try_from(i).expect("a short picture"));
    let is_pinned = letter.is_uppercase();
    Stay {
        span: Span::new(column(first), column(first + length)).expect("not empty"),
        attendees: u16::try_from(guests).expect("a digit"),
        tables,
        promise: if is_pinned { Promise::Tables } else { Promise::Kind { categories: 0 } },
        online: true,
    }
}
