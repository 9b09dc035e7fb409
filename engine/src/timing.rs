//! When a start can be booked: the booking window and releases, notice, closures, what is offered then, and which
//! tables are blocked.

use std::ops::Range;

use crate::house::{Closure, Experience, House, Lead, Release, Service};
use crate::occupancy::Occupancy;
use crate::season::Season;
use crate::table_set::TableSet;
use crate::time::{CELL_MINUTES, Day, Instant, Span};

impl House {
    /// Whether the start is closed although its service is open.
    pub(crate) fn is_closed_at(&self, day: Day, minutes: u16) -> bool {
        let closes = |closure: &Closure| {
            closure.day == day && closure.first_start <= minutes && minutes <= closure.last_start
        };
        self.closures.iter().any(closes)
    }

    /// The last day that can be booked as of `now`: of the booking window, or of a release, if that is later.
    #[must_use]
    pub fn last_day(&self, now: Instant) -> Day {
        let released = self.releases.iter().filter(|release| release.at <= now).map(|release| release.last);
        let window = self.offsets.today(now).plus(i32::from(self.rules.window_days));
        released.fold(window, Day::max)
    }

    /// Whether the day cannot be booked yet. Of several releases for it the first in the list applies.
    pub(crate) fn is_too_far_ahead(&self, day: Day, now: Instant) -> bool {
        let has = |release: &&Release| release.first <= day && day <= release.last;
        match self.releases.iter().find(has) {
            Some(release) => now < release.at,
            None => self.offsets.today(now).plus(i32::from(self.rules.window_days)) < day,
        }
    }

    /// The last instant at which this start can be booked: by the service's deadline, else the restaurant's, and by
    /// the experience's notice.
    pub(crate) fn last_call(
        &self,
        service: Option<&Service>,
        experience: &Experience,
        (day, start): (Day, Instant),
    ) -> Instant {
        let before = |minutes: u32| start.plus(-i64::from(minutes));
        let lead = service.and_then(|service| service.lead);
        let last = match lead.unwrap_or(Lead::Minutes(self.rules.lead_minutes)) {
            Lead::Minutes(minutes) => before(minutes),
            Lead::Clock { days, minutes } => self.offsets.instant(day.plus(-i32::from(days)), minutes),
        };
        last.min(before(experience.lead_minutes))
    }

    /// Whether the experience at this index is offered at a start, by day, time and service.
    pub(crate) fn is_offered(&self, index: usize, service: Option<&Service>, day: Day, minutes: u16) -> bool {
        let Some(experience) = self.experiences.get(index) else { return false };
        let lists =
            |service: &Service| service.experiences.is_empty() || service.experiences.contains(&index);
        experience.weekdays.contains(day.weekday())
            && experience.season.contains(day)
            && experience.starts.is_none_or(|(first, last)| first <= minutes && minutes <= last)
            && service.is_none_or(lists)
    }

    /// Whether the tables of a floor plan can be booked on a day.
    #[must_use]
    pub fn is_in_season(&self, floor_plan: u8, day: Day) -> bool {
        self.floor_plan_seasons.get(usize::from(floor_plan)).is_none_or(|season| season.contains(day))
    }

    /// The floor plans in season, one bit each.
    pub(crate) fn floor_plans_on(&self, day: Day) -> u32 {
        let out_of_season = |(plan, season): (usize, &Season)| {
            if season.contains(day) {
                0
            } else {
                1u32.checked_shl(u32::try_from(plan).unwrap_or(32)).unwrap_or(0)
            }
        };
        !self.floor_plan_seasons.iter().enumerate().map(out_of_season).fold(0, |out, plan| out | plan)
    }

