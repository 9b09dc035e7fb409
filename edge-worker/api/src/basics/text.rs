//! Texts in several languages.

/// A text in each of the restaurant's languages, by language code: `{"de": "Terrasse", "en": "Terrace"}`.
pub type Texts = std::collections::BTreeMap<String, String>;

/// The text in `locale`, else in any language that it has, else the empty text.
#[must_use]
pub fn text<'a>(texts: &'a Texts, locale: &str) -> &'a str {
    texts.get(locale).or_else(|| texts.values().next()).map_or("", String::as_str)
}

/// Reads a text that may be left out: `null`, which typed clients send for it, is the empty text.
pub(crate) fn or_empty<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    <Option<String> as serde::Deserialize>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Whether a value is its type's default, so that it need not be serialized.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
