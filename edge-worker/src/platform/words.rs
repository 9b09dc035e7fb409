//! What the Worker's own pages and mails say, in each language of `words/`. Each text is a method of [`Words`], named like
//! it: those of booking come from `guest::words`, the others from the build (`edge-worker/build.rs`).

use api::basics::clock::time_of_day;
use api::basics::currency::{in_full, in_major_units};
use api::basics::message::message;
use api::basics::text::{closest, is_same_language};
use api::{Booking, Date};
use engine::CalendarDate;
use guest::lang::Lang;
use guest::words::{BookingTexts, COUNT, Speaker};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The texts in one language.
pub(crate) struct Words {
    /// The language's tag: `de`, `en-US`.
    pub(crate) code: &'static str,
    /// How the language calls itself.
    pub(crate) name: &'static str,
    format: Format,
    booking: &'static [&'static str; COUNT],
    pages: &'static [&'static str; PAGES_COUNT],
}

/// How dates, times and sums are written; see `words/src/catalogue.rs`.
struct Format {
    date: &'static str,
    has_12_hours: bool,
    decimal: &'static str,
    group: &'static str,
    group_from: usize,
    money: &'static str,
    money_by_code: &'static str,
    weekdays: [&'static str; 7],
    months: [&'static str; 12],
}

impl Words {
    pub(crate) fn lang(&self) -> Lang {
        Lang::of(self.code).unwrap_or(Lang::ENGLISH)
    }
}

/// The texts in a language, which is spoken if nobody asks for one that we have.
pub(crate) fn of(locale: &str) -> &'static Words {
    find(locale).or_else(|| find(Lang::ENGLISH.code)).unwrap_or(&LANGUAGES[0])
}

/// Whether there are texts in a language.
pub(crate) fn has(locale: &str) -> bool {
    find(locale).is_some()
}

/// All languages, but not the ways in which single countries write them.
pub(crate) fn languages() -> impl Iterator<Item = &'static Words> {
    LANGUAGES.iter().filter(|words| !words.code.contains('-'))
}

/// The tag of the language in which somebody is written to: the restaurant's own tag of the one that they asked for, else
/// that one if there are texts in it, else the restaurant's first.
pub(crate) fn language_for(wanted: &str, locales: &[String]) -> String {
    let own = closest(locales, wanted).cloned();
    let spoken = || find(wanted).map(|words| words.code.to_owned());
    own.or_else(spoken).or_else(|| locales.first().cloned()).unwrap_or_default()
}

fn find(locale: &str) -> Option<&'static Words> {
    let same = LANGUAGES.iter().find(|words| words.code.eq_ignore_ascii_case(locale));
    same.or_else(|| languages().find(|words| is_same_language(words.code, locale)))
}

impl Speaker for Words {
    fn list(&self) -> &'static [&'static str; COUNT] {
        self.booking
    }

    fn category(&self, count: u32) -> String {
        let locale = self.code.parse::<Locale>().unwrap_or(Locale::UNKNOWN);
        let rules = PluralRules::try_new_cardinal(locale.into());
        match rules.map_or(PluralCategory::Other, |rules| rules.category_for(count)) {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        }
        .to_owned()
    }
}

/// The day and the time as text: `Samstag, 21. November 2026, 19:30`.
pub(crate) fn when(words: &Words, booking: &Booking) -> String {
    // After midnight this is the next calendar day.
    let start = at(words, booking.day, booking.minutes);
    match booking.end_minutes {
        Some(end) => format!("{start}–{}", clock(words, end)),
        None => start,
    }
}

/// A day as text: `Samstag, 21. November 2026`.
pub(crate) fn date(words: &Words, day: Date) -> String {
    let CalendarDate { year, month, day: day_of_month } = day.0.date();
    let weekday = words.format.weekdays.get(day.0.weekday() as usize).copied().unwrap_or_default();
    let month = words.format.months.get(month.saturating_sub(1) as usize).copied().unwrap_or_default();
    let (year, day) = (year.to_string(), day_of_month.to_string());
    message(words.format.date, &[("weekday", weekday), ("day", &day), ("month", month), ("year", &year)], "")
}

/// A time on the restaurant's clock as text; minutes past the end of the day are on the next one.
pub(crate) fn at(words: &Words, day: Date, minutes: u16) -> String {
    let day = Date(day.0.plus(i32::from(minutes / 1440)));
    format!("{}, {}", date(words, day), clock(words, minutes))
}

/// A time on the restaurant's clock as text: `19:30`, `7:30 PM`.
pub(crate) fn clock(words: &Words, minutes: u16) -> String {
    time_of_day(minutes, words.format.has_12_hours)
}

/// An amount as text: `89,50 €`, `€89.50`, `$89.50`.
pub(crate) fn money(words: &Words, minor: i64, currency: &str) -> String {
    let in_digits = if words.format.has_12_hours { in_full } else { in_major_units };
    let digits = in_digits(minor, currency, '.');
    let amount = separated(&digits, &words.format);
    match sign(currency, words.code) {
        Some(sign) => message(words.format.money, &[("amount", &amount), ("sign", sign)], ""),
        None => message(words.format.money_by_code, &[("amount", &amount), ("code", currency)], ""),
    }
}

