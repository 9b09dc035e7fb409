//! Slots: every start of a day, with what is free there or why it cannot be booked.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use crate::confirmation::{Asked, Confirmation};
use crate::floor::Assignment;
use crate::house::{Experience, House, Limits, Service};
use crate::occupancy::Occupancy;
use crate::pacing::Load;
use crate::reason::{ExclusionReason, Reasons};
use crate::reseat::{Board, Effort, Newcomer, Outcome, Reseat, reseat};
use crate::score::{NeighbourContext, Score, score};
use crate::sort::sort_by_key;
use crate::spots::spots;
use crate::table_set::TableSet;
use crate::time::{CELL_MINUTES, Day, Instant, Span};

/// On whose authority a booking is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// A guest's: every rule applies.
    Guest,
    /// That of the restaurant's own systems, for a guest: every rule applies except those for online bookings.
    System,
    /// The restaurant's own: notice, booking window, party bounds, pause, and what is only restricted for guests
    /// (tables, a share of the service) do not apply; opening hours, limits and tables do. See
    /// [`ExclusionReason::binds_the_restaurant`].
    Restaurant,
}

/// Who wants to come, when and for what; and the current time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// How many guests.
    pub attendees: u16,
    /// The opening day.
    pub day: Day,
    /// Index into [`House::experiences`].
    pub experience: usize,
    /// The requested floor plan; `None` is any.
    pub floor_plan: Option<u8>,
    /// The minutes that the party agrees to stay, if less than usual.
    pub duration: Option<u16>,
    /// The current time.
    pub now: Instant,
    /// On whose authority.
    pub authority: Authority,
    /// Whether it changes a confirmed booking, which must not become one that is to be requested.
    pub is_confirmed: bool,
}

/// One start of one experience for one party size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The opening day.
    pub day: Day,
    /// Wall-clock minutes since the opening day began.
    pub minutes: u16,
    /// The stay, without the buffer.
    pub stay: Span,
    /// Why it cannot be booked; empty if it can.
    pub reasons: Reasons,
    /// How many parties of this size could start here at once in the empty restaurant.
    pub spots_total: u16,
    /// How many it still can.
    pub spots_open: u16,
    /// The largest number of guests present at any moment of the stay, without this party.
    pub seated: u32,
    /// Guests who start in this step, without this party.
    pub starting: u32,
    /// The limits that apply.
    pub limits: Limits,
    /// How a guest's booking is confirmed.
    pub confirmation: Confirmation,
    /// Every free assignment, best first.
    pub assignments: Vec<SlotAssignment>,
    /// If none is free: how other parties can make room.
    pub reseat: Option<Reseat>,
    /// Whether the answer about tables is certain. It is not if the search for a seating ran out of steps; such a
    /// slot cannot be booked.
    pub is_proven: bool,
}

impl Slot {
    /// Whether it can be booked.
    #[must_use]
    pub fn is_bookable(&self) -> bool {
        self.reasons.is_empty()
    }
}

/// A free assignment of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotAssignment {
    /// Index into [`crate::Floor::assignments`].
    pub assignment: usize,
    /// How well it suits the party; higher is better.
    pub score: Score,
}

/// Every slot of a day, bookable or not, by time.
///
/// On a date that an exception closes these are the weekday's slots, with the reason `Closed`; on a weekday without
/// services there are none. There are none either for an unknown experience, or for a duration that it does not
/// allow; see [`House::stay_minutes`].
#[must_use]
pub fn slots(house: &House, occupancy: &Occupancy, question: &Question) -> Vec<Slot> {
    let Some(asked) = PreparedQuestion::new(house, occupancy, question) else { return Vec::new() };
    let mut slots: Vec<Slot> = asked
        .services()
        .flat_map(|service| {
            let fitting = asked.fitting(Some(service));
            let (asked, spots_total) = (&asked, fitting.spots(question.attendees));
            let slot =
                move |minutes| asked.slot(Some(service), minutes, (&fitting, spots_total), Effort::Exact);
            service_starts(house, service, question.day).map(slot)
        })
        .collect();
    sort_by_key(&mut slots, |slot| slot.minutes);
    slots
}

