//! The languages, as their files have them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::message::places;

/// The language whose file says which texts there are.
const FIRST: &str = "en";

/// One language, or the way in which one country writes it.
#[derive(Clone, Debug)]
pub struct Language {
    /// Its tag (BCP 47), which is its file's name: `de`, `en-US`.
    pub tag: String,
    /// How it calls itself.
    pub name: String,
    /// The tag by which a browser's `Intl` writes dates and numbers: `en-GB`.
    pub intl: String,
    pub format: Format,
    sections: BTreeMap<String, BTreeMap<String, String>>,
}

/// How dates, times and sums are written where no `Intl` is at hand. As in the Unicode CLDR.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Format {
    /// A whole date, of `{weekday}`, `{day}`, `{month}` and `{year}`.
    pub date: String,
    /// `24` or `12`.
    pub clock: String,
    /// Between the whole and its fraction.
    pub decimal: String,
    /// Between thousands.
    pub group: String,
    /// From how many digits on thousands are grouped: `4` or `5`.
    pub group_from: String,
    /// A sum, of `{amount}` and a currency's `{sign}`.
    pub money: String,
    /// A sum in a currency without a sign, of `{amount}` and its `{code}`.
    pub money_by_code: String,
    /// From Monday on, as in a date.
    pub weekdays: [String; 7],
    /// As in a date.
    pub months: [String; 12],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    name: String,
    intl: String,
}

/// A file: the texts of a way to write a language are those of the language.
#[derive(Deserialize)]
struct File {
    language: Names,
    format: Format,
    #[serde(flatten)]
    sections: BTreeMap<String, BTreeMap<String, String>>,
}

impl Language {
    /// The texts of a section by key, in the keys' order.
    ///
    /// # Panics
    ///
    /// If there is no such section.
    #[must_use]
    pub fn texts(&self, section: &str) -> &BTreeMap<String, String> {
        &self.sections[section]
    }

    /// Whether it is a way to write another one of the languages.
    #[must_use]
    pub fn is_variant(&self) -> bool {
        self.tag.contains('-')
    }
}

/// Where the files are.
#[must_use]
pub fn texts_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("texts")
}

/// All languages in the order of their tags, each complete.
///
/// # Errors
///
/// For a file that cannot be read, and for one whose keys or places for values are not those of the English one.
pub fn languages() -> Result<Vec<Language>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(texts_folder()).context("no folder of texts")? {
        let path = entry?.path();
        let tag =
            path.file_stem().and_then(|name| name.to_str()).context("a file without a name")?.to_owned();
        let text = fs::read_to_string(&path)?;
        let file: File = serde_json::from_str(&text).with_context(|| format!("{}", path.display()))?;
        files.insert(tag, file);
    }
    let sections: BTreeMap<String, _> =
        files.iter().map(|(tag, file)| (tag.clone(), file.sections.clone())).collect();
    let of = |tag: &str| sections.get(tag).cloned().with_context(|| format!("no texts in {tag}"));
    let first = of(FIRST)?;
    let language = |(tag, file): (String, File)| {
        let sections = match tag.split_once('-') {
            Some((main, _)) => of(main)?,
            None => file.sections,
        };
        check(&tag, &sections, &first)?;
        let Names { name, intl } = file.language;
        Ok(Language { tag, name, intl, format: file.format, sections })
    };
    files.into_iter().map(language).collect()
}

type Sections = BTreeMap<String, BTreeMap<String, String>>;

/// The same sections, keys and places for values.
fn check(tag: &str, sections: &Sections, first: &Sections) -> Result<()> {
    ensure!(sections.keys().eq(first.keys()), "{tag}: other sections than {FIRST}");
    for (section, expected) in first {
        let texts = &sections[section];
        if let Some(key) = texts.keys().find(|key| !expected.contains_key(*key)) {
            bail!("{tag}: `{section}.{key}` is no text of {FIRST}'s");
        }
        for (key, text) in expected {
            let Some(own) = texts.get(key) else { bail!("{tag}: `{section}.{key}` is missing") };
            ensure!(!own.trim().is_empty(), "{tag}: `{section}.{key}` is empty");
            ensure!(
                places(own)? == places(text)?,
                "{tag}: `{section}.{key}` has other values than {FIRST}'s"
            );
        }
    }
    Ok(())
}
