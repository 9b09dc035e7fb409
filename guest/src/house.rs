//! The snapshot, compiled: answers everything that the widget asks while a guest chooses, without a request.
//!
//! It decides nothing: the edge runs the same engine on fresh data before it holds a table.

mod choices;
mod confirmation;

use api::basics::status::Status;
use api::booking::guest_booking::{BookingChange, BookingGlance};
use api::configuration::schedule::{self, Service};
use api::snapshot::SnapshotError;
use api::{Alternative, Date, HoldRequest, Snapshot, Texts};
use engine::{Authority, Change, Confirmation, ExclusionReason, Instant, Occupancy, Question, Security};

use crate::clock::Clock;
use crate::flow::{Flow, Held, Offer, Review, Stage, Start, Wish};
use crate::month::{Month, plus};
use crate::saved::NamedWish;

/// Days of the strip.
const STRIP_DAYS: i32 = 21;

/// How many alternatives on days that the snapshot does not know may have to be left out.
const DAYS_BEYOND: usize = 3;

pub struct House {
    pub snapshot: Snapshot,
    pub clock: Clock,
    rules: engine::House,
    occupancy: Occupancy,
    /// What may differ in what is offered instead.
    changes: &'static [Change],
    /// Whether the guest changes a booking that is confirmed.
    is_confirmed: bool,
}

/// What can be changed of a booking.
const CHANGES_OF_A_BOOKING: [Change; 4] = [Change::Time, Change::Area, Change::Party, Change::Day];

/// What a booking costs.
pub struct Quote {
    pub policy: engine::Policy,
    /// Minor units.
    pub amount: i64,
}

impl Quote {
    /// Whether a card is only kept for it.
    pub fn is_guarantee(&self) -> bool {
        self.policy.security == Security::Guarantee
    }
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarDay {
    pub date: Date,
    pub room: Room,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    Plenty,
    Few,
    Nothing(ExclusionReason),
    /// Past, or beyond the booking window.
    Outside,
}

/// What a day offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOffer {
    pub services: Vec<ServiceOffer>,
    /// How many times can be booked.
    pub free: usize,
    /// Why none can.
    pub nothing: Option<ExclusionReason>,
}

/// The times of one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceOffer {
    pub id: String,
    pub name: Texts,
    /// Whether its times have to be requested.
    pub is_on_request: bool,
    pub times: Vec<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    pub minutes: u16,
    /// Why it cannot be booked.
    pub reason: Option<ExclusionReason>,
}

impl House {
    pub fn new(snapshot: Snapshot, stopwatch_ms: f64) -> Result<Self, SnapshotError> {
        let (rules, stays) = snapshot.house()?;
        let occupancy = Occupancy::new(&rules, &stays);
        Ok(Self {
            clock: Clock::new(snapshot.made_at, stopwatch_ms),
            rules,
            occupancy,
            snapshot,
            changes: &Change::ALL,
            is_confirmed: false,
        })
    }

    /// For a guest who has a booking already, and changes it.
    pub fn for_change(self, booking: &BookingGlance) -> Self {
        let is_confirmed = booking.status != Status::Requested;
        Self { changes: &CHANGES_OF_A_BOOKING, is_confirmed, ..self }
    }

    /// For the guest whom an older one was for.
    pub fn in_place_of(self, older: &Self) -> Self {
        Self { changes: older.changes, is_confirmed: older.is_confirmed, ..self }
    }

    /// The first and the last day that can be asked about.
    pub fn bounds(&self, now: Instant) -> (Date, Date) {
        let today = Date(self.rules.offsets.today(now));
        // Beyond the snapshot every day looks empty, so nothing is asked about it.
        let known = plus(self.snapshot.from, i32::from(self.snapshot.days) - 1);
        (today, Date(self.rules.last_day(now)).min(known))
    }

    /// The smallest and the largest party that books online.
    pub fn parties(&self) -> (u16, u16) {
        (self.rules.rules.party.min, self.rules.rules.party.max)
    }

    /// The days of a month.
    pub fn calendar(&self, wish: &Wish, month: Month, now: Instant) -> Vec<CalendarDay> {
        self.days(wish, (month.first(), month.last()), now)
    }