/// The answer for one start, even if there is no slot; `None` for an unknown experience or a duration that is not
/// allowed.
#[must_use]
pub fn slot_at(house: &House, occupancy: &Occupancy, question: &Question, minutes: u16) -> Option<Slot> {
    slot_with(house, occupancy, question, minutes, Effort::Exact)
}

/// [`slot_at`], with this effort to move other parties.
pub(crate) fn slot_with(
    house: &House,
    occupancy: &Occupancy,
    question: &Question,
    minutes: u16,
    effort: Effort,
) -> Option<Slot> {
    let experience = house.experiences.get(question.experience)?;
    let duration = house.agreed(experience, question.attendees, (question.day, minutes), question.duration);
    let asked = PreparedQuestion::new(house, occupancy, &Question { duration, ..*question })?;
    let service = asked.service_at(minutes);
    let fitting = asked.fitting(service);
    Some(asked.slot(service, minutes, (&fitting, fitting.spots(question.attendees)), effort))
}

/// How much room a day has for one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRoom {
    /// The day.
    pub day: Day,
    /// Slots that can be booked with at most one move; 1 if they can only be booked with more.
    pub bookable: u16,
    /// Slots at which the experience is offered; 0 if there are none, or no service.
    pub slots: u16,
    /// If none can be booked: the reason of the slot that comes closest.
    pub nothing: Option<ExclusionReason>,
}

/// How much room the question's day has.
pub(crate) fn day_room(house: &House, occupancy: &Occupancy, question: &Question) -> DayRoom {
    let mut room =
        DayRoom { day: question.day, bookable: 0, slots: 0, nothing: Some(ExclusionReason::Closed) };
    let Some(asked) = PreparedQuestion::new(house, occupancy, question) else { return room };
    let mut nearest: Option<ExclusionReason> = None;
    let mut full: Vec<(Moment, Rc<Fitting>)> = Vec::new();
    for service in asked.services() {
        let fitting = Rc::new(asked.fitting(Some(service)));
        for minutes in service_starts(house, service, question.day) {
            let at = asked.moment(Some(service), minutes);
            let reasons = asked.reasons(Some(service), &at, true);
            room.slots += u16::from(!reasons.contains(ExclusionReason::ExperienceNotOffered));
            if let Some(reason) = reasons.first() {
                nearest = nearest.max(Some(reason));
            } else if asked.finds_tables(&at, &fitting, Effort::OneMove) {
                room.bookable += 1;
            } else {
                nearest = nearest.max(Some(ExclusionReason::NoTablesFound));
                full.push((at, Rc::clone(&fitting)));
            }
        }
    }
    let opens = |(at, fitting): &(Moment, Rc<Fitting>)| asked.finds_tables(at, fitting, Effort::Exact);
    if room.bookable == 0 && full.iter().any(opens) {
        room.bookable = 1;
    }
    room.nothing = if room.bookable == 0 { nearest.or(room.nothing) } else { None };
    room
}

/// The starts of a service on a day, without those that its clocks skip.
fn service_starts<'a>(house: &'a House, service: &Service, day: Day) -> impl Iterator<Item = u16> + use<'a> {
    let starts = (service.first_start..=service.last_start).step_by(usize::from(house.rules.slot_minutes));
    starts.filter(move |minutes| house.offsets.exists(day, *minutes))
}

/// A question, with what is derived from it once.
pub(crate) struct PreparedQuestion<'a> {
    house: &'a House,
    occupancy: &'a Occupancy,
    question: Question,
    experience: &'a Experience,
    /// How long the party stays, where no service closes before.
    duration: u16,
    /// The floor plans in season, and those that have a table, one bit each.
    floor_plans_in_season: u32,
    furnished: u32,
    is_closed: bool,
    is_too_far_ahead: bool,
    /// Built when a party has to move, and shared by all questions about the same day.
    board: Rc<OnceCell<Board<'a>>>,
}

