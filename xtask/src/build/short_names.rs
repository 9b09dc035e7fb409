//! Short names for what a wasm file and its glue import from and export to each other: wasm-bindgen's own are as long as the
//! functions that they name, and differ in 16 random digits.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

/// The pass of wasm-opt that shortens them in the wasm file, and prints what it has done.
pub(super) const PASS: &str = "--minify-imports-and-exports-and-modules";

/// The one module from which that pass lets everything be imported.
const MODULE: &str = "a";

/// What the pass prints.
#[derive(Deserialize)]
struct Printed {
    /// Module, name and short name.
    imports: Vec<[String; 3]>,
    /// Name and short name.
    exports: Vec<[String; 2]>,
}

/// The glue with these names: those of the object with the imports, and those that are read from `wasm`.
///
/// # Errors
/// If an import is not found exactly once: the wasm file would ask for what the glue does not have.
pub(super) fn in_glue(glue: &str, printed: &str) -> Result<String> {
    let Printed { imports, exports } =
        serde_json::from_str(printed).context("wasm-opt prints its names in another form")?;
    let modules: BTreeSet<&String> = imports.iter().map(|[module, ..]| module).collect();
    let Some(module) = modules.first() else { bail!("the widget imports nothing") };
    ensure!(modules.len() == 1, "the widget imports from several modules: {modules:?}");
    let key = format!("\"{module}\": ");
    ensure!(glue.matches(&key).count() == 1, "the glue does not have {key} once");
    let glue = glue.replace(&key, &format!("\"{MODULE}\": "));
    let exports = exports.into_iter().map(|[name, short]| (name, short)).collect();
    let named: Names = imports.iter().map(|[_, name, short]| (name.clone(), short.clone())).collect();
    let (glue, count) = renamed(&glue, &named, &exports);
    ensure!(count == imports.len(), "of {} imports the glue has {count}", imports.len());
    Ok(glue)
}

/// Short names by the long ones.
type Names = BTreeMap<String, String>;

/// The glue, and how many imports were found in it.
fn renamed(glue: &str, imports: &Names, exports: &Names) -> (String, usize) {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let (mut shortened, mut found) = (String::with_capacity(glue.len()), 0);
    let mut rest = glue;
    while let Some(from) = rest.find(is_of_name) {
        let (before, tail) = rest.split_at(from);
        let (name, tail) = tail.split_at(tail.find(|c| !is_of_name(c)).unwrap_or(tail.len()));
        shortened.push_str(before);
        let import = imports.get(name).filter(|_| tail.starts_with(':'));
        found += usize::from(import.is_some());
        let export = || exports.get(name).filter(|_| shortened.ends_with("wasm."));
        let short = import.or_else(export).map_or(name, String::as_str);
        shortened.push_str(short);
        rest = tail;
    }
    (shortened + rest, found)
}

#[cfg(test)]
mod tests {
    use super::in_glue;

    #[test]
    fn only_what_crosses_the_border_is_renamed() -> anyhow::Result<()> {
        let glue = "const i = { mount_1: function(a) { return wasm.mount(a.mount, mount_1); } };\n\
                    wasm.mounted; return { \"./widget_bg.js\": i };";
        let printed = r#"{"imports": [["./widget_bg.js", "mount_1", "$"]], "exports": [["mount", "b"]]}"#;
        let expected = "const i = { $: function(a) { return wasm.b(a.mount, mount_1); } };\n\
                        wasm.mounted; return { \"a\": i };";
        assert_eq!(in_glue(glue, printed)?, expected);
        assert!(
            in_glue(&glue.replace("mount_1:", "mount_2:"), printed).is_err(),
            "an import that is not there"
        );
        Ok(())
    }
}
