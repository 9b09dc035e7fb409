//! Turns the texts of `words/` into Rust.

use std::path::Path;
use std::{env, fs};

use anyhow::{Context, Result};
use words::Language;

/// What is said on the Worker's own pages and in mails, and not while a guest books.
const SECTION: &str = "pages";

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed={}", words::texts_folder().display());
    let languages = words::languages()?;
    let methods = words::methods(&languages, SECTION, "self.pages", "pub(crate) ")?;
    let count = languages.first().map_or(0, |language| language.texts(SECTION).len());
    let code = format!(
        "const PAGES_COUNT: usize = {count};\n\nimpl Words {{\n{methods}}}\n{}",
        words::list("LANGUAGES", "Words", &languages, entry)
    );
    let folder = env::var_os("OUT_DIR").context("cargo says no folder")?;
    fs::write(Path::new(&folder).join("words.rs"), code)?;
    Ok(())
}

fn entry(language: &Language) -> String {
    let Language { tag, name, format, .. } = language;
    let words::Format { date, clock, decimal, group, group_from, money, money_by_code, weekdays, months } =
        format;
    let has_12_hours = clock == "12";
    let (booking, pages) = (words::texts(language, "booking"), words::texts(language, SECTION));
    format!(
        "Words {{
        code: {tag:?}, name: {name:?}, booking: {booking}, pages: {pages},
        format: Format {{
            date: {date:?}, has_12_hours: {has_12_hours}, decimal: {decimal:?}, group: {group:?},
            group_from: {group_from}, money: {money:?}, money_by_code: {money_by_code:?},
            weekdays: {weekdays:?}, months: {months:?},
        }},
    }}"
    )
}