/// One start, and the state of the restaurant during its stay.
struct Moment {
    minutes: u16,
    stay: Span,
    busy: TableSet,
    load: Load,
}

/// The assignments that suit the party if the restaurant is empty.
struct Fitting<'a> {
    assignments: Vec<(usize, &'a Assignment)>,
}

impl Fitting<'_> {
    /// How many such parties fit into the empty restaurant at once.
    fn spots(&self, attendees: u16) -> u16 {
        spots(self.assignments.iter().map(|(_, a)| *a), attendees, |_| 0)
    }

    fn free(&self, busy: &TableSet) -> impl Iterator<Item = (usize, &Assignment)> {
        let busy = *busy;
        self.assignments.iter().copied().filter(move |(_, a)| !a.tables.intersects(&busy))
    }
}

impl<'a> PreparedQuestion<'a> {
    pub(crate) fn new(house: &'a House, occupancy: &'a Occupancy, question: &Question) -> Option<Self> {
        let experience = house.experiences.get(question.experience)?;
        Some(Self {
            house,
            occupancy,
            question: *question,
            experience,
            duration: house.stay_minutes(experience, question.attendees, question.duration)?,
            floor_plans_in_season: house.floor_plans_on(question.day),
            furnished: house.floor_plans().fold(0, |plans, plan| plans | 1 << plan),
            is_closed: house.services_on(question.day).next().is_none(),
            is_too_far_ahead: house.is_too_far_ahead(question.day, question.now),
            board: Rc::default(),
        })
    }

    /// Another question about the same restaurant at the same time.
    pub(crate) fn instead(&self, question: &Question) -> Option<Self> {
        let asked = Self::new(self.house, self.occupancy, question)?;
        let is_same_day = question.day == self.question.day;
        Some(if is_same_day { Self { board: Rc::clone(&self.board), ..asked } } else { asked })
    }

    /// Every start of the day's services.
    pub(crate) fn starts(&self) -> impl Iterator<Item = u16> {
        self.services().flat_map(|service| service_starts(self.house, service, self.question.day))
    }

    /// Whether a party stays shorter from this start than by another question: where the service closes early it may not.
    pub(crate) fn is_shorter(&self, other: &Self, minutes: u16) -> bool {
        let stay = |asked: &Self| {
            let start = (asked.question.day, minutes);
            self.house.stay(asked.service_at(minutes), start, asked.duration)
        };
        stay(self).end() < stay(other).end()
    }

    /// Whether this start can be booked with at most one move.
    pub(crate) fn is_bookable(&self, minutes: u16) -> bool {
        let service = self.service_at(minutes);
        let at = self.moment(service, minutes);
        self.reasons(service, &at, true).is_empty()
            && self.finds_tables(&at, &self.fitting(service), Effort::OneMove)
    }

    /// Whether two starts belong to the same service. One that belongs to none is as near to any of them.
    pub(crate) fn is_same_service(&self, a: u16, b: u16) -> bool {
        match (self.service_at(a), self.service_at(b)) {
            (Some(a), Some(b)) => std::ptr::eq(a, b),
            _ => true,
        }
    }

