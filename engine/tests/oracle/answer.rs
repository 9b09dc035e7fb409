//! What the oracle says: it knows no cells, bits or indexes, and looks at every minute and every subset.

use std::ops::Range;

use engine::{
    Assignment, Authority, Closure, Confirmation, Day, Exception, ExclusionReason as R, House, Lead,
    Question, Season, Service, Sharing, Span, Stay,
};

/// What the oracle says about one start.
#[derive(Debug, PartialEq)]
pub(crate) struct Said {
    pub(crate) reasons: Vec<R>,
    pub(crate) confirmation: Confirmation,
    pub(crate) seated: u32,
    pub(crate) starting: u32,
    pub(crate) spots_total: usize,
    pub(crate) spots_open: usize,
    pub(crate) free: Vec<usize>,
}

/// Nothing where no party can stay as long as the question says.
pub(crate) fn oracle(house: &House, stays: &[Stay], q: &Question, minutes: u16) -> Option<Said> {
    let experience = &house.experiences[q.experience];
    let start = house.offsets.instant(q.day, minutes).0;
    let buffer = i64::from(house.rules.buffer_minutes);
    let Opening { is_closed, service: found } = opening(house, q.day, minutes);
    let nothing = Service::default(); // which restricts nothing
    let service = found.unwrap_or(&nothing);
    let closes = service.closes.map(|minutes| house.offsets.instant(q.day, minutes).0.max(start + 15));
    let end = end_of_stay(house, q, start, closes)?;

    let guests = |stay: &Stay| u32::from(stay.attendees);
    let here = |t: i64| stays.iter().filter(move |s| s.span.start().0 <= t && t < s.span.end().0);
    let seated = (start..end).map(|minute| here(minute).map(guests).sum()).max().unwrap_or(0);
    let in_step =
        |stay: &&Stay| (start..start + i64::from(house.rules.slot_minutes)).contains(&stay.span.start().0);
    let starting = stays.iter().filter(in_step).map(guests).sum();
    let [first, last] = [service.first_start, service.last_start].map(|m| house.offsets.instant(q.day, m));
    let comes_online = |stay: &&Stay| stay.online && (first..=last).contains(&stay.span.start());
    let online = stays.iter().filter(comes_online).map(guests).sum();

    let is_open = |plan: u8| {
        let season = house.floor_plan_seasons.get(usize::from(plan));
        service.floor_plans & experience.floor_plans & (1 << plan) != 0
            && q.floor_plan.is_none_or(|asked| asked == plan)
            && season.is_none_or(|season| is_in(*season, q.day))
    };
    let suits = |a: &&Assignment| {
        a.reservable
            && (a.online || q.authority == Authority::Restaurant)
            && a.party.contains(q.attendees)
            && is_open(a.floor_plan)
            && !service.closed_tables.intersects(&a.tables)
            && (experience.categories == 0 || experience.categories & a.categories != 0)
    };
    let overlaps = |s: &Span, idle: i64| s.start().0 < end + buffer && start < s.end().0 + idle;
    let places = |a: &Assignment| places_left(stays, a, start..end + buffer, buffer);
    let is_free = |a: &&Assignment| {
        let has_room = match places(a) {
            Some(left) => u32::from(q.attendees) <= left,
            None => !stays.iter().any(|s| s.tables.intersects(&a.tables) && overlaps(&s.span, buffer)),
        };
        has_room && !house.blocks.iter().any(|b| b.tables.intersects(&a.tables) && overlaps(&b.span, 0))
    };
    let all = || house.floor.assignments().iter().filter(suits);
    let numbered = house.floor.assignments().iter().enumerate();
    let free: Vec<usize> = numbered.filter(|(_, a)| suits(a) && is_free(a)).map(|(i, _)| i).collect();

    let exceeds = |n: u32, limit: Option<u32>| limit.is_some_and(|limit| limit < n + u32::from(q.attendees));
    let has_open_table = house.floor.tables().iter().any(|t| is_open(t.floor_plan));
    let offered = is_offered(house, service, q, minutes, has_open_table);
    let confirmation = confirmation(house, found, q);
    let closes = |c: &Closure| c.day == q.day && (c.first_start..=c.last_start).contains(&minutes);
    let reasons = [
        (is_closed || house.closures.iter().any(closes), R::Closed),
        (!is_closed && found.is_none(), R::OutsideOpeningHours),
        (start < q.now.0, R::InThePast),
        (q.now.0 <= start && is_late(house, service, q, start), R::TooShortNotice),
        (is_early(house, q), R::TooFarAhead),
        (q.attendees < house.rules.party.min || q.attendees < experience.party.min, R::PartyTooSmall),
        (house.rules.party.max < q.attendees || experience.party.max < q.attendees, R::PartyTooLarge),
        (!offered, R::ExperienceNotOffered),
        (q.is_confirmed && confirmation == Confirmation::Request, R::OnRequest),
        (exceeds(starting, service.limits.starting.or(house.rules.limits.starting)), R::StartingLimitReached),
        (exceeds(seated, service.limits.seated.or(house.rules.limits.seated)), R::SeatedLimitReached),
        (exceeds(online, service.online_max), R::OnlineLimitReached),
        (free.is_empty(), R::NoTablesFound),
        (house.rules.paused, R::Paused),
    ];
    let reasons = reasons.into_iter().filter(|(applies, _)| *applies).map(|(_, reason)| reason);
    let reasons = reasons.filter(|r| q.authority == Authority::Guest || r.binds_the_restaurant()).collect();
    let all_places = |a: &Assignment| places_left(&[], a, start..end, buffer);
    let [spots_total, spots_open] =
        [spots(all(), q.attendees, all_places), spots(all().filter(is_free), q.attendees, places)];
    Some(Said { reasons, confirmation, seated, starting, spots_total, spots_open, free })
}

