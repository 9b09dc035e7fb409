//! The languages: complete, with the plurals of their own grammar, and without texts that nobody says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use words::{Language, method_name};

const SECTIONS: [&str; 5] = ["booking", "giftCards", "loader", "pages", "paying"];

fn languages() -> Vec<Language> {
    words::languages().expect("complete languages")
}

#[test]
fn ten_languages_are_complete() {
    let languages = languages();
    let tags: Vec<&str> = languages.iter().map(|language| language.tag.as_str()).collect();
    assert_eq!(tags, ["cs", "de", "en", "en-US", "es", "fr", "hu", "it", "nl", "pl", "pt"]);
    for language in &languages {
        for section in SECTIONS {
            assert!(!language.texts(section).is_empty(), "{}: {section}", language.tag);
        }
        for names in [&language.format.weekdays[..], &language.format.months[..]] {
            let distinct: BTreeSet<&String> = names.iter().collect();
            assert_eq!(distinct.len(), names.len(), "{}: {names:?}", language.tag);
        }
    }
}

#[test]
fn a_plural_has_a_form_for_every_number_of_its_language() {
    for language in languages() {
        let locale: Locale = language.tag.parse().expect("a tag");
        let rules = PluralRules::try_new_cardinal(locale.into()).expect("rules");
        let needed: BTreeSet<&str> = (0..=1000u32).map(|n| name(rules.category_for(n))).collect();
        let plurals: BTreeMap<&String, &String> =
            language.texts("booking").iter().filter(|(_, text)| text.contains(", plural,")).collect();
        assert!(!plurals.is_empty());
        for (key, text) in plurals {
            for category in &needed {
                assert!(
                    text.contains(&format!("{category} {{")),
                    "{}: {key} has no `{category}`",
                    language.tag
                );
            }
        }
    }
}

fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[test]
fn reasons_and_problems_have_words_of_their_own_in_each_language() {
    for language in languages() {
        for group in ["reason", "fieldFault", "problem", "nightTo"] {
            let texts: Vec<&String> = language
                .texts("booking")
                .iter()
                .filter(|(key, _)| key.starts_with(group))
                .map(|(_, text)| text)
                .collect();
            let distinct: BTreeSet<&&String> = texts.iter().collect();
            assert_eq!(distinct.len(), texts.len(), "{}: {group}", language.tag);
        }
    }
}

/// Every text that is written is said somewhere.
#[test]
fn no_text_is_left_over() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let code: String = ["guest/src", "widget/src", "edge-worker/src", "static"]
        .iter()
        .flat_map(|folder| files(&root.join(folder)))
        .filter_map(|file| fs::read_to_string(file).ok())
        .collect();
    let language = &languages()[0];
    for section in SECTIONS {
        for key in language.texts(section).keys() {
            let rust = format!("{}(", method_name(key));
            let script = [format!(".{key}"), format!(" {key},"), format!(" {key} ")];
            let is_said = match section {
                "booking" | "pages" => {
                    code.contains(&format!(".{rust}"))
                        || code.contains(&format!("Words::{}", method_name(key)))
                }
                _ => script.iter().any(|name| code.contains(name)),
            };
            assert!(is_said, "{section}.{key} is said nowhere");
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let below = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries.flat_map(|entry| below(entry.expect("an entry").path())).collect()
}
