//! The Worker, by worker-build; in two variants, of which one is for the tests alone.

use std::path::Path;

use anyhow::Result;

use crate::command::{capture, program};
use crate::paths;
use crate::setup::Toolbox;
use crate::stopwatch::step;

use super::stamp::{Stamp, digest};
use super::widget::compile_to_wasm;

const PACKAGE: &str = "edge-worker";

/// The Worker that is deployed.
pub(super) fn normal(toolbox: &Toolbox) -> Result<()> {
    build(toolbox, "worker", &paths::worker(), &[])
}

/// The Worker without its guards against double booking, which the tests use to prove that they would notice.
pub(crate) fn unguarded(toolbox: &Toolbox) -> Result<()> {
    build(toolbox, "worker-unguarded", &paths::unguarded_worker(), &["unguarded"])
}

fn build(toolbox: &Toolbox, name: &str, folder: &Path, features: &[&str]) -> Result<()> {
    // worker-build has no memory: it works for seconds even when nothing has changed. So compile first, and
    // call it only when the result is another one than last time.
    let compiled = compile_to_wasm(toolbox, PACKAGE, features)?;
    let lock = super::read(&paths::in_root("package-lock.json"))?;
    let recipe = toolbox.tools.versions.as_bytes();
    let stamp = Stamp::new(name, digest(&[&super::read(&compiled)?, recipe, &lock]));
    if stamp.is_fresh(&[&folder.join("index.js"), &folder.join("index_bg.wasm")]) {
        return Ok(());
    }
    let mut worker_build = program(&toolbox.tools.worker_build);
    worker_build.current_dir(paths::in_root(PACKAGE)).args(["--release", "--out-dir"]).arg(folder);
    worker_build.args(features.iter().flat_map(|feature| ["--features", feature]));
    // Otherwise it would download tools of its own.
    worker_build.env("WASM_BINDGEN_BIN", &toolbox.tools.wasm_bindgen);
    worker_build.env("WASM_OPT_BIN", paths::node_bin("wasm-opt"));
    worker_build.env("ESBUILD_BIN", paths::node_bin("esbuild"));
    worker_build.env("PATH", paths::path_with_node()?);
    step(&format!("{name}: worker-build"), || capture(toolbox.toolchain.apply(&mut worker_build)))?;
    stamp.write()
}
