//! What can be chosen without scripts: a form for party, day and so on, and the day's times as links.

use engine::Instant;
use guest::flow::{Offer, Start, Wish};
use guest::house::{DayOffer, House, Time};
use guest::words::{BookingTexts, BookingWords};
use maud::{Markup, html};

use crate::platform::words::{self, Words};

use super::hosted::Query;

/// How many other days, and other starts, are offered where a day has none.
const OFFERS: usize = 4;

/// What somebody chooses from.
pub(super) struct Choice<'a> {
    pub(super) house: &'a House,
    pub(super) wish: Wish,
    pub(super) words: &'a Words,
    pub(super) now: Instant,
}

impl<'a> Choice<'a> {
    /// What an address asks for, as far as the house has it; else what guests are shown first.
    pub(super) fn of(house: &'a House, query: &Query, words: &'a Words, now: Instant) -> Self {
        let first = house.first_wish(&query.options(), now);
        let wish = Wish { duration: query.number("duration"), ..first };
        Self { house, wish, words, now }
    }

    /// Whether it is what the address asks for, and not what stands for something that the house no longer has.
    pub(super) fn is_as_asked(&self, query: &Query) -> bool {
        let named = self.house.named(&self.wish);
        query.number("attendees") == Some(named.attendees)
            && query.get("day") == Some(named.day.to_string().as_str())
            && query.get("experience") == Some(named.experience.as_str())
            && query.get("area").filter(|id| !id.is_empty()) == named.area.as_deref()
    }

    /// Whether the day has this start, as far as is known.
    pub(super) fn has(&self, minutes: u16) -> bool {
        let offer = self.house.offer(&self.wish, self.now);
        let mut times = offer.services.iter().flat_map(|service| &service.times);
        times.any(|time| time.minutes == minutes && time.reason.is_none())
    }

    /// The wish without a shorter stay, which was agreed for one start alone.
    fn usual(&self) -> Wish {
        Wish { duration: None, ..self.wish }
    }

    pub(super) fn markup(&self) -> Markup {
        let Self { house, wish, words, now } = self;
        let offer = house.offer(&self.usual(), *now);
        let note = house.note(wish.day).map(|note| self.text(note));
        html! {
            section.booking {
                p.label { (words.book_a_table()) }
                h2 { (house.snapshot.restaurant.name) }
                (self.form())
                (self.description())
                h3 { (words::date(words, wish.day)) }
                @if let Some(note) = note { p { (note) } }
                @match offer.nothing {
                    Some(reason) => {
                        p role="status" { (words.day_sentence(reason)) }
                        (self.instead())
                    }
                    None => (self.times(&offer)),
                }
            }
        }
    }

