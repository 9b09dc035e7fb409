//! The benchmarks in a browser. Each script prints one JSON object a line.

use anyhow::Result;

use crate::command::{capture, node_tool};
use crate::environment::test_environment;
use crate::{build, paths, setup};

use super::Figure;

/// The engine's answers, and what a guest on a phone waits for.
const SCRIPTS: [&str; 2] = ["tests/bench/chromium.mjs", "tests/bench/phone.mjs"];

pub(super) fn run() -> Result<Vec<Figure>> {
    let toolbox = setup::toolbox()?;
    build::all(&toolbox)?;
    let (golden, chromium) = (build::golden(&toolbox)?, setup::chromium()?);
    let mut figures = Vec::new();
    for script in SCRIPTS {
        let mut node = node_tool("node")?;
        node.arg(paths::in_root(script)).envs(test_environment(&golden, &chromium));
        figures.extend(Figure::printed(&capture(&mut node)?)?);
    }
    Ok(figures)
}
