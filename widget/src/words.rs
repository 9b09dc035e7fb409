//! Every text that a guest reads, in each language. A text that a language lacks does not compile, and neither
//! does a code or a reason without words.
//!
//! Times are shown on the 24-hour clock: a booking has no room for a misread "pm". Restaurants that write `en-US` among their
//! languages get the clock, the dates and the sums of the United States.

mod de;
mod en;

use api::basics::clock::twelve_hours;
use api::basics::currency::{in_full, in_major_units};
use api::{Code, Date};
use engine::ExclusionReason;

use crate::flow::{Field, Start};
use crate::month::{Month, plus};

/// A language that the widget speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    De,
    En,
    /// Only where the restaurant says so.
    American,
}

impl Lang {
    /// The language of a tag such as `de-AT`, if the widget speaks it.
    pub(crate) fn of(tag: &str) -> Option<Self> {
        match tag.get(..2)?.to_ascii_lowercase().as_str() {
            "de" => Some(Self::De),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
            Self::American => "en-US",
        }
    }

    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::De => &de::WORDS,
            Self::En => &en::WORDS,
            Self::American => &en::AMERICAN,
        }
    }

    /// The same language as a restaurant writes it.
    pub(crate) fn as_written_by(self, locales: &[String]) -> Self {
        let is_american = locales.iter().any(|tag| tag.eq_ignore_ascii_case(Self::American.code()));
        if self == Self::En && is_american { Self::American } else { self }
    }
}

