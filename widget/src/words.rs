//! What guests read, in the language that the loader has fetched. The texts are methods of `guest::words`; dates, sums and
//! plurals are the browser's `Intl`.
//!
//! Times are shown on the 24-hour clock: a booking has no room for a misread "pm". Restaurants that write `en-US` among their
//! languages get the clock, the dates and the sums of the United States.

mod intl;

use std::cell::RefCell;

use api::Date;
use api::basics::clock::time_of_day;
use api::basics::currency::major;
use guest::flow::Start;
use guest::lang::Lang;
use guest::month::Month;
use guest::words::{BookingTexts, BookingWords, COUNT, Speaker};
use intl::Intl;
use js_sys::Array;
use send_wrapper::SendWrapper;

/// All texts of one language.
pub(crate) struct Words {
    pub(crate) lang: Lang,
    list: &'static [&'static str; COUNT],
    // The browser's objects stay in its one thread.
    intl: SendWrapper<Intl>,
}

thread_local! {
    /// The languages that were spoken on this page.
    static SPOKEN: RefCell<Vec<&'static Words>> = const { RefCell::new(Vec::new()) };
}

impl Words {
    /// The texts of a language, as its file has them. They are kept for as long as the page is there.
    pub(crate) fn of(lang: Lang, texts: &Array) -> &'static Self {
        SPOKEN.with_borrow_mut(|spoken| {
            if let Some(words) = spoken.iter().find(|words| words.lang == lang) {
                return *words;
            }
            let kept = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
            // A file of another version may be too short: what it lacks is left out.
            let text = |i| kept(texts.get(i).as_string().unwrap_or_default());
            let list = Box::leak(Box::new(std::array::from_fn(|i| text(u32::try_from(i).unwrap_or(0)))));
            let intl = SendWrapper::new(Intl::new(lang.intl));
            let words: &'static Self = Box::leak(Box::new(Self { lang, list, intl }));
            spoken.push(words);
            words
        })
    }

    /// `Saturday, 21 November`.
    pub(crate) fn long_date(&self, day: Date) -> String {
        self.intl.long_date(day)
    }

    /// `Sat, 21 Nov`.
    pub(crate) fn short_date(&self, day: Date) -> String {
        self.intl.short_date(day)
    }

    /// `November 2026`.
    pub(crate) fn month(&self, month: Month) -> String {
        self.intl.month(month.first())
    }

    /// `November`.
    pub(crate) fn month_name(&self, day: Date) -> String {
        self.intl.month_name(day)
    }

    /// `Saturday`.
    pub(crate) fn weekday(&self, day: Date) -> String {
        self.intl.weekday(day)
    }

    /// `Sat`.
    pub(crate) fn short_weekday(&self, day: Date) -> String {
        let name = self.intl.short_weekday(day);
        // In Portuguese it is `segunda`, too long for a seventh of a phone. What is abbreviated says so itself.
        if name.len() < 5 || name.ends_with('.') { name } else { name.chars().take(3).collect() }
    }

    /// An amount in minor units; whole amounts without decimals.
    pub(crate) fn money(&self, minor: u32, currency: &str) -> String {
        self.intl.money(major(minor.into(), currency), currency, self.lang.has_12_hours)
    }

    /// The time of a start, with the night where it is after midnight.
    pub(crate) fn time(&self, start: Start) -> String {
        self.with_night(self.clock(start.minutes), start)
    }

    /// Day and time of a start.
    pub(crate) fn at(&self, start: Start) -> String {
        self.with_night(self.start(&self.long_date(start.day), &self.clock(start.minutes)), start)
    }

    fn with_night(&self, text: String, start: Start) -> String {
        match self.night(start) {
            Some(night) => [&text, " (", night, ")"].concat(),
            None => text,
        }
    }

    /// `19:30`, `7:30 PM`; past midnight the clock starts again.
    pub(crate) fn clock(&self, minutes: u16) -> String {
        time_of_day(minutes, self.lang.has_12_hours)
    }
}

impl Speaker for Words {
    fn list(&self) -> &'static [&'static str; COUNT] {
        self.list
    }

    fn category(&self, count: u32) -> String {
        self.intl.category(count)
    }
}
