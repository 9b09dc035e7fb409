//! What the engine is held against: it tries every assignment of every party that may move. It knows no cells, bits,
//! bounds, prices or searches, and takes as long as it takes.

use engine::{Assignment, House, Promise, Question, Sharing, Span, Stay, TableSet};

use crate::ranking::{ranking, stay};

/// A party and everything that it may be given, in tables; what it has now comes first.
struct Party {
    blocked: Span,
    options: Vec<TableSet>,
}

/// Who has which tables when.
type Seated = Vec<(TableSet, Span)>;

/// Of all seatings with the newcomer: the fewest moves, and with so few the best place in its ranking.
pub(crate) fn fewest_moves(house: &House, stays: &[Stay], q: &Question, at: u16) -> Option<(usize, usize)> {
    let (mut parties, mut seated) = (Vec::new(), Seated::new());
    for stay in stays {
        let blocked = stay.span.extended(house.rules.buffer_minutes);
        let options = promised(house, stays, q, stay);
        if options.is_empty() {
            seated.push((stay.tables, blocked));
        } else {
            parties.push(Party { blocked, options });
        }
    }
    parties.sort_by_key(|party| party.blocked.start());
    let blocked = stay(house, q, at).extended(house.rules.buffer_minutes);
    let mut found = Vec::new();
    for (rank, option) in ranking(house, stays, q, at).into_iter().enumerate() {
        let assignment = &house.floor.assignments()[option];
        let tables = assignment.tables;
        if assignment.is_counted() {
            let free = has_room(house, stays, q.attendees, assignment, blocked);
            found.extend(free.then_some((0, rank)));
        } else if is_free(house, &seated, &tables, blocked) {
            seated.push((tables, blocked));
            found.extend(moves_of(house, &parties, &mut seated, usize::MAX).map(|moves| (moves, rank)));
            seated.pop();
        }
    }
    found.into_iter().min()
}

/// The fewest of these parties that get other tables in any seating of them all, if fewer than `below`.
fn moves_of(house: &House, parties: &[Party], seated: &mut Seated, below: usize) -> Option<usize> {
    let Some((party, others)) = parties.split_first() else { return (0 < below).then_some(0) };
    let (mut fewest, mut below) = (None, below);
    for (i, tables) in party.options.iter().enumerate() {
        let moved = usize::from(0 < i);
        if moved < below && is_free(house, seated, tables, party.blocked) {
            seated.push((*tables, party.blocked));
            if let Some(moves) = moves_of(house, others, seated, below - moved) {
                below = moved + moves;
                fewest = Some(below);
            }
            seated.pop();
        }
    }
    fewest
}

/// Whether at every minute there are places left for so many at a shared table, and it is not blocked.
pub(crate) fn has_room(
    house: &House,
    stays: &[Stay],
    attendees: u16,
    table: &Assignment,
    time: Span,
) -> bool {
    let Sharing::Counted(places) = table.sharing else { return false };
    let blocks = &house.blocks;
    let is_blocked = blocks.iter().any(|b| b.tables.intersects(&table.tables) && b.span.overlaps(time));
    let there = |minute: i64| -> u16 {
        let blocked = |s: &Stay| s.span.extended(house.rules.buffer_minutes);
        let is_there = |s: &&Stay| blocked(s).start().0 <= minute && minute < blocked(s).end().0;
        let at_table = stays.iter().filter(|s| s.tables.intersects(&table.tables));
        at_table.filter(is_there).map(|s| s.attendees).sum()
    };
    !is_blocked && (time.start().0..time.end().0).all(|minute| there(minute) + attendees <= places)
}

/// Whether nobody has one of these tables for themselves at the time, and it is not blocked.
pub(crate) fn is_free(house: &House, seated: &[(TableSet, Span)], tables: &TableSet, time: Span) -> bool {
    let blocks = house.blocks.iter().map(|block| (block.tables, block.span));
    let shared = house.floor.counted();
    let seated = seated.iter().map(|(set, span)| (set.minus(&shared), *span));
    !seated.chain(blocks).any(|(set, span)| set.intersects(tables) && span.overlaps(time))
}

/// What a booked party may be given; nothing where it keeps its tables.
pub(crate) fn promised(house: &House, stays: &[Stay], q: &Question, stay: &Stay) -> Vec<TableSet> {
    let Promise::Kind { categories } = stay.promise else { return Vec::new() };
    let Some(rules) = house.rules.reseating else { return Vec::new() };
    if stay.tables.intersects(&house.floor.counted()) {
        return Vec::new();
    }
    let (start, buffer) = (stay.span.start(), house.rules.buffer_minutes);
    let midnight = |days| house.offsets.instant(q.day.plus(days), 0);
    let is_in_time = (midnight(0)..midnight(2)).contains(&start)
        && q.now < start
        && q.now.plus(rules.notice_minutes.into()) <= start;
    let others = stays.iter().filter(|other| !std::ptr::eq(*other, stay));
    let others: Vec<_> = others.map(|s| (s.tables, s.span.extended(buffer))).collect();
    let is_alone = is_free(house, &others, &stay.tables, stay.span.extended(buffer));
    let plan = stay.tables.first().map(|table| house.floor.tables()[table].floor_plan);
    let (day, minutes) = house.offsets.wall(start);
    let service = house.service_at(day, minutes).or(house.service_at(day.plus(-1), minutes + 1440));
    let suits = |a: &&Assignment| {
        !a.is_counted()
            && a.reservable
            && (a.online || !stay.online)
            && a.party.contains(stay.attendees)
            && Some(a.floor_plan) == plan
            && (categories == 0 || a.categories & categories != 0)
            && !service.is_some_and(|service| service.closed_tables.intersects(&a.tables))
    };
    let mut options: Vec<_> = house.floor.assignments().iter().filter(suits).map(|a| a.tables).collect();
    options.sort_by_key(|tables| *tables != stay.tables);
    let is_usual = options.first() == Some(&stay.tables);
    if is_in_time && is_alone && is_usual { options } else { Vec::new() }
}