    fn service_at(&self, minutes: u16) -> Option<&'a Service> {
        self.services().find(|service| service.starts_at(minutes, self.house.rules.slot_minutes))
    }

    /// The services whose slots are shown: on a closed date the weekday's, to be shown as closed.
    fn services(&self) -> impl Iterator<Item = &'a Service> + use<'a> {
        let open = (!self.is_closed).then(|| self.house.services_on(self.question.day));
        let closed = self.is_closed.then(|| self.house.weekly(self.question.day));
        open.into_iter().flatten().chain(closed.into_iter().flatten())
    }

    fn fitting(&self, service: Option<&Service>) -> Fitting<'a> {
        let plans = self.floor_plans(service);
        let categories = self.experience.categories;
        let closed = service.map_or(TableSet::EMPTY, |service| service.closed_tables);
        let is_guest = self.question.authority == Authority::Guest;
        let assignments: Vec<_> = self
            .house
            .floor
            .assignments()
            .iter()
            .enumerate()
            .filter(|(_, a)| {
                a.reservable
                    && (a.online || !is_guest)
                    && !a.tables.intersects(&closed)
                    && a.party.contains(self.question.attendees)
                    && plans & (1 << (a.floor_plan % 32)) != 0
                    && (categories == 0 || a.categories & categories != 0)
            })
            .collect();
        Fitting { assignments }
    }

    /// The floor plans in which the party may sit, one bit each.
    fn floor_plans(&self, service: Option<&Service>) -> u32 {
        let asked = self.question.floor_plan.map_or(u32::MAX, |plan| 1 << (plan % 32));
        let open = service.map_or(u32::MAX, |service| service.floor_plans);
        asked & open & self.experience.floor_plans & self.floor_plans_in_season
    }

    fn moment(&self, service: Option<&Service>, minutes: u16) -> Moment {
        let stay = self.house.stay(service, (self.question.day, minutes), self.duration);
        let step = Span::lasting(stay.start(), self.house.rules.slot_minutes);
        Moment {
            minutes,
            stay,
            busy: self.busy(stay.extended(self.house.rules.buffer_minutes).cells()),
            load: Load {
                starting: self.occupancy.starting(step.cells()),
                seated: self.occupancy.seated(stay.cells()),
            },
        }
    }

    /// Tables that have no room for the party at some moment of `cells`.
    fn busy(&self, cells: Range<i64>) -> TableSet {
        self.house.busy(self.occupancy, cells, self.question.attendees)
    }

    fn reasons(&self, service: Option<&Service>, at: &Moment, is_free: bool) -> Reasons {
        use ExclusionReason as R;
        let Question { attendees, day, now, .. } = self.question;
        let (rules, experience) = (&self.house.rules, self.experience);
        let start = at.stay.start();
        let last_call = self.house.last_call(service, experience, (day, start));
        // The restaurant itself may seat a party wherever it likes.
        let is_open = self.question.authority == Authority::Restaurant
            || self.floor_plans(service) & self.furnished != 0;
        let is_offered = is_open && self.house.is_offered(self.question.experience, service, day, at.minutes);
        let is_on_request = self.confirmation(service) == Confirmation::Request;
        let limits = self.house.limits_reached(self.occupancy, (day, service), &at.load, attendees);

        let mut reasons = Reasons::default();
        reasons.add_if(self.is_closed || self.house.is_closed_at(day, at.minutes), R::Closed);
        reasons.add_if(!self.is_closed && service.is_none(), R::OutsideOpeningHours);
        reasons.add_if(start < now, R::InThePast);
        reasons.add_if(now <= start && last_call < now, R::TooShortNotice);
        reasons.add_if(self.is_too_far_ahead, R::TooFarAhead);
        reasons.add_if(attendees < rules.party.min.max(experience.party.min), R::PartyTooSmall);
        reasons.add_if(rules.party.max.min(experience.party.max) < attendees, R::PartyTooLarge);
        reasons.add_if(!is_offered, R::ExperienceNotOffered);
        reasons.add_if(self.question.is_confirmed && is_on_request, R::OnRequest);
        reasons = reasons.union(limits);
        reasons.add_if(!is_free, R::NoTablesFound);
        reasons.add_if(rules.paused, R::Paused);
        match self.question.authority {
            Authority::Guest => reasons,
            Authority::System => reasons.without(R::OnlineLimitReached),
            Authority::Restaurant => reasons.binding_the_restaurant(),
        }
    }

    fn confirmation(&self, service: Option<&Service>) -> Confirmation {
        let Question { attendees, day, experience, .. } = self.question;
        let service = service.map(|service| service.key);
        self.house.confirmation(Asked { attendees, day, experience, service })
    }

    fn slot(
        &self,
        service: Option<&Service>,
        minutes: u16,
        (fitting, spots_total): (&Fitting, u16),
        effort: Effort,
    ) -> Slot {
        let at = self.moment(service, minutes);
        let assignments = self.ranked(&at, fitting.free(&at.busy));
        let outcome =
            if assignments.is_empty() { self.reseat(&at, fitting, effort) } else { Outcome::Impossible };
        let blocked = at.stay.extended(self.house.rules.buffer_minutes).cells();
        let taken = |table| self.occupancy.places_taken(table, &blocked);
        let is_proven = outcome != Outcome::Unknown;
        let reseat = if let Outcome::Found(reseat) = outcome { Some(reseat) } else { None };
        Slot {
            day: self.question.day,
            minutes,
            stay: at.stay,
            reasons: self.reasons(service, &at, !assignments.is_empty() || reseat.is_some()),
            spots_total,
            spots_open: spots(fitting.free(&at.busy).map(|(_, a)| a), self.question.attendees, taken),
            seated: at.load.seated,
            starting: at.load.starting,
            limits: self.house.limits(service),
            confirmation: self.confirmation(service),
            assignments,
            reseat,
            is_proven,
        }
    }

    fn ranked<'b>(
        &self,
        at: &Moment,
        assignments: impl Iterator<Item = (usize, &'b Assignment)>,
    ) -> Vec<SlotAssignment> {
        let (around, weights) = (self.surroundings(at), &self.house.rules.weights);
        let rank = |(assignment, a)| SlotAssignment {
            assignment,
            score: score(a, self.question.attendees, &around, weights),
        };
        let mut ranked: Vec<SlotAssignment> = assignments.map(rank).collect();
        sort_by_key(&mut ranked, |ranked| (std::cmp::Reverse(ranked.score), ranked.assignment));
        ranked
    }

    fn finds_tables(&self, at: &Moment, fitting: &Fitting, effort: Effort) -> bool {
        fitting.free(&at.busy).next().is_some()
            || matches!(self.reseat(at, fitting, effort), Outcome::Found(_))
    }

    /// Whether booked parties can make room.
    fn reseat(&self, at: &Moment, fitting: &Fitting, effort: Effort) -> Outcome {
        let Some(rules) = self.house.rules.reseating.filter(|_| effort != Effort::NoMove) else {
            return Outcome::Impossible;
        };
        let Question { day, now, .. } = self.question;
        let board = self.board.get_or_init(|| Board::new(self.house, self.occupancy, day, now));
        let newcomer = Newcomer {
            blocked: at.stay.extended(self.house.rules.buffer_minutes),
            // At a shared table nobody has to make room: there is some, or there is not.
            options: self
                .ranked(at, fitting.assignments.iter().copied().filter(|(_, a)| !a.is_counted()))
                .iter()
                .map(|a| a.assignment)
                .collect(),
        };
        reseat(board, &newcomer, rules, effort)
    }

    /// Which tables would be left with an unsellable gap before or after the stay, and the load of the sections
    /// during it.
    fn surroundings(&self, at: &Moment) -> NeighbourContext {
        let shortest = cells(self.house.shortest_stay() + self.house.rules.buffer_minutes);
        let Range { start, end } = at.stay.extended(self.house.rules.buffer_minutes).cells();
        let gap = |next: Range<i64>, beyond: Range<i64>| self.busy(beyond).minus(&self.busy(next));
        NeighbourContext {
            gap_before: gap(start - 1..start, start - shortest..start - 1),
            gap_after: gap(end..end + 1, end + 1..end + shortest),
            imbalance: self.occupancy.imbalance(&at.stay.cells()),
        }
    }
}

fn cells(minutes: u16) -> i64 {
    i64::from(minutes) / CELL_MINUTES
}
