//! Texts in several languages.

/// A text in each of the restaurant's languages, by language code: `{"de": "Terrasse", "en": "Terrace"}`.
pub type Texts = std::collections::BTreeMap<String, String>;

/// The text in `locale`, else in the first of the restaurant's `locales` that it has, else in any language, else the empty
/// text.
#[must_use]
pub fn text<'a>(texts: &'a Texts, locale: &str, locales: &[String]) -> &'a str {
    let find = |wanted: &str| {
        let same_language =
            || texts.iter().find(|(tag, _)| is_same_language(tag, wanted)).map(|(_, text)| text);
        texts.get(wanted).or_else(same_language)
    };
    let of_house = || locales.iter().find_map(|locale| find(locale));
    find(locale).or_else(of_house).or_else(|| texts.values().next()).map_or("", String::as_str)
}

/// Whether two tags (BCP 47) are of one language: `en` and `en-US`.
#[must_use]
pub fn is_same_language(a: &str, b: &str) -> bool {
    let language = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    language(a) == language(b)
}

/// The tag among these that suits a reader best: the same, else one of the same language.
#[must_use]
pub fn closest<'a>(tags: &'a [String], wanted: &str) -> Option<&'a String> {
    let same = tags.iter().find(|tag| tag.eq_ignore_ascii_case(wanted));
    same.or_else(|| tags.iter().find(|tag| is_same_language(tag, wanted)))
}

/// Reads a text or a list that may be left out: `null`, which typed clients send for it, is the empty one.
pub(crate) fn or_empty<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    <Option<T> as serde::Deserialize>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Reads an optional value that is written as a text, such as a day: the empty text, which forms send for it, is none.
pub(crate) fn unless_empty<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    use serde::de::IntoDeserializer;
    let text = <Option<String> as serde::Deserialize>::deserialize(deserializer)?;
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| T::deserialize(text.into_deserializer())).transpose()
}

/// Whether a value is its type's default, so that it need not be serialized.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::{Texts, text};

    #[test]
    fn a_text_falls_back_in_the_restaurants_order() {
        let texts: Texts = [("de", "Karte"), ("en-US", "Menu"), ("it", "Carta")]
            .map(|(tag, text)| (tag.to_owned(), text.to_owned()))
            .into();
        let locales = ["fr".to_owned(), "it".to_owned(), "de".to_owned()];
        assert_eq!(text(&texts, "en", &locales), "Menu");
        assert_eq!(text(&texts, "de-AT", &locales), "Karte");
        assert_eq!(text(&texts, "pl", &locales), "Carta");
        assert_eq!(text(&texts, "pl", &[]), "Karte");
        assert_eq!(text(&Texts::new(), "pl", &locales), "");
    }
}
