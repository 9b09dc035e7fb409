//! What the host page asks for, read once when the widget is mounted.
//!
//! | option | attribute on the script tag or element | meaning |
//! | --- | --- | --- |
//! | `restaurant` | `data-restaurant`, `restaurant` | the restaurant's slug |
//! | `origin` | where embed.js came from | the address of Couvert |
//! | `place` | embed.js counts | which of the page's widgets it is |
//! | `lang` | `data-lang`, `lang` | a language's tag; else the page's, the browser's, the restaurant's |
//! | `theme` | `data-theme`, `theme` | `light`, `dark` or `auto` |
//! | `attendees` | `data-attendees`, `attendees` | the party to start with |
//! | `day` | `data-day`, `day` | the day to start with, yyyy-mm-dd |
//! | `experience` | `data-experience`, `experience` | the id of the experience to start with |
//! | `area` | `data-area`, `area` | the id of the floor plan to start with |
//! | `change` | `change` | the token of a booking: it is changed, on its own page |
//!
//! What cannot be read counts as not given: a host page's typing error must not cost the restaurant a booking.

use api::Date;

use crate::lang::Lang;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    pub restaurant: String,
    /// Which of the page's widgets it is: the same on each load of the page, whichever is mounted first.
    pub place: String,
    pub origin: String,
    /// The language to speak, where the tag, the page or the browser has one that we speak. embed.js looks for it.
    pub lang: Option<Lang>,
    pub theme: Theme,
    pub attendees: Option<u16>,
    pub day: Option<Date>,
    pub experience: Option<String>,
    /// The id of the floor plan to start with.
    pub area: Option<String>,
    /// The token of a booking that is to be changed.
    pub change: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the visitor's system has it.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// The name that the style sheet selects by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Options {
    /// Reads the options by name.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let given = |name| get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        Self {
            restaurant: given("restaurant").unwrap_or_default(),
            place: given("place").unwrap_or_default(),
            origin: given("origin").unwrap_or_default(),
            lang: given("lang").as_deref().and_then(Lang::of),
            theme: match given("theme").as_deref() {
                Some("light") => Theme::Light,
                Some("dark") => Theme::Dark,
                _ => Theme::Auto,
            },
            attendees: given("attendees").and_then(|number| number.parse().ok()),
            day: given("day").and_then(|day| day.parse().ok()),
            experience: given("experience"),
            area: given("area"),
            change: given("change"),
        }
    }

    /// The language to speak to the guests of a restaurant with these languages.
    pub fn spoken(&self, locales: &[String]) -> Lang {
        let of_house = || locales.iter().find_map(|tag| Lang::of(tag));
        self.lang.or_else(of_house).unwrap_or(Lang::ENGLISH).as_written_by(locales)
    }

    /// The restaurant's hosted booking page, or that of the booking: what is left when everything else fails.
    pub fn hosted_page(&self, lang: Lang) -> String {
        if let Some(token) = &self.change {
            return format!("{}/manage/{token}", self.origin);
        }
        format!("{}/r/{}?lang={}", self.origin, self.restaurant, lang.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Options {
        Options::read(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_language_that_was_found_comes_before_the_restaurant_s() {
        let locales = ["ja", "fr", "en-US"].map(str::to_owned);
        let spoken = |pairs: &[(&str, &str)]| read(pairs).spoken(&locales).code;
        assert_eq!(spoken(&[("lang", "it")]), "it");
        assert_eq!(spoken(&[("lang", "en")]), "en-US");
        assert_eq!(spoken(&[("lang", "ja")]), "fr");
        assert_eq!(spoken(&[]), "fr");
        assert_eq!(read(&[]).spoken(&[]), Lang::ENGLISH);
    }

    #[test]
    fn what_cannot_be_read_counts_as_not_given() {
        let options = read(&[
            ("restaurant", " trattoria-aurora "),
            ("attendees", "four"),
            ("day", "21.11.2026"),
            ("theme", "pink"),
            ("experience", ""),
        ]);
        assert_eq!(options.restaurant, "trattoria-aurora");
        assert_eq!(
            (options.attendees, options.day, options.theme, options.experience),
            (None, None, Theme::Auto, None)
        );
    }

    #[test]
    fn a_party_a_day_and_a_theme_can_be_given() {
        let options = read(&[("attendees", "4"), ("day", "2026-11-21"), ("theme", "dark")]);
        assert_eq!((options.attendees, options.theme), (Some(4), Theme::Dark));
        assert_eq!(options.day, Date::of(2026, 11, 21));
    }
}
