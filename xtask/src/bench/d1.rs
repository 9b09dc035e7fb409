//! What each operation costs on the real D1: tests/benches/d1.rs prints one JSON object a line.

use std::process::Stdio;

use anyhow::Result;

use crate::command::{capture, cargo};
use crate::environment::test_environment;
use crate::{build, setup};

use super::Figure;

pub(super) fn run() -> Result<Vec<Figure>> {
    let toolbox = setup::toolbox()?;
    build::all(&toolbox)?;
    let golden = build::golden(&toolbox)?;
    let mut bench = cargo(&["bench", "-p", "tests", "--features", "workerd", "--bench", "d1"]);
    bench.envs(test_environment(&golden, &setup::chromium()?)).stderr(Stdio::inherit());
    Figure::printed(&capture(&mut bench)?)
}