    /// The days of the strip: some weeks in a row, among them the wish's day. It begins where it did `before`, as long as it
    /// has that day.
    pub fn strip(&self, wish: &Wish, before: Option<Date>, now: Instant) -> Vec<CalendarDay> {
        let (today, last) = self.bounds(now);
        let week = plus(wish.day, -(wish.day.0.weekday() as i32));
        let has_it = |first: &Date| (*first..plus(*first, STRIP_DAYS)).contains(&wish.day);
        let first = before.filter(has_it).or(Some(today).filter(has_it)).unwrap_or(week).max(today);
        self.days(wish, (first, plus(first, STRIP_DAYS - 1).min(last)), now)
    }

    fn days(&self, wish: &Wish, (from, to): (Date, Date), now: Instant) -> Vec<CalendarDay> {
        let (first, last) = self.bounds(now);
        let (asked, until) = (from.max(first), to.min(last));
        let count = u16::try_from(until.0.0 - asked.0.0 + 1).unwrap_or(0);
        let rooms = engine::month(&self.rules, &self.occupancy, &self.question(wish, asked, now), count);
        let day = |i| {
            let date = plus(from, i);
            let room = rooms.iter().find(|room| room.day == date.0);
            CalendarDay { date, room: room.map_or(Room::Outside, |room| Self::room(*room)) }
        };
        (0..=to.0.0 - from.0.0).map(day).collect()
    }

    fn room(room: engine::DayRoom) -> Room {
        match room.bookable {
            0 => Room::Nothing(room.nothing.unwrap_or(ExclusionReason::Closed)),
            few if few <= room.slots / 4 => Room::Few,
            _ => Room::Plenty,
        }
    }

    /// The days with room that lie nearest, by date.
    pub fn nearest_days(&self, wish: &Wish, now: Instant, count: usize) -> Vec<Date> {
        let (first, last) = self.bounds(now);
        let days = u16::try_from(last.0.0 - first.0.0 + 1).unwrap_or(0);
        let rooms = engine::month(&self.rules, &self.occupancy, &self.question(wish, first, now), days);
        let is_free = |day: &Date| rooms.iter().any(|room| room.day == day.0 && 0 < room.bookable);
        let around = |away: i32| [plus(wish.day, -away), plus(wish.day, away)];
        let nearest = (1..=i32::from(days)).flat_map(around).filter(is_free).take(count);
        in_order(std::iter::once(wish.day).filter(is_free).chain(nearest).take(count))
    }

    /// What can be had instead of a start, nearest first.
    pub fn offers(&self, wish: &Wish, minutes: u16, now: Instant, count: usize) -> Vec<Offer> {
        let (first, last) = self.bounds(now);
        let question = self.question(wish, wish.day, now);
        let found = engine::alternatives(
            &self.rules,
            &self.occupancy,
            &question,
            minutes,
            self.changes,
            count + DAYS_BEYOND,
        );
        let offers = found.iter().map(|found| Offer {
            wish: Wish {
                attendees: found.question.attendees,
                experience: found.question.experience,
                area: found.question.floor_plan,
                day: Date(found.question.day),
                duration: found.question.duration,
            },
            minutes: found.minutes,
            change: found.change.into(),
        });
        // Beyond the snapshot every day looks empty.
        offers.filter(|offer| (first..=last).contains(&offer.wish.day)).take(count).collect()
    }

    /// What can be had on a day that has nothing for the wish: around its middle slot, something else than the day.
    pub fn offers_of_day(&self, wish: &Wish, now: Instant, count: usize) -> Vec<Offer> {
        let services: Vec<&Service> = self.services(wish.day).collect();
        let Some(main) = services.last() else { return Vec::new() };
        let middle = main.first_start + (main.last_start - main.first_start) / 2;
        let step = self.snapshot.settings.slot_minutes.max(1);
        let offers = self.offers(wish, middle - (middle - main.first_start) % step, now, count + DAYS_BEYOND);
        offers.into_iter().filter(|offer| offer.wish.day == wish.day).take(count).collect()
    }

