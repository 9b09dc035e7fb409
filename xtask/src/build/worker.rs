//! The Worker, by worker-build: as it is deployed, and as it is served in development.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::stamp::{Stamp, digest};
use super::wasm::{Compilation, Profile, WASM_FEATURES, wasm_opt};
use crate::command::{capture, program};
use crate::paths;
use crate::setup::Toolbox;
use crate::stopwatch::step;

const PACKAGE: &str = "edge-worker";

/// Higher levels take six times as long, for a file that is a little smaller before compression and larger after it
/// (docs/decisions/0037).
const OPTIMISATION: &str = "-O1";

struct Variant {
    name: &'static str,
    folder: PathBuf,
    profile: Profile,
}

/// The Worker that is deployed.
pub(super) fn deployed(toolbox: &Toolbox) -> Result<()> {
    let folder = paths::worker();
    build(toolbox, &Variant { name: "worker", folder, profile: Profile::Release })
}

/// The Worker that `cargo xtask dev` serves: compiled quickly.
pub(super) fn quick(toolbox: &Toolbox) -> Result<()> {
    let folder = paths::quick_worker();
    build(toolbox, &Variant { name: "worker-quick", folder, profile: Profile::Quick })
}

fn build(toolbox: &Toolbox, variant: &Variant) -> Result<()> {
    // worker-build has no memory: it works for seconds even when nothing has changed. So compile first, and
    // call it only when the result is another one than last time.
    let compilation = Compilation { package: PACKAGE, profile: variant.profile, is_alone: false };
    let compiled = compilation.run(toolbox)?;
    let lock = super::read(&paths::in_root("package-lock.json"))?;
    // Only what is deployed goes through wasm-opt.
    let is_optimised = variant.profile == Profile::Release;
    let recipe = format!("{} {is_optimised} {OPTIMISATION} {WASM_FEATURES:?}", toolbox.tools.versions);
    let stamp = Stamp::new(variant.name, digest(&[&super::read(&compiled)?, recipe.as_bytes(), &lock]));
    let wasm = variant.folder.join("index_bg.wasm");
    if stamp.is_fresh(&[&variant.folder.join("index.js"), &wasm]) {
        return Ok(());
    }
    stamp.remove()?;
    let mut worker_build = program(&toolbox.tools.worker_build);
    worker_build.current_dir(paths::in_root(PACKAGE));
    match variant.profile {
        Profile::Quick => worker_build.args(["--profile", Profile::Quick.name()]),
        Profile::Release | Profile::Download => worker_build.arg("--release"),
    };
    // Its own call of wasm-opt keeps the names of functions, a quarter of the bytes.
    worker_build.arg("--no-opt");
    worker_build.arg("--out-dir").arg(&variant.folder);
    // Otherwise it would download tools of its own.
    worker_build.env("WASM_BINDGEN_BIN", &toolbox.tools.wasm_bindgen);
    worker_build.env("ESBUILD_BIN", paths::node_bin("esbuild"));
    worker_build.env("PATH", paths::path_with_node()?);
    step(&format!("{}: worker-build", variant.name), || capture(toolbox.toolchain.apply(&mut worker_build)))?;
    if is_optimised {
        step(&format!("{}: wasm-opt", variant.name), || optimise(&wasm))?;
    }
    stamp.write()
}

fn optimise(wasm: &Path) -> Result<()> {
    let mut wasm_opt = wasm_opt()?;
    // wasm-bindgen catches what JavaScript throws.
    wasm_opt.arg("--enable-exception-handling");
    capture(wasm_opt.arg(OPTIMISATION).arg(wasm).arg("-o").arg(wasm)).map(drop)
}
