//! Which values a text has places for. The texts are messages in a part of ICU's format: `{name}`, and
//! `{count, plural, one {…} other {…}}`.

use std::collections::BTreeSet;

use anyhow::{Result, bail, ensure};

/// A place for a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) name: String,
    /// Whether the value is a number by which the text chooses a form.
    pub(crate) is_plural: bool,
}

/// The places of a text, each once, by name.
pub(crate) fn places(text: &str) -> Result<BTreeSet<Place>> {
    let mut places = BTreeSet::new();
    collect(text, &mut places)?;
    // What chooses the form may also be shown.
    let plurals: Vec<String> = places.iter().filter(|p| p.is_plural).map(|p| p.name.clone()).collect();
    places.retain(|place| place.is_plural || !plurals.contains(&place.name));
    Ok(places)
}

fn collect(text: &str, places: &mut BTreeSet<Place>) -> Result<()> {
    let mut rest = text;
    while let Some((before, opened)) = rest.split_once('{') {
        ensure!(!before.contains('}'), "a brace is closed that was not opened: {text}");
        let (inside, after) = braced(opened)?;
        match inside.split_once(',') {
            None => {
                let is_name = !inside.is_empty() && inside.chars().all(|c| c.is_ascii_alphanumeric());
                ensure!(is_name, "not the name of a value: `{inside}`");
                places.insert(Place { name: inside.to_owned(), is_plural: false });
            }
            Some((name, branches)) => {
                let Some(branches) = branches.trim_start().strip_prefix("plural,") else {
                    bail!("neither a value nor a plural: `{inside}`");
                };
                places.insert(Place { name: name.to_owned(), is_plural: true });
                for (_, branch) in self::branches(branches)? {
                    collect(branch, places)?;
                }
            }
        }
        rest = after;
    }
    ensure!(!rest.contains('}'), "a brace is closed that was not opened: {text}");
    Ok(())
}

/// The forms of a plural, each with the category that it is for.
pub(crate) fn branches(text: &str) -> Result<Vec<(&str, &str)>> {
    let mut branches = Vec::new();
    let mut rest = text;
    while let Some((category, opened)) = rest.split_once('{') {
        let (inside, after) = braced(opened)?;
        branches.push((category.trim(), inside));
        rest = after;
    }
    ensure!(rest.trim().is_empty(), "text between the forms of a plural: {text}");
    ensure!(branches.iter().any(|(category, _)| *category == "other"), "a plural without `other`: {text}");
    Ok(branches)
}

/// What is inside of a brace that was opened before this text, and what comes after it.
fn braced(opened: &str) -> Result<(&str, &str)> {
    let mut depth = 0;
    for (i, c) in opened.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Ok((&opened[..i], &opened[i + 1..])),
            '}' => depth -= 1,
            _ => {}
        }
    }
    bail!("a brace is not closed: {{{opened}")
}

#[cfg(test)]
mod tests {
    use super::{Place, branches, places};

    fn place(name: &str, is_plural: bool) -> Place {
        Place { name: name.to_owned(), is_plural }
    }

    #[test]
    fn values_are_found_in_the_forms_of_a_plural_too() -> anyhow::Result<()> {
        let text = "{count, plural, one {One time} other {{count} times}} on {date}.";
        assert_eq!(
            places(text)?.into_iter().collect::<Vec<_>>(),
            [place("count", true), place("date", false)]
        );
        assert_eq!(
            branches(" one {One time} other {{count} times}")?,
            [("one", "One time"), ("other", "{count} times")]
        );
        Ok(())
    }

    #[test]
    fn what_is_no_message_is_refused() {
        for text in [
            "{",
            "}",
            "a {b",
            "{a b}",
            "{}",
            "{n, select, a {b}}",
            "{n, plural, one {x}}",
            "{n, plural, other {x} y}",
        ] {
            assert!(places(text).is_err(), "{text}");
        }
    }
}