    /// What the edge offers, if this house knows it.
    pub fn offer_of(&self, alternative: &Alternative) -> Option<Offer> {
        let experience = self.snapshot.experiences.iter().position(|e| e.id == alternative.experience_id)?;
        let area = match &alternative.floor_plan_id {
            Some(id) => Some(u8::try_from(self.snapshot.areas.iter().position(|area| area.id == *id)?).ok()?),
            None => None,
        };
        let Alternative { attendees, day, minutes, duration, change, .. } = *alternative;
        Some(Offer { wish: Wish { attendees, experience, area, day, duration }, minutes, change })
    }

    /// How many minutes the party of this wish stays that comes at this time of its day.
    pub fn duration(&self, wish: &Wish, minutes: u16) -> u16 {
        let usual = |e| self.rules.duration(e, wish.attendees);
        let duration =
            wish.duration.or_else(|| self.rules.experiences.get(wish.experience).map(usual)).unwrap_or(0);
        self.rules.minutes_at((wish.day.0, minutes), duration)
    }

    /// The times of the wish's day. What nobody would ask about is left out: times that have passed, and those
    /// at which the experience is never served.
    pub fn offer(&self, wish: &Wish, now: Instant) -> DayOffer {
        let slots = self.slots(wish, wish.day, now);
        let slots_shown = slots.iter().filter(|slot| {
            let reason = slot.reasons.first();
            !matches!(reason, Some(ExclusionReason::InThePast | ExclusionReason::ExperienceNotOffered))
        });
        let mut services: Vec<ServiceOffer> = Vec::new();
        // The slots come by time, so the services do too.
        for slot in slots_shown {
            let time = Time { minutes: slot.minutes, reason: slot.reasons.first() };
            let opens =
                |service: &&Service| (service.first_start..=service.last_start).contains(&time.minutes);
            let Some(service) = self.services(wish.day).find(opens) else { continue };
            match services.last_mut() {
                Some(last) if last.id == service.id => last.times.push(time),
                _ => services.push(ServiceOffer {
                    id: service.id.clone(),
                    name: service.name.clone(),
                    // No rule tells the starts of one service apart.
                    is_on_request: slot.confirmation == Confirmation::Request,
                    times: vec![time],
                }),
            }
        }
        let free = slots.iter().filter(|slot| slot.is_bookable()).count();
        DayOffer { services, free, nothing: (free == 0).then(|| self.why_nothing(&slots)) }
    }

    /// Why the wish's day has nothing for this wish; nothing if it has.
    pub fn nothing(&self, wish: &Wish, now: Instant) -> Option<ExclusionReason> {
        let slots = self.slots(wish, wish.day, now);
        let is_free = slots.iter().any(engine::Slot::is_bookable);
        (!is_free).then(|| self.why_nothing(&slots))
    }

    /// What the restaurant says about a day that is not like others.
    pub fn note(&self, day: Date) -> Option<&Texts> {
        let exception = schedule::exception_on(&self.snapshot.exceptions, day.0);
        exception.map(|exception| &exception.note).filter(|note| !note.is_empty())
    }

    fn services(&self, day: Date) -> impl Iterator<Item = &Service> {
        schedule::services_on(&self.snapshot.services, &self.snapshot.exceptions, day.0)
    }

    fn slots(&self, wish: &Wish, day: Date, now: Instant) -> Vec<engine::Slot> {
        engine::slots(&self.rules, &self.occupancy, &self.question(wish, day, now))
    }

    /// The reason of the slot that came closest to being bookable.
    fn why_nothing(&self, slots: &[engine::Slot]) -> ExclusionReason {
        slots.iter().filter_map(|slot| slot.reasons.first()).max().unwrap_or(ExclusionReason::Closed)
    }

    fn question(&self, wish: &Wish, day: Date, now: Instant) -> Question {
        Question {
            attendees: wish.attendees,
            day: day.0,
            experience: wish.experience,
            floor_plan: wish.area,
            duration: wish.duration,
            now,
            authority: Authority::Guest,
            is_confirmed: self.is_confirmed,
        }
    }
}

/// Puts a few things in order. The standard library's sorts are made for many, and their code is as large.
fn in_order<T: Ord + Copy>(things: impl Iterator<Item = T>) -> Vec<T> {
    things.fold(Vec::new(), |mut sorted, thing| {
        sorted.insert(sorted.partition_point(|earlier| *earlier < thing), thing);
        sorted
    })
}

