//! A restaurant's rules: its floor, its services and exceptions, its experiences and limits.

use crate::confirmation::{AnswerBy, Asked, Confirmation, ConfirmationRule};
use crate::floor::{Floor, PartyBounds};
use crate::score::Weights;
use crate::season::Season;
use crate::table_set::TableSet;
use crate::time::{CELL_MINUTES, Day, Instant, Span, Weekdays};
use crate::zone::Offsets;

/// The last minute at which a slot may start: the end of the day after the opening day.
pub const START_MINUTES_MAX: u16 = 2 * 1440 - 1;

/// The last minute at which a service may close: no stay lasts longer than a day.
pub const CLOSING_MINUTES_MAX: u16 = 3 * 1440;

/// How many days after a request it may be answered at the latest.
pub const ANSWER_DAYS_MAX: u16 = 30;

/// How many staff sections a restaurant can have: their indexes are below this.
pub const SECTIONS_MAX: u8 = 32;

/// How many guests may start in one slot step, and be present at once. `None` is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Guests whose stay starts in one slot step.
    pub starting: Option<u32>,
    /// Guests present at any moment.
    pub seated: Option<u32>,
}

/// Whether and how far booked parties may be given other tables so that one more fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reseating {
    /// How many parties may be moved for a new one.
    pub moves_max: u16,
    /// Parties whose stay starts in less than this many minutes keep their tables.
    pub notice_minutes: u32,
    /// How many steps a decision may take, of some nanoseconds each. If that is not enough for a proof, the slot
    /// cannot be booked, and [`crate::Slot::is_proven`] is false.
    pub steps_max: u32,
}

impl Default for Reseating {
    /// Any number of moves until the start, within about ten milliseconds for each decision.
    fn default() -> Self {
        Self { moves_max: u16::MAX, notice_minutes: 0, steps_max: 300_000 }
    }
}

/// The booking deadline of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// This many minutes before the start.
    Minutes(u32),
    /// A time on the clock, some days before the opening day.
    Clock {
        /// How many days before.
        days: u16,
        /// Wall-clock minutes since that day began.
        minutes: u16,
    },
}

/// Rules of the whole restaurant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Minutes from one slot to the next; whole cells.
    pub slot_minutes: u16,
    /// Minutes for which a table stays empty after each stay; whole cells.
    pub buffer_minutes: u16,
    /// Length of stay: (largest party, minutes), in ascending order; larger parties stay as long as the last entry.
    pub durations: Vec<(u16, u16)>,
    /// The parties that may book at all.
    pub party: PartyBounds,
    /// Minutes that must lie between booking and start.
    pub lead_minutes: u32,
    /// How many days after today can be booked; 0 is only today.
    pub window_days: u16,
    /// Limits of services that have none of their own.
    pub limits: Limits,
    /// Whether guests cannot book anything for now.
    pub paused: bool,
    /// How far booked parties may be moved; `None` is not at all.
    pub reseating: Option<Reseating>,
    /// How many minutes less than usual a party may agree to stay; whole cells.
    pub shorten_minutes: u16,
    /// What makes one assignment better than another.
    pub weights: Weights,
    /// How bookings are confirmed for which no [`ConfirmationRule`] is.
    pub confirmation: Confirmation,
}

impl Default for Rules {
    /// Two hours for every party, and no limits.
    fn default() -> Self {
        Self {
            slot_minutes: 15,
            buffer_minutes: 0,
            durations: vec![(u16::MAX, 120)],
            party: PartyBounds::ANY,
            lead_minutes: 0,
            window_days: 365,
            limits: Limits::default(),
            paused: false,
            reseating: None,
            shorten_minutes: 0,
            weights: Weights::default(),
            confirmation: Confirmation::Instant,
        }
    }
}

/// An opening window in which slots start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// What rules name it by. Services that are the same to the restaurant, as on an exception's days, share it.
    pub key: usize,
    /// The days of the week on which it opens; ignored in an [`Exception`] of one day.
    pub weekdays: Weekdays,
    /// The days on which it opens at all; ignored in an [`Exception`], which has days of its own.
    pub season: Season,
    /// The first slot, in minutes since the opening day began.
    pub first_start: u16,
    /// The last slot; may pass 1440.
    pub last_start: u16,
    /// When its guests have to have left, in minutes since the opening day began; whole cells. Stays that would last
    /// longer end then. `None` is never.
    pub closes: Option<u16>,
    /// Open floor plans, one bit each.
    pub floor_plans: u32,
    /// Its own limits; `None` falls back to the restaurant's.
    pub limits: Limits,
    /// Tables that cannot be booked for it.
    pub closed_tables: TableSet,
    /// Its booking deadline; `None` falls back to the restaurant's.
    pub lead: Option<Lead>,
    /// How many of its guests may have booked online; `None` is no limit.
    pub online_max: Option<u32>,
    /// The experiences that can be booked for it, as indexes; empty means all.
    pub experiences: Vec<usize>,
}

