//! The benchmarks in a browser: tests/bench/chromium.mjs prints one JSON object a line.

use anyhow::Result;

use crate::command::{capture, node_tool};
use crate::environment::test_environment;
use crate::{build, paths, setup};

use super::Figure;

pub(super) fn run() -> Result<Vec<Figure>> {
    let script = paths::in_root("tests/bench/chromium.mjs");
    if !script.is_file() {
        return Ok(Vec::new());
    }
    let toolbox = setup::toolbox()?;
    build::all(&toolbox)?;
    let mut node = node_tool("node")?;
    let golden = build::golden(&toolbox)?;
    node.arg(script).envs(test_environment(&golden, &setup::chromium()?));
    let printed = capture(&mut node)?;
    Figure::printed(&printed)
}
