//! The occupancy of a snapshot, which is most of its size, as arrays of integers.
//!
//! Of the encodings tried that are plain arrays of integers this is the smallest, compressed or not: stays are grouped
//! by place instead of by time, so that times are small gaps, and what they have in common is written once.

use std::collections::HashMap;

use engine::{Floor, Promise, Span, Stay, TableSet};
use serde::{Deserialize, Serialize};

use crate::basics::date::Date;

use super::midnight;

/// Stays without names, in no order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stays {
    /// Minutes per unit of `gaps`: 15 if every stay begins and ends on a quarter of an hour, otherwise 1.
    unit: i64,
    /// What stays have in common, each: length of stay in minutes, number of guests, 1 if a guest booked it online and
    /// otherwise 0, and the bits of the table categories that the party was promised, or -1 if it keeps its tables.
    kinds: Vec<(i64, u16, u8, i64)>,
    /// Sets of tables, by index, that are occupied although they are no combination.
    places: Vec<Vec<usize>>,
    /// For each single table, then each combination, then each of `places`: the time from the end of the previous stay
    /// to the start of each stay, in units. The first is counted from `from`'s midnight in UTC.
    gaps: Vec<Vec<i64>>,
    /// In the same order: the index in `kinds` of each stay.
    kinds_at: Vec<Vec<usize>>,
}

impl Stays {
    /// Encodes the stays of a house with this floor.
    pub(super) fn pack(floor: &Floor, from: Date, stays: &[Stay]) -> Self {
        let mut places: Vec<TableSet> = floor.assignments().iter().map(|a| a.tables).collect();
        let mut index: HashMap<TableSet, usize> = places.iter().copied().zip(0..).collect();
        let mut sorted: Vec<&Stay> = stays.iter().collect();
        sorted.sort_by_key(|stay| (stay.span.start(), stay.span.end(), stay.attendees, stay.promise));
        let is_quarter = |span: Span| span.start().0 % QUARTER == 0 && span.end().0 % QUARTER == 0;
        let unit = if stays.iter().all(|stay| is_quarter(stay.span)) { QUARTER } else { 1 };
        let mut packed = Self { unit, ..Self::default() };
        let mut ends = Vec::new();
        for stay in sorted {
            let place = *index.entry(stay.tables).or_insert_with(|| {
                places.push(stay.tables);
                places.len() - 1
            });
            let length = places.len();
            packed.gaps.resize(length, Vec::new());
            packed.kinds_at.resize(length, Vec::new());
            ends.resize(length, midnight(from));
            let kind = kind(stay);
            let known = packed.kinds.iter().position(|known| *known == kind);
            let kind = known.unwrap_or_else(|| {
                packed.kinds.push(kind);
                packed.kinds.len() - 1
            });
            // The three have just been resized to the length of `places`.
            packed.gaps[place].push((stay.span.start().0 - ends[place].0) / unit);
            packed.kinds_at[place].push(kind);
            ends[place] = stay.span.end();
        }
        let extra = places.iter().skip(floor.assignments().len());
        packed.places = extra.map(|tables| tables.iter().collect()).collect();
        packed
    }

    /// The stays; `None` if they contradict each other or the floor.
    pub(super) fn unpack(&self, floor: &Floor, from: Date) -> Option<Vec<Stay>> {
        let extra = self.places.iter().map(|tables| tables.iter().copied().collect());
        let places: Vec<TableSet> = floor.assignments().iter().map(|a| a.tables).chain(extra).collect();
        // Bounded, since the reader allocates the time in between: untrusted numbers must not make that endless.
        let reach = midnight(from).plus(-REACH_MINUTES)..midnight(from).plus(REACH_MINUTES);
        let mut stays = Vec::new();
        for (place, (gaps, kinds)) in self.gaps.iter().zip(&self.kinds_at).enumerate() {
            let tables = *places.get(place)?;
            let mut end = midnight(from);
            for (gap, kind) in gaps.iter().zip(kinds) {
                let (minutes, attendees, online, promise) = *self.kinds.get(*kind)?;
                let start = end.plus(gap.saturating_mul(self.unit));
                let span =
                    Span::new(start, start.plus(minutes)).filter(|span| reach.contains(&span.start()))?;
                if MINUTES_MAX < minutes {
                    return None;
                }
                let promise =
                    u64::try_from(promise).map_or(Promise::Tables, |categories| Promise::Kind { categories });
                stays.push(Stay { span, attendees, tables, promise, online: online != 0 });
                end = span.end();
            }
        }
        Some(stays)
    }
}

const QUARTER: i64 = 15;
/// A snapshot covers four months at most; no stay in it starts a year away.
const REACH_MINUTES: i64 = 366 * 1440;
/// A stay is shorter than two days.
const MINUTES_MAX: i64 = 2 * 1440;

fn kind(stay: &Stay) -> (i64, u16, u8, i64) {
    let promise = match stay.promise {
        Promise::Tables => -1,
        // There are fewer than 63 categories.
        Promise::Kind { categories } => i64::try_from(categories).unwrap_or(-1),
    };
    (stay.span.end().0 - stay.span.start().0, stay.attendees, stay.online.into(), promise)
}
