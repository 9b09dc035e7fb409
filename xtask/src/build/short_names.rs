//! Short names for what a wasm file and its glue import from and export to each other: wasm-bindgen's own are as long as the
//! functions that they name, and differ in 16 random digits.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
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
pub(super) fn in_glue(glue: &str, printed: &str) -> Result<String> {
    let Printed { imports, exports } =
        serde_json::from_str(printed).context("wasm-opt prints its names in another form")?;
    let mut glue = glue.to_owned();
    if let Some([module, ..]) = imports.first() {
        glue = glue.replace(&format!("\"{module}\": "), &format!("\"{MODULE}\": "));
    }
    let imports = imports.into_iter().map(|[_, name, short]| (name, short)).collect();
    let exports = exports.into_iter().map(|[name, short]| (name, short)).collect();
    Ok(renamed(&glue, &imports, &exports))
}

fn renamed(glue: &str, imports: &BTreeMap<String, String>, exports: &BTreeMap<String, String>) -> String {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut shortened = String::with_capacity(glue.len());
    let mut rest = glue;
    while let Some(from) = rest.find(is_of_name) {
        let (before, tail) = rest.split_at(from);
        let (name, tail) = tail.split_at(tail.find(|c| !is_of_name(c)).unwrap_or(tail.len()));
        shortened.push_str(before);
        let short = if tail.starts_with(':') {
            imports.get(name)
        } else if shortened.ends_with("wasm.") {
            exports.get(name)
        } else {
            None
        };
        shortened.push_str(short.map_or(name, String::as_str));
        rest = tail;
    }
    shortened + rest
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
        Ok(())
    }
}
