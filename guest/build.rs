//! Makes a method of each text that booking needs, and lists the languages of `words/`.

use std::path::Path;
use std::{env, fs};

use anyhow::{Context, Result};

/// What is said while a guest books, in the widget or on pages without scripts.
const SECTION: &str = "booking";

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed={}", words::texts_folder().display());
    let languages = words::languages()?;
    let folder = env::var_os("OUT_DIR").context("cargo says no folder")?;
    let write = |name: &str, code: String| fs::write(Path::new(&folder).join(name), code);
    let entry = |language: &words::Language| {
        let has_12_hours = language.format.clock == "12";
        format!(
            "Lang {{ code: {:?}, intl: {:?}, has_12_hours: {has_12_hours} }}",
            language.tag, language.intl
        )
    };
    write("languages.rs", words::list("LANGUAGES", "Lang", &languages, entry))?;
    let methods = words::methods(&languages, SECTION, "self.list()", "")?;
    let count = languages.first().map_or(0, |language| language.texts(SECTION).len());
    let code = format!(
        "/// How many texts the section `{SECTION}` has.\npub const COUNT: usize = {count};\n
         /// The texts of the section `{SECTION}`.\npub trait BookingTexts: Speaker {{\n{methods}}}\n"
    );
    write("texts.rs", code)?;
    Ok(())
}
