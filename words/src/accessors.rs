//! The Rust that build scripts write: a method for each text, whose parameters are the values that the text is about.

use std::fmt::Write;

use anyhow::{Context, Result};

use crate::catalogue::Language;
use crate::message::{Place, places};

/// A method for each text of a section, in the order of the keys. They find it in `list`, a list of known length, and call
/// `message(text, values)` and `self.plural_message(text, count, values)`; the methods' parameters are in alphabetical order,
/// so that a text can be worded anew without changing its method. `visibility` stands before each of them.
///
/// # Errors
///
/// If a text is no message.
pub fn methods(languages: &[Language], section: &str, list: &str, visibility: &str) -> Result<String> {
    let english = languages.iter().find(|language| language.tag == "en").context("no English")?;
    let mut code = String::new();
    for (index, (key, text)) in english.texts(section).iter().enumerate() {
        let places: Vec<Place> = places(text)?.into_iter().collect();
        let name = method_name(key);
        writeln!(code, "    /// `{}`", text.replace('\n', " "))?;
        if places.is_empty() {
            writeln!(code, "    {visibility}fn {name}(&self) -> &'static str {{ {list}[{index}] }}")?;
            continue;
        }
        let parameter =
            |place: &Place| format!("{}: {}", place.name, if place.is_plural { "u32" } else { "&str" });
        let parameters: Vec<String> = places.iter().map(parameter).collect();
        let value = |place: &Place| format!("(\"{0}\", {0})", place.name);
        let values: Vec<String> = places.iter().filter(|place| !place.is_plural).map(value).collect();
        let call = match places.iter().find(|place| place.is_plural) {
            Some(place) => {
                format!("self.plural_message({list}[{index}], {}, &[{}])", place.name, values.join(", "))
            }
            None => format!("message({list}[{index}], &[{}], \"\")", values.join(", ")),
        };
        writeln!(code, "    {visibility}fn {name}(&self, {}) -> String {{ {call} }}", parameters.join(", "))?;
    }
    Ok(code)
}

/// A list of the languages, as Rust. `entry` writes what is known of one.
pub fn list(name: &str, kind: &str, languages: &[Language], entry: impl Fn(&Language) -> String) -> String {
    let entries: String = languages.iter().map(|language| format!("    {},\n", entry(language))).collect();
    format!("pub(crate) static {name}: [{kind}; {}] = [\n{entries}];\n", languages.len())
}

/// The texts of a section as a list, in the order of the keys.
#[must_use]
pub fn texts(language: &Language, section: &str) -> String {
    format!("&{:?}", language.texts(section).values().collect::<Vec<_>>())
}

/// The name of the method of the text with this key: `bookAgain` is `book_again`.
#[must_use]
pub fn method_name(key: &str) -> String {
    let mut name = String::new();
    for c in key.chars() {
        if c.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}