    fn form(&self) -> Markup {
        let Self { house, wish, words, now } = self;
        let (smallest, largest) = house.parties();
        let (first, last) = house.bounds(*now);
        let snapshot = &house.snapshot;
        let usual = self.usual();
        html! {
            form method="get" {
                input type="hidden" name="lang" value=(words.code);
                div.pair {
                    div {
                        label for="attendees" { (words.guests()) }
                        select #attendees name="attendees" {
                            @for size in smallest.max(1)..=largest {
                                option value=(size) selected[size == wish.attendees] { (size) }
                            }
                        }
                    }
                    div {
                        label for="day" { (words.day()) }
                        input #day name="day" type="date" required value=(wish.day) min=(first) max=(last);
                    }
                }
                @if 1 < snapshot.experiences.len() {
                    label for="experience" { (words.experience()) }
                    select #experience name="experience" {
                        @for (index, experience) in snapshot.experiences.iter().enumerate() {
                            option value=(experience.id) selected[index == wish.experience] {
                                (self.text(&experience.name))
                                @if 0 < experience.price { ", " (words.per_person(&self.money(experience.price))) }
                                (self.unavailable(&Wish { experience: index, ..usual }))
                            }
                        }
                    }
                }
                @if 1 < self.house.areas(self.now).count() {
                    label for="area" { (words.area()) }
                    select #area name="area" {
                        option value="" { (words.any_area()) }
                        @for (index, area) in self.house.areas(self.now) {
                            option value=(area.id) selected[wish.area == Some(index)] {
                                (self.text(&area.title)) (self.unavailable(&Wish { area: Some(index), ..usual }))
                            }
                        }
                    }
                }
                p.submit { button type="submit" { (words.show_times()) } }
            }
        }
    }

    /// What the restaurant says and shows of the experience.
    fn description(&self) -> Markup {
        let Some(experience) = self.house.snapshot.experiences.get(self.wish.experience) else {
            return html! {};
        };
        let text = self.text(&experience.description);
        html! {
            @if !text.is_empty() {
                details.description {
                    summary { (self.words.more_about()) }
                    @if !experience.image_url.is_empty() { img src=(experience.image_url) alt="" loading="lazy"; }
                    p { (text) }
                }
            }
        }
    }

    /// Says of a choice that the day has nothing for it.
    fn unavailable(&self, wish: &Wish) -> Markup {
        let reason = self.house.nothing(wish, self.now);
        html! { @if let Some(reason) = reason { " – " (self.words.day_reason(reason)) } }
    }

    fn times(&self, offer: &DayOffer) -> Markup {
        let is_free = |time: &&Time| time.reason.is_none();
        let usual = self.usual();
        html! {
            @for service in &offer.services {
                h4 { (self.text(&service.name)) }
                @if service.is_on_request { p.hint { (self.words.on_request()) } }
                ul.times {
                    @for time in service.times.iter().filter(is_free) {
                        li { a href=(self.link(&usual, time.minutes)) { (self.time(time.minutes)) } }
                    }
                }
                @let refused: Vec<_> = service.times.iter().filter_map(|time| Some((time.minutes, time.reason?))).collect();
                @if !refused.is_empty() {
                    details {
                        summary { (self.words.unavailable()) }
                        ul { @for (minutes, reason) in refused { li { (self.time(minutes)) ": " (self.words.reason(reason)) } } }
                    }
                }
            }
        }
    }

    /// Where the day has nothing: what else it has, and which days have what is wished.
    fn instead(&self) -> Markup {
        let offers = self.house.offers_of_day(&self.wish, self.now, OFFERS);
        let days = self.house.nearest_days(&self.wish, self.now, OFFERS);
        html! {
            @if !offers.is_empty() {
                p { (self.words.nearest()) }
                ul { @for offer in &offers { li { a href=(self.link(&offer.wish, offer.minutes)) { (self.offer(offer)) } } } }
            }
            p { (if days.is_empty() { self.words.nothing_near() } else { self.words.nearest_days() }) }
            ul {
                @for day in days {
                    li { a href=(self.address("", &Wish { day, ..self.wish }, None)) { (words::date(self.words, day)) } }
                }
            }
        }
    }

    /// A start, and what would differ from the wish.
    pub(super) fn offer(&self, offer: &Offer) -> String {
        let wish = &offer.wish;
        let mut text = words::at(self.words, wish.day, offer.minutes);
        let mut add = |what: &str| text.extend([" · ", what]);
        if wish.attendees != self.wish.attendees {
            add(&words::guests(self.words, wish.attendees));
        }
        if wish.experience != self.wish.experience {
            add(&self.house.wished_experience(wish, self.words.code));
        }
        if wish.area != self.wish.area {
            add(&self.house.wished_area(wish, self.words.code));
        }
        if wish.duration.is_some() {
            let end = offer.minutes + self.house.duration(wish, offer.minutes);
            add(&self.words.until(&self.clock(end)));
        }
        text
    }

    /// The page on which a start is booked.
    pub(super) fn link(&self, wish: &Wish, minutes: u16) -> String {
        self.address("/book", wish, Some(minutes))
    }

    /// The page with the day's times.
    pub(super) fn back(&self) -> String {
        self.address("", &self.usual(), None)
    }

    fn address(&self, page: &str, wish: &Wish, minutes: Option<u16>) -> String {
        let named = self.house.named(wish);
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("lang", self.words.code);
        query.append_pair("attendees", &named.attendees.to_string());
        query.append_pair("day", &named.day.to_string());
        query.append_pair("experience", &named.experience);
        for (name, value) in [("area", named.area), ("minutes", minutes.map(|m| m.to_string()))] {
            if let Some(value) = value {
                query.append_pair(name, &value);
            }
        }
        if let Some(duration) = named.duration {
            query.append_pair("duration", &duration.to_string());
        }
        format!("/r/{}{page}?{}", self.house.snapshot.restaurant.slug, query.finish())
    }

    fn text<'t>(&self, texts: &'t api::Texts) -> &'t str {
        self.house.text(texts, self.words.code)
    }

    /// With the night that it is in, after midnight.
    fn time(&self, minutes: u16) -> String {
        let start = Start { day: self.wish.day, minutes };
        match self.words.night(start) {
            Some(night) => format!("{} ({night})", self.clock(minutes)),
            None => self.clock(minutes),
        }
    }

    fn clock(&self, minutes: u16) -> String {
        words::clock(self.words, minutes)
    }

    fn money(&self, minor: u32) -> String {
        words::money(self.words, minor.into(), &self.house.snapshot.restaurant.currency)
    }
}
