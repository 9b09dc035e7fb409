//! What the newcomer may be given, ranked by hand.

use std::cmp::Reverse;

use engine::{Assignment, Authority, House, Question, Service, Span, Stay, TableSet};

/// The newcomer's stay.
pub(crate) fn stay(house: &House, q: &Question, minutes: u16) -> Span {
    let at = |minutes| house.offsets.instant(q.day, minutes);
    let leaves = at(minutes).plus(house.duration(&house.experiences[q.experience], q.attendees).into());
    let closes = house.service_at(q.day, minutes).and_then(|service| service.closes).map(at);
    let end = closes.map_or(leaves, |closes| leaves.min(closes.max(at(minutes).plus(15))));
    Span::new(at(minutes), end).expect("not empty")
}

/// The assignments that suit the newcomer, the best first, whether or not they are free.
pub(crate) fn ranking(house: &House, stays: &[Stay], q: &Question, minutes: u16) -> Vec<usize> {
    let (experience, nothing) = (&house.experiences[q.experience], Service::default());
    let service = house.service_at(q.day, minutes).unwrap_or(&nothing);
    let suits = |a: &Assignment| {
        a.reservable
            && (a.online || q.authority == Authority::Restaurant)
            && a.party.contains(q.attendees)
            && q.floor_plan.is_none_or(|asked| asked == a.floor_plan)
            && (experience.categories == 0 || experience.categories & a.categories != 0)
            && !service.closed_tables.intersects(&a.tables)
    };
    let score = |i: &usize| score(house, stays, q, minutes, &house.floor.assignments()[*i]);
    let all = 0..house.floor.assignments().len();
    let mut ranking: Vec<usize> = all.filter(|i| suits(&house.floor.assignments()[*i])).collect();
    ranking.sort_by_key(|i| Reverse(score(i)));
    ranking
}

/// The score with the default weights, from the table in `engine/src/score.rs`.
fn score(house: &House, stays: &[Stay], q: &Question, minutes: u16, a: &Assignment) -> u32 {
    let buffer = house.rules.buffer_minutes;
    let blocked = stay(house, q, minutes).extended(buffer);
    let (start, end, sellable) =
        (blocked.start().0, blocked.end().0, i64::from(house.shortest_stay() + buffer));
    let is_busy = |table: usize, from: i64, to: i64| {
        let at =
            |set: TableSet, span: Span| set.contains(table) && span.start().0 < to && from < span.end().0;
        stays.iter().any(|s| at(s.tables, s.span.extended(buffer)))
            || house.blocks.iter().any(|block| at(block.tables, block.span))
    };
    let gap_before =
        |table| !is_busy(table, start - 15, start) && is_busy(table, start - sellable, start - 15);
    let gap_after = |table| !is_busy(table, end, end + 15) && is_busy(table, end + 15, end + sellable);
    let (alone, largest) = if a.is_counted() { (0, q.attendees) } else { (1, a.party.max) };
    let gaps = u32::from(a.tables.iter().any(gap_before)) + u32::from(a.tables.iter().any(gap_after));
    let joined = u32::try_from(a.table_count() - 1).expect("few tables");
    1_000_000
        - 40_000 * u32::from(largest - q.attendees).min(8)
        - 12_000 * u32::from(a.priority).min(10)
        - 120_000 * joined.min(1)
        - 40_000 * joined
        - 60_000 * gaps * alone
}