/// The sign of a currency, where readers of the language know it.
fn sign(currency: &str, language: &str) -> Option<&'static str> {
    match (currency, language) {
        // As the Unicode CLDR has it.
        ("EUR", "hu") => None,
        ("EUR", _) => Some("€"),
        ("GBP", _) => Some("£"),
        ("USD", "en-US") => Some("$"),
        ("PLN", "pl") => Some("zł"),
        ("CZK", "cs") => Some("Kč"),
        ("HUF", "hu") => Some("Ft"),
        _ => None,
    }
}

/// A number such as `-12345.50` with the language's separators.
fn separated(digits: &str, format: &Format) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut text = sign.to_owned();
    for (i, digit) in whole.chars().enumerate() {
        let is_between = 0 < i && (whole.len() - i).is_multiple_of(3);
        if is_between && format.group_from <= whole.len() {
            text.push_str(format.group);
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push_str(format.decimal);
        text.push_str(fraction);
    }
    text
}

/// A guest's name, in the order in which the language writes names.
pub(crate) fn full_name(words: &Words, first: &str, last: &str) -> String {
    let names = if words.lang().has_family_name_first() { [last, first] } else { [first, last] };
    names.join(" ").trim().to_owned()
}

/// The party as text: `2 Personen`.
pub(crate) fn guests(words: &Words, attendees: u16) -> String {
    words.guest_count(attendees.into())
}

/// The party and the experience, as a restaurant with these locales calls it, as text: `2 Personen · À la carte`.
pub(crate) fn what(words: &Words, booking: &Booking, locales: &[String]) -> String {
    let experience = api::text(&booking.experience_name, &booking.locale, locales);
    format!("{} · {experience}", guests(words, booking.attendees))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SATURDAY: Date = Date(engine::Day(20_778));

    #[test]
    fn times_and_sums_are_written_as_the_language_does() {
        for (locale, when, dollars, euros) in [
            ("de", "Samstag, 21. November 2026, 19:30", "50\u{a0}USD", "89,50\u{a0}€"),
            ("de-AT", "Samstag, 21. November 2026, 19:30", "50\u{a0}USD", "89,50\u{a0}€"),
            ("en", "Saturday, 21 November 2026, 19:30", "USD\u{a0}50", "€89.50"),
            ("en-US", "Saturday, November 21, 2026, 7:30 PM", "$50.00", "€89.50"),
            ("ja", "Saturday, 21 November 2026, 19:30", "USD\u{a0}50", "€89.50"),
            ("cs", "sobota 21. listopadu 2026, 19:30", "50\u{a0}USD", "89,50\u{a0}€"),
            ("hu", "2026. november 21., szombat, 19:30", "50\u{a0}USD", "89,50\u{a0}EUR"),
        ] {
            let words = of(locale);
            assert_eq!(at(words, SATURDAY, 1170), when, "{locale}");
            assert_eq!(money(words, 5_000, "USD"), dollars, "{locale}");
            assert_eq!(money(words, 8_950, "EUR"), euros, "{locale}");
        }
        assert_eq!(money(of("de"), -123_456_700, "EUR"), "-1.234.567\u{a0}€");
        assert_eq!(money(of("de"), 123_400, "EUR"), "1.234\u{a0}€");
        assert_eq!(money(of("pl"), 123_400, "EUR"), "1234\u{a0}€");
    }

    #[test]
    fn names_are_written_in_the_order_of_the_language() {
        assert_eq!(full_name(of("en"), "Rosalind", "Larkspur"), "Rosalind Larkspur");
        assert_eq!(full_name(of("hu"), "Rosalind", "Larkspur"), "Larkspur Rosalind");
        assert_eq!(full_name(of("hu"), "", "Larkspur"), "Larkspur");
    }

    #[test]
    fn somebody_is_written_to_in_their_language_if_there_are_texts_in_it() {
        let locales = ["de-AT".to_owned(), "ja".to_owned()];
        for (wanted, language) in
            [("de", "de-AT"), ("ja-JP", "ja"), ("pl-PL", "pl"), ("ko", "de-AT"), ("", "de-AT")]
        {
            assert_eq!(language_for(wanted, &locales), language, "{wanted}");
        }
    }

    #[test]
    fn a_party_is_counted_as_the_language_does() {
        for (locale, parties) in [
            ("de", ["1 Person", "2 Personen", "5 Personen"]),
            ("en-US", ["1 guest", "2 guests", "5 guests"]),
            ("hu", ["1 fő", "2 fő", "5 fő"]),
        ] {
            // A line does not break between the number and what is counted, in some of them.
            let counted = [1, 2, 5].map(|party| guests(of(locale), party).replace('\u{a0}', " "));
            assert_eq!(counted, parties);
        }
        let polish = [1, 2, 5, 22].map(|party| guests(of("pl"), party));
        let forms =
            polish.map(|party| party.split(char::is_whitespace).next_back().unwrap_or_default().to_owned());
        assert!(forms[0] != forms[1] && forms[1] != forms[2] && forms[1] == forms[3], "{forms:?}");
    }
}
