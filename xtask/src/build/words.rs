//! What is said, as the browser fetches it: of one language at a time.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::paths;

use super::stamp::digest;

/// A file of `words/texts`, as far as browsers need it. Sorted by key: the widget knows texts by their place
/// (`guest/build.rs`).
#[derive(Deserialize)]
struct Language {
    language: Names,
    loader: Value,
    booking: BTreeMap<String, String>,
    paying: Value,
    #[serde(rename = "giftCards")]
    gift_cards: Value,
}

#[derive(Deserialize)]
struct Names {
    intl: String,
}

/// The texts of all languages.
pub(super) struct Words {
    languages: BTreeMap<String, Language>,
}

impl Words {
    pub(super) fn read() -> Result<Self> {
        let folder = paths::in_root("words/texts");
        let mut languages = BTreeMap::new();
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let path = entry?.path();
            let tag = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            // The ways in which single countries write a language have its texts.
            if !tag.contains('-') {
                let language = serde_json::from_slice(&super::read(&path)?);
                languages.insert(tag, language.with_context(|| format!("{}", path.display()))?);
            }
        }
        Ok(Self { languages })
    }

    /// Adds a file for the loader and the widget and one for the scripts to each language; gives how the names of the former
    /// begin.
    pub(super) fn publish(&self, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> String {
        let content = |language: &Language| {
            let booking: Vec<&String> = language.booking.values().collect();
            json!({ "loader": language.loader, "booking": booking }).to_string().into_bytes()
        };
        let contents: Vec<(&String, Vec<u8>)> =
            self.languages.iter().map(|(tag, language)| (tag, content(language))).collect();
        let all: Vec<&[u8]> = contents.iter().map(|(_, content)| content.as_slice()).collect();
        let stem = format!("texts-{}-", &digest(&all)[..8]);
        for (tag, content) in &contents {
            files.insert(format!("{stem}{tag}.json").into(), content.clone());
        }
        for (tag, Language { language, paying, gift_cards, .. }) in &self.languages {
            let texts = json!({ "intl": language.intl, "paying": paying, "giftCards": gift_cards });
            files.insert(format!("words/{tag}.json").into(), texts.to_string().into_bytes());
        }
        stem
    }

    /// The tags of the languages, as a text.
    pub(super) fn tags(&self) -> String {
        self.languages.keys().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}