/// From wishes to names and back.
impl House {
    pub fn named(&self, wish: &Wish) -> NamedWish {
        NamedWish {
            attendees: wish.attendees,
            experience: self.experience_id(wish),
            area: self.area_id(wish),
            day: wish.day,
            duration: wish.duration,
        }
    }

    /// The wish with these names, as far as it can still be had; the rest from `other`.
    pub fn wish(&self, named: &NamedWish, other: Wish, now: Instant) -> Wish {
        let (smallest, largest) = self.parties();
        let (first, last) = self.bounds(now);
        let experience = self.snapshot.experiences.iter().position(|e| e.id == named.experience);
        let area = named.area.as_ref().and_then(|id| self.area_index(id));
        Wish {
            attendees: named.attendees.clamp(smallest, largest),
            experience: experience.unwrap_or(other.experience),
            area,
            day: if (first..=last).contains(&named.day) { named.day } else { other.day },
            duration: named.duration,
        }
    }

    /// The wish of a guest who has this booking.
    pub fn wish_of(&self, booking: &BookingGlance, now: Instant) -> Wish {
        let (first, last) = self.bounds(now);
        let experience = self.snapshot.experiences.iter().position(|e| e.id == booking.experience_id);
        Wish {
            // Also of a party that is too large to book online: it is told so, and nobody is left out unasked.
            attendees: booking.attendees,
            experience: experience.unwrap_or(0),
            area: None,
            day: booking.day.clamp(first, last),
            duration: None,
        }
    }

    /// The change that a quote is for.
    pub fn change_request(&self, flow: &Flow) -> Option<BookingChange> {
        let Stage::Review(Review { quote, .. }) = &flow.stage else { return None };
        Some(BookingChange {
            attendees: Some(quote.attendees),
            day: Some(quote.day),
            minutes: Some(quote.minutes),
            floor_plan_id: self.area_id(&flow.wish),
            accepted_amount: Some(quote.amount),
        })
    }

    pub fn hold_request(&self, flow: &Flow, start: Start) -> HoldRequest {
        HoldRequest {
            attendees: flow.wish.attendees,
            day: start.day,
            minutes: start.minutes,
            experience_id: self.experience_id(&flow.wish),
            floor_plan_id: self.area_id(&flow.wish),
            duration: flow.wish.duration,
            replaces: flow.earlier_hold.clone().filter(|id| !id.is_empty()),
        }
    }

    /// The choice of a start for which the edge keeps no table.
    pub fn unheld(&self, flow: &Flow, start: Start) -> Held {
        Held::of_nothing(&self.hold_request(flow, start), self.duration(&flow.wish, start.minutes))
    }

    /// What is paid for what is held, or at stake for it.
    pub fn quote(&self, hold: &api::Hold) -> Option<Quote> {
        let experience = self.snapshot.experiences.iter().position(|e| e.id == hold.experience_id)?;
        let policy = self.snapshot.policy(experience, hold.day.0, hold.minutes)?;
        let amount = policy.amount(hold.attendees);
        (0 < amount).then_some(Quote { policy, amount })
    }

    /// The end of the stay, in minutes since the opening day began: where the restaurant says it, and where the house closes
    /// before such a party would leave.
    pub fn end(&self, hold: &api::Hold) -> Option<u16> {
        let start = Start { day: hold.day, minutes: hold.minutes };
        let experience = self.snapshot.experiences.iter().position(|e| e.id == hold.experience_id);
        let is_cut = experience.is_some_and(|index| self.is_cut_short(index, hold.attendees, start));
        self.end_said(start, hold.duration, is_cut)
    }

    /// The same for a start that nobody holds.
    pub fn end_at(&self, wish: &Wish, start: Start) -> Option<u16> {
        let wish = Wish { day: start.day, ..*wish };
        let is_cut = self.is_cut_short(wish.experience, wish.attendees, start);
        self.end_said(start, self.duration(&wish, start.minutes), is_cut)
    }

    fn is_cut_short(&self, experience: usize, attendees: u16, start: Start) -> bool {
        let experience = self.rules.experiences.get(experience);
        experience.is_some_and(|e| self.rules.is_cut_short(e, attendees, (start.day.0, start.minutes)))
    }