impl Default for Service {
    /// One slot, at midnight, without restrictions.
    fn default() -> Self {
        Self {
            key: 0,
            weekdays: Weekdays::ALL,
            season: Season::Always,
            first_start: 0,
            last_start: 0,
            closes: None,
            floor_plans: u32::MAX,
            limits: Limits::default(),
            closed_tables: TableSet::EMPTY,
            lead: None,
            online_max: None,
            experiences: Vec::new(),
        }
    }
}

impl Service {
    pub(crate) fn starts_at(&self, minutes: u16, step: u16) -> bool {
        self.first_start <= minutes
            && minutes <= self.last_start
            && (minutes - self.first_start).is_multiple_of(step)
    }
}

/// Days whose services differ from the weekday's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The days. Where one of some days and one of every year meet, the former applies.
    pub days: Season,
    /// The services of these days; none means closed. Where the exception is for one day, their weekdays are ignored.
    pub services: Vec<Service>,
}

impl Exception {
    pub(crate) fn is_one_day(&self) -> bool {
        match self.days {
            Season::Always => false,
            Season::Days { first, last } => first == last,
            Season::Yearly { first, last } => first == last,
        }
    }

    fn services_on(&self, day: Day) -> impl Iterator<Item = &Service> {
        let opens = move |service: &&Service| self.is_one_day() || service.weekdays.contains(day.weekday());
        self.services.iter().filter(opens)
    }

    /// When it begins, if it is one of some days and not of every year.
    pub(crate) fn begins(&self) -> Option<Day> {
        if let Season::Days { first, .. } = self.days { Some(first) } else { None }
    }
}

/// What guests book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Experience {
    /// The parties that may book it.
    pub party: PartyBounds,
    /// Its own lengths of stay, as in [`Rules::durations`]; empty falls back to the restaurant's.
    pub durations: Vec<(u16, u16)>,
    /// The days of the week on which it is offered.
    pub weekdays: Weekdays,
    /// The days on which it is offered at all.
    pub season: Season,
    /// The first and the last start at which it is offered, in minutes; `None` is all day.
    pub starts: Option<(u16, u16)>,
    /// The table categories it needs, one bit each: an assignment must have one of them. 0 is any.
    pub categories: u64,
    /// The floor plans it is served in, one bit each.
    pub floor_plans: u32,
    /// Minutes that must lie between booking and start, if more than the restaurant's.
    pub lead_minutes: u32,
}

impl Default for Experience {
    /// Offered to every party, everywhere, always.
    fn default() -> Self {
        Self {
            party: PartyBounds::ANY,
            durations: Vec::new(),
            weekdays: Weekdays::ALL,
            season: Season::Always,
            starts: None,
            categories: 0,
            floor_plans: u32::MAX,
            lead_minutes: 0,
        }
    }
}

/// Closed starts of a day whose service is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closure {
    /// The opening day.
    pub day: Day,
    /// The first closed start, in minutes since the day began.
    pub first_start: u16,
    /// The last closed start.
    pub last_start: u16,
}

/// Tables that cannot be used for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// The time.
    pub span: Span,
    /// The tables.
    pub tables: TableSet,
}

/// Days that become bookable at a given instant, whatever the booking window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
    /// When they become bookable.
    pub at: Instant,
}

/// A validated restaurant, about which all questions are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct House {
    /// Rules of the whole restaurant.
    pub rules: Rules,
    /// Tables and assignments.
    pub floor: Floor,
    /// When each floor plan can be booked, by its index; always where this is shorter.
    pub floor_plan_seasons: Vec<Season>,
    /// The weekly services, in the caller's order.
    pub services: Vec<Service>,
    /// The exceptions: those of some days by their first day, then those of every year.
    pub exceptions: Vec<Exception>,
    /// How some bookings are confirmed, in the caller's order.
    pub confirmation_rules: Vec<ConfirmationRule>,
    /// By when requests are answered; `None` is by the start of the stay.
    pub answer_by: Option<AnswerBy>,
    /// Closed starts of days whose service is open.
    pub closures: Vec<Closure>,
    /// Tables that cannot be used for a time.
    pub blocks: Vec<Block>,
    /// Days that become bookable at a given instant.
    pub releases: Vec<Release>,
    /// The experiences, in the caller's order.
    pub experiences: Vec<Experience>,
    /// The zone, at least over the days that are asked about.
    pub offsets: Offsets,
}

impl House {
    /// The services that open on `day`; none when closed.
    pub fn services_on(&self, day: Day) -> impl Iterator<Item = &Service> {
        let exception = self.exception(day).map(|exception| exception.services_on(day));
        let weekly = exception.is_none().then(|| self.weekly(day));
        exception.into_iter().flatten().chain(weekly.into_iter().flatten())
    }

