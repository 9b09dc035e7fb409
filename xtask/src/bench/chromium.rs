//! The benchmarks in a browser: tests/bench/chromium.mjs prints one JSON object a line.

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use super::Figure;
use crate::command::{capture, node_tool};
use crate::environment::test_environment;
use crate::{build, paths, setup};

pub(super) fn run() -> Result<Vec<Figure>> {
    let script = paths::in_root("tests/bench/chromium.mjs");
    if !script.is_file() {
        return Ok(Vec::new());
    }
    let toolbox = setup::toolbox()?;
    build::all(&toolbox)?;
    let mut node = node_tool("node")?;
    let golden = build::compile_to_wasm(&toolbox, "golden", &[])?;
    node.arg(script).envs(test_environment(golden, setup::chromium()?));
    let printed = capture(&mut node)?;
    printed.lines().filter(|line| line.starts_with('{')).map(figure).collect()
}

fn figure(line: &str) -> Result<Figure> {
    let json: Value = serde_json::from_str(line).with_context(|| format!("not JSON: {line}"))?;
    let text =
        |key: &str| json[key].as_str().map(str::to_string).ok_or_else(|| anyhow!("no `{key}` in {line}"));
    let value = json["value"].as_f64().ok_or_else(|| anyhow!("no number `value` in {line}"))?;
    Ok(Figure { name: text("name")?, value, unit: text("unit")? })
}