fn is_offered(house: &House, service: &Service, q: &Question, minutes: u16, has_open_table: bool) -> bool {
    let experience = &house.experiences[q.experience];
    experience.weekdays.contains(q.day.weekday())
        && experience.starts.is_none_or(|(first, last)| (first..=last).contains(&minutes))
        && is_in(experience.season, q.day)
        && (q.authority == Authority::Restaurant || has_open_table)
        && (service.experiences.is_empty() || service.experiences.contains(&q.experience))
}

/// How many more guests a table takes at every minute of this time, if they are counted.
fn places_left(stays: &[Stay], a: &Assignment, time: Range<i64>, buffer: i64) -> Option<u32> {
    let Sharing::Counted(places) = a.sharing else { return None };
    let is_there = |s: &&Stay, minute: i64| {
        s.tables.intersects(&a.tables) && (s.span.start().0..s.span.end().0 + buffer).contains(&minute)
    };
    let guests = |minute: i64| -> u32 {
        stays.iter().filter(|s| is_there(s, minute)).map(|s| u32::from(s.attendees)).sum()
    };
    Some(u32::from(places).saturating_sub(time.map(guests).max().unwrap_or(0)))
}

/// How many such parties can have one of these at once.
fn spots<'a>(
    from: impl Iterator<Item = &'a Assignment>,
    attendees: u16,
    places: impl Fn(&Assignment) -> Option<u32>,
) -> usize {
    let (counted, alone): (Vec<_>, Vec<_>) = from.partition(|a| places(a).is_some());
    let at = |a: &&Assignment| (places(a).unwrap_or(0) / u32::from(attendees)) as usize;
    most_disjoint(alone.into_iter()) + counted.iter().map(at).sum::<usize>()
}

/// Later rules first, so that an earlier one has the last word.
fn confirmation(house: &House, service: Option<&Service>, q: &Question) -> Confirmation {
    let mut said = house.rules.confirmation;
    for rule in house.confirmation_rules.iter().rev() {
        let party = rule.party.min <= q.attendees && q.attendees <= rule.party.max;
        let experience = rule.experiences.is_empty() || rule.experiences.contains(&q.experience);
        let named = service.map(|s| rule.services.contains(&s.key));
        let service = rule.services.is_empty() || named == Some(true);
        if party
            && experience
            && service
            && rule.weekdays.contains(q.day.weekday())
            && is_in(rule.season, q.day)
        {
            said = rule.confirmation;
        }
    }
    said
}

/// What opens at a start.
struct Opening<'a> {
    is_closed: bool,
    /// Of a closed date that of the weekday that it would have been.
    service: Option<&'a Service>,
}