    /// The stay of a party that comes at this start for so many minutes, or for as long as the service lets it.
    pub(crate) fn stay(&self, service: Option<&Service>, (day, minutes): (Day, u16), duration: u16) -> Span {
        let start = self.offsets.instant(day, minutes);
        let Some(closes) = service.and_then(|service| service.closes) else {
            return Span::lasting(start, duration);
        };
        let left = self.offsets.instant(day, closes).0 - start.0;
        // Where clocks are put forward at closing time nothing would be left.
        let left = u16::try_from(left.max(CELL_MINUTES)).unwrap_or(u16::MAX);
        Span::lasting(start, duration.min(left))
    }

    /// The service whose guests may be in the house at this time of a day, since its first start and until it closes: of
    /// several the last to open.
    pub(crate) fn service_during(&self, day: Day, minutes: u16) -> Option<&Service> {
        let is_open = |service: &&Service| {
            service.first_start <= minutes && service.closes.is_none_or(|closes| minutes < closes)
        };
        self.services_on(day).filter(is_open).max_by_key(|service| service.first_start)
    }

    /// How many minutes a party agreed to stay, if that is other than what it would stay without a word: what a service
    /// that closes leaves was not agreed.
    #[must_use]
    pub fn agreed(
        &self,
        experience: &Experience,
        attendees: u16,
        start: (Day, u16),
        asked: Option<u16>,
    ) -> Option<u16> {
        let usual = self.duration(experience, attendees);
        asked.filter(|asked| *asked != self.minutes_at(start, usual))
    }

    /// How many minutes a party stays that comes at this start and would stay for `duration`: less where the service
    /// closes before.
    #[must_use]
    pub fn minutes_at(&self, (day, minutes): (Day, u16), duration: u16) -> u16 {
        self.stay(self.service_at(day, minutes), (day, minutes), duration).minutes()
    }

    /// Whether the service closes before a party that comes at this start would leave.
    #[must_use]
    pub fn is_cut_short(&self, experience: &Experience, attendees: u16, start: (Day, u16)) -> bool {
        let usual = self.duration(experience, attendees);
        self.minutes_at(start, usual) < usual
    }

    /// The tables that are blocked at some moment of `span`, bookings not included.
    pub(crate) fn blocked_tables(&self, span: Span) -> TableSet {
        let blocks = self.blocks.iter().filter(|block| block.span.overlaps(span));
        blocks.fold(TableSet::EMPTY, |tables, block| tables.union(&block.tables))
    }

    /// The tables that are blocked, or have no room for a party of this size, at some moment of `cells`.
    pub(crate) fn busy(&self, occupancy: &Occupancy, cells: Range<i64>, attendees: u16) -> TableSet {
        let busy = occupancy.busy(cells.clone(), attendees);
        let span = Span::new(Instant(cells.start * CELL_MINUTES), Instant(cells.end * CELL_MINUTES));
        span.map_or(busy, |span| busy.union(&self.blocked_tables(span)))
    }

    /// Those of these tables that are busy for a party of this size at some moment of `cells`, if any is.
    #[must_use]
    pub fn taken(
        &self,
        occupancy: &Occupancy,
        tables: &TableSet,
        cells: Range<i64>,
        attendees: u16,
    ) -> Option<TableSet> {
        Some(self.busy(occupancy, cells, attendees).intersection(tables)).filter(|taken| !taken.is_empty())
    }

    /// The opening day of a moment, and its minutes since that day began. After midnight it is the day before, as
    /// long as guests of its last service may still be there.
    #[must_use]
    pub fn opening_day(&self, moment: Instant) -> (Day, u16) {
        let (day, minutes) = self.offsets.wall(moment);
        let late = minutes + 1440;
        let longest = self.rules.durations.iter().map(|(_, minutes)| *minutes).max().unwrap_or(0);
        let is_open = |service: &Service| late < service.closes.unwrap_or(service.last_start + longest);
        let has_begun = self.services_on(day).any(|service| service.first_start <= minutes);
        if !has_begun && self.services_on(day.plus(-1)).any(is_open) {
            (day.plus(-1), late)
        } else {
            (day, minutes)
        }
    }
}