/// All texts of one language.
pub(crate) struct Words {
    pub(crate) lang: Lang,
    pub(crate) weekdays: [&'static str; 7],
    pub(crate) weekdays_short: [&'static str; 7],
    pub(crate) months: [&'static str; 12],
    pub(crate) months_short: [&'static str; 12],
    /// Weekday, day of the month, month.
    pub(crate) long_date: fn(&str, u32, &str) -> String,
    pub(crate) short_date: fn(&str, u32, &str) -> String,
    /// For a start after midnight: the weekday into which the night leads.
    pub(crate) night_to: fn(&str) -> String,
    pub(crate) at_time: fn(&str) -> String,
    pub(crate) price: fn(&str, &str) -> String,
    pub(crate) per_person: fn(&str) -> String,

    pub(crate) title: &'static str,
    pub(crate) loading: &'static str,
    pub(crate) guests: &'static str,
    pub(crate) guest_count: fn(u16) -> String,
    pub(crate) more_guests: fn(u16) -> String,
    pub(crate) call: &'static str,
    pub(crate) experience: &'static str,
    pub(crate) month_before: &'static str,
    pub(crate) month_after: &'static str,
    pub(crate) legend_plenty: &'static str,
    pub(crate) legend_few: &'static str,
    pub(crate) legend_none: &'static str,
    pub(crate) today: &'static str,
    pub(crate) day: &'static str,
    /// Times of today for which it is too late.
    pub(crate) earlier: &'static str,
    pub(crate) area: &'static str,
    pub(crate) any_area: &'static str,
    /// How many times are free, on which date, for how many.
    pub(crate) times_found: fn(usize, &str, &str) -> String,
    /// Why a whole day has nothing, in a word or two for the calendar.
    pub(crate) day_reason: fn(ExclusionReason) -> &'static str,
    /// Why a whole day has nothing, in a sentence.
    pub(crate) day_sentence: fn(ExclusionReason) -> &'static str,
    /// Why a time cannot be booked.
    pub(crate) reason: fn(ExclusionReason) -> &'static str,
    pub(crate) unavailable: &'static str,
    pub(crate) nearest: &'static str,
    /// For so many guests, after a time.
    pub(crate) for_guests: fn(u16) -> String,
    /// Until this time, after a time.
    /// The guest books the same time again.
    pub(crate) booked_before: &'static str,
    pub(crate) did_you_mean: fn(&str) -> String,
    pub(crate) until: fn(&str) -> String,
    pub(crate) nearest_days: &'static str,
    pub(crate) nothing_near: &'static str,
    pub(crate) asking: &'static str,

    /// What an error means for the guest.
    pub(crate) problem: fn(Code) -> &'static str,
    pub(crate) taken: &'static str,
    pub(crate) hold_lost: &'static str,
    pub(crate) offline: &'static str,
    pub(crate) offline_booking: &'static str,
    pub(crate) broken: &'static str,
    pub(crate) broken_booking: &'static str,
    pub(crate) try_again: &'static str,

    pub(crate) details: &'static str,
    pub(crate) back: &'static str,
    pub(crate) kept: &'static str,
    pub(crate) kept_minutes: &'static str,
    pub(crate) kept_soon: &'static str,
    pub(crate) kept_no_more: &'static str,
    pub(crate) not_kept: &'static str,
    pub(crate) extend: &'static str,
    pub(crate) extended: &'static str,
    pub(crate) not_extended: &'static str,
    pub(crate) field: fn(Field) -> &'static str,
    pub(crate) field_fault: fn(Field) -> &'static str,
    pub(crate) optional: &'static str,
    pub(crate) notes_hint: &'static str,
    pub(crate) consent: fn(&str) -> String,
    pub(crate) privacy: &'static str,
    pub(crate) book: &'static str,
    /// What is paid at booking.
    pub(crate) book_and_pay: fn(&str) -> String,
    pub(crate) request: &'static str,
    pub(crate) booking: &'static str,
    pub(crate) opens_new_tab: &'static str,

    /// Whether it is a guarantee, and the sum.
    pub(crate) costs: fn(bool, &str) -> String,
    pub(crate) free_until: fn(&str) -> String,
    pub(crate) part_until: fn(&str, u8) -> String,
    pub(crate) then_nothing: &'static str,
    pub(crate) then_fee: &'static str,
    /// Where no deadline is left.
    pub(crate) nothing: &'static str,
    pub(crate) fee: &'static str,
    pub(crate) to_pay: &'static str,

    pub(crate) done: &'static str,
    pub(crate) done_request: &'static str,
    pub(crate) done_mail: fn(&str) -> String,
    pub(crate) done_request_mail: fn(&str) -> String,
    pub(crate) number: &'static str,
    pub(crate) when: &'static str,
    pub(crate) who: &'static str,
    pub(crate) what: &'static str,
    pub(crate) seat: &'static str,
    pub(crate) calendar: &'static str,
    pub(crate) manage: &'static str,
    pub(crate) again: &'static str,

    pub(crate) unknown_restaurant: &'static str,
    pub(crate) unreachable: &'static str,
    pub(crate) other_version: &'static str,
    pub(crate) hosted_page: &'static str,
}

impl Words {
    /// `Saturday, 21 November`.
    pub(crate) fn long_date(&self, day: Date) -> String {
        let (_, _, number) = day.parts();
        (self.long_date)(self.weekday(day), number, self.months[Month::of(day).index()])
    }

    /// `Sat 21 Nov`.
    pub(crate) fn short_date(&self, day: Date) -> String {
        let (_, _, number) = day.parts();
        let weekday = self.weekdays_short[day.0.weekday() as usize];
        (self.short_date)(weekday, number, self.months_short[Month::of(day).index()])
    }

    pub(crate) fn month_name(&self, day: Date) -> &'static str {
        self.months[Month::of(day).index()]
    }

    pub(crate) fn month(&self, month: Month) -> String {
        format!("{} {}", self.months[month.index()], month.year())
    }

    /// For a start after midnight, which night that is.
    pub(crate) fn night(&self, start: Start) -> Option<String> {
        let is_next_day = clock_minutes(start.minutes) != start.minutes;
        is_next_day.then(|| (self.night_to)(self.weekday(plus(start.day, 1))))
    }

    /// The time of a start, with the night where it is after midnight.
    pub(crate) fn time(&self, start: Start) -> String {
        let mut time = self.clock(start.minutes);
        if let Some(night) = self.night(start) {
            time.push_str(" (");
            time.push_str(&night);
            time.push(')');
        }
        time
    }

    /// Day and time of a start.
    pub(crate) fn start(&self, start: Start) -> String {
        let mut text = self.long_date(start.day);
        text.push_str(", ");
        text.push_str(&(self.at_time)(&self.clock(start.minutes)));
        if let Some(night) = self.night(start) {
            text.push_str(" (");
            text.push_str(&night);
            text.push(')');
        }
        text
    }

    /// An amount in minor units; whole amounts without decimals.
    pub(crate) fn money(&self, minor: u32, currency: &str) -> String {
        let amount = match self.lang {
            Lang::De => in_major_units(minor.into(), currency, ','),
            Lang::En => in_major_units(minor.into(), currency, '.'),
            Lang::American => in_full(minor.into(), currency, '.'),
        };
        match currency {
            "USD" if self.lang == Lang::American => (self.price)(&amount, "$"),
            "EUR" => (self.price)(&amount, "€"),
            "GBP" => (self.price)(&amount, "£"),
            _ => (self.price)(&amount, currency),
        }
    }

    /// `19:30`, `7:30 PM`; past midnight the clock starts again.
    pub(crate) fn clock(&self, minutes: u16) -> String {
        let minutes = clock_minutes(minutes);
        match self.lang {
            Lang::American => twelve_hours(minutes),
            Lang::De | Lang::En => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        }
    }

    fn weekday(&self, day: Date) -> &'static str {
        self.weekdays[day.0.weekday() as usize]
    }
}

const MINUTES_PER_DAY: u16 = 1440;

fn clock_minutes(minutes: u16) -> u16 {
    minutes % MINUTES_PER_DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    const SATURDAY: Start = Start { day: Date(engine::Day(20_778)), minutes: 1170 };

    #[test]
    fn a_start_reads_as_one_would_say_it() {
        assert_eq!(de::WORDS.start(SATURDAY), "Samstag, 21. November, 19:30 Uhr");
        assert_eq!(en::WORDS.start(SATURDAY), "Saturday, 21 November, 19:30");
        assert_eq!(en::AMERICAN.start(SATURDAY), "Saturday, November 21, 7:30 PM");
        assert_eq!(en::AMERICAN.short_date(SATURDAY.day), "Sat, Nov 21");
        assert_eq!(de::WORDS.short_date(SATURDAY.day), "Sa, 21. Nov.");
        assert_eq!(en::WORDS.short_date(SATURDAY.day), "Sat 21 Nov");
    }

    #[test]
    fn a_start_after_midnight_names_the_night() {
        let late = Start { minutes: 1470, ..SATURDAY };
        assert_eq!(de::WORDS.time(late), "00:30 (Nacht auf Sonntag)");
        assert_eq!(en::WORDS.time(late), "00:30 (night to Sunday)");
        assert_eq!(en::WORDS.time(SATURDAY), "19:30");
    }

    #[test]
    fn whole_amounts_have_no_decimals() {
        assert_eq!(de::WORDS.money(8900, "EUR"), "89 €");
        assert_eq!(en::WORDS.money(8950, "EUR"), "€89.50");
        assert_eq!(de::WORDS.money(8950, "CHF"), "89,50 CHF");
        assert_eq!(en::AMERICAN.money(5000, "USD"), "$50.00");
    }

    #[test]
    fn every_reason_has_its_own_words_in_each_language() {
        for words in [&de::WORDS, &en::WORDS] {
            let mut texts: Vec<&str> =
                ExclusionReason::ALL.iter().map(|reason| (words.reason)(*reason)).collect();
            texts.sort_unstable();
            texts.dedup();
            assert_eq!(texts.len(), ExclusionReason::ALL.len());
        }
    }

    #[test]
    fn a_language_tag_is_read_by_its_language() {
        assert_eq!(Lang::of("de-AT"), Some(Lang::De));
        assert_eq!(Lang::of("EN"), Some(Lang::En));
        assert_eq!(Lang::of("fr"), None);
        assert_eq!(Lang::of(""), None);
        assert_eq!(Lang::of("en-US"), Some(Lang::En), "as long as the restaurant does not write so");
        let locales = ["de".to_owned(), "en-US".to_owned()];
        assert_eq!(Lang::En.as_written_by(&locales), Lang::American);
        assert_eq!(Lang::De.as_written_by(&locales), Lang::De);
    }
}