fn opening(house: &House, day: Day, minutes: u16) -> Opening<'_> {
    let opens = |s: &&Service| s.weekdays.contains(day.weekday()) && is_in(s.season, day);
    let weekly = || house.services.iter().filter(opens);
    let is_yearly = |e: &Exception| matches!(e.days, Season::Yearly { .. });
    let special =
        |yearly| house.exceptions.iter().find(move |e| is_yearly(e) == yearly && is_in(e.days, day));
    let is_one_day = |e: &Exception| match e.days {
        Season::Days { first, last } => first == last,
        Season::Yearly { first, last } => first == last,
        Season::Always => false,
    };
    let todays: Vec<&Service> = match special(false).or(special(true)) {
        Some(e) => {
            e.services.iter().filter(|s| is_one_day(e) || s.weekdays.contains(day.weekday())).collect()
        }
        None => weekly().collect(),
    };
    let is_closed = todays.is_empty();
    let on_step = |s: &Service| (minutes - s.first_start).is_multiple_of(house.rules.slot_minutes);
    let starts = |s: &&Service| s.first_start <= minutes && minutes <= s.last_start && on_step(s);
    let shown = if is_closed { weekly().collect() } else { todays };
    Opening { is_closed, service: shown.into_iter().find(starts) }
}

/// Whoever asks for what is left until closing asks for nothing else than the usual.
fn end_of_stay(house: &House, q: &Question, start: i64, closes: Option<i64>) -> Option<i64> {
    let until_closing = |minutes: i64| (start + minutes).min(closes.unwrap_or(i64::MAX));
    let usual = until_closing(stay_minutes(house, &Question { duration: None, ..*q })?);
    match q.duration {
        Some(asked) if start + i64::from(asked) == usual => Some(usual),
        _ => stay_minutes(house, q).map(until_closing),
    }
}

/// Every day of a yearly season is looked at, from its beginning in some year on.
fn is_in(season: Season, day: Day) -> bool {
    let month_day = |day: Day| (day.date().month, day.date().day);
    match season {
        Season::Always => true,
        Season::Days { first, last } => (first.0..=last.0).contains(&day.0),
        Season::Yearly { first, last } => {
            let [first, last] = [first, last].map(|d| (u32::from(d.month()), u32::from(d.day())));
            let back = (0..366).map(|days| day.plus(-days));
            // Going back from the day, the season's first day is met before any day after its last.
            let mut since_last =
                back.take_while(|d| month_day(*d) == month_day(day) || month_day(*d) != last);
            month_day(day) == last || since_last.any(|d| month_day(d) == first)
        }
    }
}

fn stay_minutes(house: &House, q: &Question) -> Option<i64> {
    let own = &house.experiences[q.experience].durations;
    let durations = if own.is_empty() { &house.rules.durations } else { own };
    let usual = durations.iter().find(|(max, _)| q.attendees <= *max).or(durations.last())?.1;
    let is_allowed = |m: &u16| {
        m.is_multiple_of(15) && 15 <= *m && *m <= usual && usual <= *m + house.rules.shorten_minutes
    };
    Some(q.duration.unwrap_or(usual)).filter(is_allowed).map(i64::from)
}

fn is_late(house: &House, service: &Service, q: &Question, start: i64) -> bool {
    let within = |lead: u32| start - q.now.0 < i64::from(lead);
    within(house.experiences[q.experience].lead_minutes)
        || match service.lead.unwrap_or(Lead::Minutes(house.rules.lead_minutes)) {
            Lead::Minutes(lead) => within(lead),
            Lead::Clock { days, minutes } => {
                house.offsets.instant(q.day.plus(-i32::from(days)), minutes) < q.now
            }
        }
}

fn is_early(house: &House, q: &Question) -> bool {
    let last = house.offsets.today(q.now).plus(i32::from(house.rules.window_days));
    let release = house.releases.iter().find(|r| (r.first..=r.last).contains(&q.day));
    release.map_or(last < q.day, |release| q.now < release.at)
}

/// The most of these assignments that share no table: every subset is tried.
fn most_disjoint<'a>(assignments: impl Iterator<Item = &'a Assignment>) -> usize {
    let from: Vec<&Assignment> = assignments.collect();
    let disjoint = |set: &u32| {
        let chosen: Vec<_> =
            (0..from.len()).filter(|i| set & (1 << i) != 0).map(|i| &from[i].tables).collect();
        (0..chosen.len()).all(|i| (0..i).all(|j| !chosen[i].intersects(chosen[j])))
    };
    (0..1u32 << from.len()).filter(disjoint).map(|set| set.count_ones() as usize).max().unwrap_or(0)
}
