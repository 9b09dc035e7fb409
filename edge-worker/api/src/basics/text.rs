//! Texts in several languages.

/// A text in each of the restaurant's languages, by language code: `{"de": "Terrasse", "en": "Terrace"}`.
pub type Texts = std::collections::BTreeMap<String, String>;

/// The text in `locale`, else in any language the restaurant has, else nothing.
#[must_use]
pub fn text<'a>(texts: &'a Texts, locale: &str) -> &'a str {
    texts.get(locale).or_else(|| texts.values().next()).map_or("", String::as_str)
}

/// Whether it need not be written down.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
