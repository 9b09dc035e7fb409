//! What a wasm file exports and nobody uses: the stream classes of Leptos' dependencies, which no linker can drop because
//! wasm-bindgen exports them.

use std::collections::BTreeSet;

use anyhow::{Result, bail, ensure};
use serde_json::{Value, json};

/// Classes of the glue that the loader never asks for.
const CLASSES: [&str; 3] = ["IntoUnderlyingByteSource", "IntoUnderlyingSink", "IntoUnderlyingSource"];

/// The glue without these classes.
///
/// # Errors
/// If something in the glue still needs one of them.
pub(super) fn without_classes(glue: &str) -> Result<String> {
    let mut glue = glue.to_owned();
    for class in CLASSES {
        let is_of_class = |line: &str| line.starts_with(&format!("const {class}Finalization"));
        let begins = format!("export class {class} {{");
        let ends = format!("if (Symbol.dispose) {class}.");
        let Some(from) = glue.find(&begins) else { continue };
        let Some(length) = glue[from..].find(&ends) else { bail!("{class} ends in another form") };
        let last = from + length;
        let after = glue[last..].find('\n').map_or(glue.len(), |length| last + length + 1);
        glue.replace_range(from..after, "");
        // The constant and the line that goes on with it.
        if let Some(at) = glue.lines().position(is_of_class) {
            let kept = glue.lines().enumerate().filter(|(i, _)| !(at..at + 3).contains(i));
            glue = kept.map(|(_, line)| format!("{line}\n")).collect();
        }
        ensure!(!glue.contains(class), "the glue still needs {class}");
    }
    Ok(glue)
}

/// The graph for wasm-metadce: from outside, only what this glue reads from `wasm` is reached.
pub(super) fn graph(glue: &str) -> Value {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let after = glue.split("wasm.").skip(1);
    let used = after.map(|after| &after[..after.find(|c| !is_of_name(c)).unwrap_or(after.len())]);
    let used: BTreeSet<&str> = used.chain(["memory"]).filter(|name| !name.is_empty()).collect();
    let exports = used.iter().map(|name| json!({ "name": name, "export": name }));
    let outside = json!({ "name": "outside", "root": true, "reaches": used });
    std::iter::once(outside).chain(exports).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{graph, without_classes};

    #[test]
    fn only_what_the_remaining_glue_uses_is_reached() -> anyhow::Result<()> {
        let glue = "export class Handle {\n  free() { wasm.handle_free(1); }\n}\n\
                    export class IntoUnderlyingSink {\n  close() { wasm.sink_close(1); }\n}\n\
                    if (Symbol.dispose) IntoUnderlyingSink.prototype[Symbol.dispose] = 1;\nwasm.mount(1);\n";
        let shorter = without_classes(glue)?;
        assert!(shorter.contains("Handle") && !shorter.contains("IntoUnderlying"), "{shorter}");
        assert_eq!(graph(&shorter)[0]["reaches"], json!(["handle_free", "memory", "mount"]));
        let needed = format!("{glue}IntoUnderlyingSink.wrap(1);\n");
        assert!(without_classes(&needed).is_err(), "it is needed after all");
        Ok(())
    }
}
