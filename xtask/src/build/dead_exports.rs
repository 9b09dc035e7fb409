//! What a wasm file exports and nobody uses: the stream classes of Leptos' dependencies, which no linker can drop because
//! wasm-bindgen exports them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// Classes of the glue that the loader never asks for.
const CLASSES: [&str; 3] = ["IntoUnderlyingByteSource", "IntoUnderlyingSink", "IntoUnderlyingSource"];

/// The glue without these classes.
pub(super) fn without_classes(glue: &str) -> String {
    CLASSES.iter().fold(glue.to_owned(), |glue, class| {
        let begins = format!("export class {class} {{");
        let ends = format!("if (Symbol.dispose) {class}.");
        let (Some(from), Some(last)) = (glue.find(&begins), glue.find(&ends)) else { return glue };
        let after = glue[last..].find('\n').map_or(glue.len(), |length| last + length + 1);
        glue[..from].to_owned() + &glue[after..]
    })
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
    fn only_what_the_remaining_glue_uses_is_reached() {
        let glue = "export class Handle {\n  free() { wasm.handle_free(1); }\n}\n\
                    export class IntoUnderlyingSink {\n  close() { wasm.sink_close(1); }\n}\n\
                    if (Symbol.dispose) IntoUnderlyingSink.prototype[Symbol.dispose] = 1;\nwasm.mount(1);\n";
        let shorter = without_classes(glue);
        assert!(shorter.contains("Handle") && !shorter.contains("IntoUnderlying"), "{shorter}");
        assert_eq!(graph(&shorter)[0]["reaches"], json!(["handle_free", "memory", "mount"]));
    }
}