    /// The services of the weekday that are in season, ignoring exceptions.
    pub fn weekly(&self, day: Day) -> impl Iterator<Item = &Service> {
        let opens = move |service: &&Service| {
            service.weekdays.contains(day.weekday()) && service.season.contains(day)
        };
        self.services.iter().filter(opens)
    }

    /// The exception on `day`.
    #[must_use]
    pub fn exception(&self, day: Day) -> Option<&Exception> {
        let begun = |exception: &Exception| exception.begins().is_some_and(|first| first <= day);
        // Those of some days do not overlap, so no other than the last to begin can have this day.
        let (before, after) = self.exceptions.split_at(self.exceptions.partition_point(begun));
        let yearly = || after.iter().filter(|exception| exception.begins().is_none());
        let is_on = |exception: &&Exception| exception.days.contains(day);
        before.last().filter(is_on).or_else(|| yearly().find(is_on))
    }

    /// The floor plans that have a table, in order.
    pub fn floor_plans(&self) -> impl Iterator<Item = u8> + use<> {
        let plans =
            self.floor.tables().iter().fold(0u32, |plans, table| plans | 1 << (table.floor_plan % 32));
        (0..32).filter(move |plan| plans & (1 << plan) != 0)
    }

    /// The service of `day` that has a slot at `minutes`; none when closed.
    #[must_use]
    pub fn service_at(&self, day: Day, minutes: u16) -> Option<&Service> {
        self.services_on(day).find(|service| service.starts_at(minutes, self.rules.slot_minutes))
    }

    /// How a guest's booking is confirmed that starts at this minute of this day.
    #[must_use]
    pub fn confirmation_at(
        &self,
        attendees: u16,
        experience: usize,
        (day, minutes): (Day, u16),
    ) -> Confirmation {
        let service = self.service_at(day, minutes).map(|service| service.key);
        self.confirmation(Asked { attendees, day, experience, service })
    }

    pub(crate) fn confirmation(&self, asked: Asked) -> Confirmation {
        let rule = self.confirmation_rules.iter().find(|rule| rule.matches(asked));
        rule.map_or(self.rules.confirmation, |rule| rule.confirmation)
    }

    /// By when a request that is made at `now` is answered: before the stay starts, whatever the rules say.
    #[must_use]
    pub fn answer_by(&self, now: Instant, start: Instant) -> Instant {
        let Some(AnswerBy { days, minutes }) = self.answer_by else { return start };
        let (today, _) = self.offsets.wall(now);
        let at = |days: i32| self.offsets.instant(today.plus(days), minutes);
        let until = at(i32::from(days));
        start.min(if until <= now { at(i32::from(days) + 1) } else { until })
    }

    /// The tables that cannot be booked for the service in which a stay starts at this instant.
    pub(crate) fn closed_tables(&self, start: Instant) -> TableSet {
        let (day, minutes) = self.offsets.wall(start);
        // After midnight it may still be a service of the day before.
        let late = (day.plus(-1), minutes + 1440);
        let at = [(day, minutes), late].into_iter().find_map(|(day, minutes)| self.service_at(day, minutes));
        at.map_or(TableSet::EMPTY, |service| service.closed_tables)
    }

    /// How many minutes a party stays for an experience.
    #[must_use]
    pub fn duration(&self, experience: &Experience, attendees: u16) -> u16 {
        let own = (!experience.durations.is_empty()).then_some(&experience.durations);
        let durations = own.unwrap_or(&self.rules.durations);
        let fitting = durations.iter().find(|(party_max, _)| attendees <= *party_max).or(durations.last());
        // `checked` refuses empty durations, so the fallback is never taken.
        fitting.map_or(self.rules.slot_minutes, |(_, minutes)| *minutes)
    }

    /// How many minutes a party stays: the usual duration, or `asked`, if that is whole cells and at most
    /// [`Rules::shorten_minutes`] shorter. Otherwise `None`.
    #[must_use]
    pub fn stay_minutes(&self, experience: &Experience, attendees: u16, asked: Option<u16>) -> Option<u16> {
        let usual = self.duration(experience, attendees);
        let Some(asked) = asked else { return Some(usual) };
        let shortest = usual.saturating_sub(self.rules.shorten_minutes).max(1);
        (is_whole_cells(asked) && shortest <= asked && asked <= usual).then_some(asked)
    }

    /// The shortest usual stay: less free time at a table than this cannot be sold.
    #[must_use]
    pub fn shortest_stay(&self) -> u16 {
        let own = self.experiences.iter().flat_map(|experience| &experience.durations);
        own.chain(&self.rules.durations).map(|(_, minutes)| *minutes).min().unwrap_or(0)
    }
}

pub(crate) fn is_whole_cells(minutes: u16) -> bool {
    i64::from(minutes) % CELL_MINUTES == 0
}
