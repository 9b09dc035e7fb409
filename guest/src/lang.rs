//! The languages that the widget speaks.

use api::basics::text::is_same_language;

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// A language, or the way in which one country writes it, which counts only where the restaurant writes so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lang {
    /// Its tag (BCP 47): `de`, `en-US`.
    pub code: &'static str,
    /// The tag by which the browser writes dates and numbers: `en-GB`.
    pub intl: &'static str,
    /// Whether times are written on the 12-hour clock, and sums in full.
    pub has_12_hours: bool,
}

impl Lang {
    /// Spoken where nobody asks for a language that we have.
    pub const ENGLISH: Self = Self { code: "en", intl: "en-GB", has_12_hours: false };

    /// The language of a tag such as `de-AT`, if the widget speaks it.
    pub fn of(tag: &str) -> Option<Self> {
        LANGUAGES.into_iter().find(|lang| !lang.code.contains('-') && is_same_language(lang.code, tag))
    }

    /// The same language as a restaurant with these locales writes it.
    pub fn as_written_by(self, locales: &[String]) -> Self {
        let is_written = |lang: &Self| locales.iter().any(|tag| tag.eq_ignore_ascii_case(lang.code));
        let own =
            LANGUAGES.into_iter().find(|lang| is_same_language(lang.code, self.code) && is_written(lang));
        own.unwrap_or(self)
    }

    /// The language whose texts these are: `en` for `en-US`.
    pub fn main(self) -> &'static str {
        self.code.split('-').next().unwrap_or(self.code)
    }

    /// Whether names are written with the family's first.
    pub fn has_family_name_first(self) -> bool {
        ["hu", "ja", "ko", "vi", "zh"].contains(&self.main())
    }

    /// `rtl` for what is written from right to left.
    pub fn direction(self) -> &'static str {
        if ["ar", "fa", "he", "ur"].contains(&self.main()) { "rtl" } else { "ltr" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(tag: &str) -> Option<&'static str> {
        Lang::of(tag).map(|lang| lang.code)
    }

    #[test]
    fn a_language_tag_is_read_by_its_language() {
        assert_eq!(code("de-AT"), Some("de"));
        assert_eq!(code("EN"), Some("en"));
        assert_eq!(code("pt-BR"), Some("pt"));
        assert_eq!(code("ja"), None);
        assert_eq!(code(""), None);
        assert_eq!(code("en-US"), Some("en"), "as long as the restaurant does not write so");
        assert_eq!(Lang::of("en"), Some(Lang::ENGLISH));
    }

    #[test]
    fn a_country_s_way_to_write_is_the_restaurant_s() {
        let locales = ["de".to_owned(), "en-us".to_owned()];
        assert_eq!(Lang::ENGLISH.as_written_by(&locales).code, "en-US");
        assert_eq!(Lang::of("de").map(|lang| lang.as_written_by(&locales).code), Some("de"));
        assert_eq!(Lang::ENGLISH.as_written_by(&["en".to_owned()]), Lang::ENGLISH);
        assert_eq!(Lang::ENGLISH.as_written_by(&locales).main(), "en");
    }
}