    fn end_said(&self, start: Start, duration: u16, is_cut: bool) -> Option<u16> {
        let offsets = &self.rules.offsets;
        let leaves = offsets.instant(start.day.0, start.minutes).plus(i64::from(duration));
        let (day, minutes) = offsets.wall(leaves);
        let days = u16::try_from(day.0 - start.day.0.0).unwrap_or(0);
        let is_said = is_cut || self.snapshot.settings.show_end_time;
        is_said.then(|| days.saturating_mul(1440).saturating_add(minutes))
    }

    /// Until when what share of it comes back, by the restaurant's clock: the deadlines that are still ahead.
    pub fn deadlines(&self, quote: &Quote, hold: &api::Hold, now: Instant) -> Vec<(Start, u8)> {
        let offsets = &self.rules.offsets;
        let wall = |(until, percent)| {
            let (day, minutes) = offsets.wall(until);
            (Start { day: Date(day), minutes }, percent)
        };
        let deadlines = quote.policy.deadlines(offsets.instant(hold.day.0, hold.minutes));
        deadlines.filter(|(until, _)| now <= *until).map(wall).collect()
    }

    /// The booking of what is held; nothing where nothing is.
    pub fn booking_request(&self, flow: &Flow, locale: &str) -> Option<api::BookingRequest> {
        let Stage::Details(held, _) = &flow.stage else { return None };
        let (hold, guest) = (&held.hold, &flow.guest);
        let trimmed = |text: &String| text.trim().to_owned();
        Some(api::BookingRequest {
            hold_id: held.id(),
            attendees: hold.attendees,
            day: hold.day,
            minutes: hold.minutes,
            experience_id: hold.experience_id.clone(),
            floor_plan_id: self.area_id(&flow.wish),
            duration: flow.wish.duration,
            first_name: trimmed(&guest.first_name),
            last_name: trimmed(&guest.last_name),
            email: trimmed(&guest.email),
            phone: trimmed(&guest.phone),
            notes: trimmed(&guest.notes),
            locale: locale.to_owned(),
            consent: guest.consent,
            accepted_amount: Some(self.quote(hold).map_or(0, |quote| quote.amount)),
            gift_card_code: Some(trimmed(&guest.gift_card)).filter(|code| !code.is_empty()),
        })
    }

    /// The restaurant's own text in a language, else in the first of its languages that has one.
    pub fn text<'a>(&self, texts: &'a Texts, locale: &str) -> &'a str {
        api::text(texts, locale, &self.snapshot.restaurant.locales)
    }

    /// What guests call an area.
    pub fn area_name(&self, id: &str, locale: &str) -> String {
        let area = self.snapshot.areas.iter().find(|area| area.id == id);
        area.map_or(String::new(), |area| self.text(&area.title, locale).to_owned())
    }

    /// What guests call the area that a wish is for.
    pub fn wished_area(&self, wish: &Wish, locale: &str) -> String {
        self.area_id(wish).map_or(String::new(), |id| self.area_name(&id, locale))
    }

    /// The name of the experience that a wish is for.
    pub fn wished_experience(&self, wish: &Wish, locale: &str) -> String {
        let experience = self.snapshot.experiences.get(wish.experience);
        experience.map_or(String::new(), |experience| self.text(&experience.name, locale).to_owned())
    }

    /// Whether there is anything to choose or to read about its experiences.
    pub fn tells_experiences(&self) -> bool {
        let experiences = &self.snapshot.experiences;
        1 < experiences.len() || experiences.iter().any(|experience| !experience.description.is_empty())
    }

    fn experience_id(&self, wish: &Wish) -> String {
        self.snapshot.experiences.get(wish.experience).map_or(String::new(), |e| e.id.clone())
    }

    /// The area with this id.
    pub fn area_index(&self, id: &str) -> Option<u8> {
        u8::try_from(self.snapshot.areas.iter().position(|area| area.id == id)?).ok()
    }

    /// The area that a wish is for; none for any.
    pub fn area_id(&self, wish: &Wish) -> Option<String> {
        self.snapshot.areas.get(usize::from(wish.area?)).map(|area| area.id.clone())
    }
}

#[cfg(test)]
mod tests;
