//! The booking widget: Rust to a small wasm file and the JavaScript that loads it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command::{capture, node_tool, program};
use crate::paths;
use crate::setup::Toolbox;
use crate::stopwatch::step;

use super::stamp::{Stamp, digest};
use super::wasm::{Compilation, Profile, WASM_FEATURES, wasm_opt};
use super::{dead_exports, short_names};

/// The first kilobyte of memory is the far end of the stack: nothing has an address there.
const SMALL: [&str; 5] = ["-Oz", "--converge", "--low-memory-unused", "--strip-debug", "--strip-producers"];

/// Inlining makes the file smaller and its compressed form larger; functions of one crate side by side compress better.
const SMALL_WHEN_COMPRESSED: [&str; 4] = [
    "--one-caller-inline-max-function-size=0",
    "--flexible-inline-max-function-size=0",
    "--always-inline-max-function-size=0",
    "--reorder-functions-by-name",
];

/// The two files of the widget, as they are published.
pub(super) struct Widget {
    pub(super) script: PathBuf,
    pub(super) wasm: PathBuf,
}

/// As guests download it.
pub(super) fn deployed(toolbox: &Toolbox) -> Result<Widget> {
    build(toolbox, Profile::Download)
}

/// As `cargo xtask dev` serves it: compiled quickly, and several times as large.
pub(super) fn quick(toolbox: &Toolbox) -> Result<Widget> {
    build(toolbox, Profile::Quick)
}

fn build(toolbox: &Toolbox, profile: Profile) -> Result<Widget> {
    let is_small = profile == Profile::Download;
    let compilation = Compilation { package: "widget", profile, is_alone: is_small };
    let compiled = compilation.run(toolbox)?;
    // Away from what is deployed, which is as it was after any change that was only looked at.
    let (name, folder) =
        if is_small { ("widget", "build/widget") } else { ("widget-quick", "build/quick/widget") };
    let folder = paths::in_root(folder);
    let widget = Widget { script: folder.join("widget.min.js"), wasm: folder.join("widget.min.wasm") };
    let lock = super::read(&paths::in_root("package-lock.json"))?;
    let recipe = format!("{} {SMALL:?} {SMALL_WHEN_COMPRESSED:?} {WASM_FEATURES:?}", toolbox.tools.versions);
    // What these files do to the glue is part of the recipe.
    let passes = [include_str!("dead_exports.rs"), include_str!("short_names.rs")].concat();
    let inputs = [&super::read(&compiled)?, recipe.as_bytes(), passes.as_bytes(), &lock];
    let stamp = Stamp::new(name, digest(&inputs));
    if stamp.is_fresh(&[&widget.script, &widget.wasm]) {
        return Ok(widget);
    }
    stamp.remove()?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    step("widget: wasm-bindgen", || {
        let mut bindgen = program(&toolbox.tools.wasm_bindgen);
        bindgen.args(["--target", "web", "--no-typescript", "--out-name", "widget", "--out-dir"]);
        capture(bindgen.arg(&folder).arg(&compiled))
    })?;
    if is_small {
        step("widget: wasm-opt", || shrink(&folder, &widget))?;
    } else {
        fs::copy(folder.join("widget_bg.wasm"), &widget.wasm).context("wasm-bindgen left no wasm file")?;
    }
    minify_script(&folder, &widget)?;
    stamp.write()?;
    Ok(widget)
}

/// Makes the wasm file small: without what nobody calls, and with short names between it and the glue.
fn shrink(folder: &Path, widget: &Widget) -> Result<()> {
    let bound = folder.join("widget_bg.wasm");
    let glue_file = folder.join("widget.js");
    let glue = fs::read_to_string(&glue_file).context("wasm-bindgen left no glue")?;
    let glue = dead_exports::without_classes(&glue)?;

    let graph = folder.join("exports.json");
    fs::write(&graph, dead_exports::graph(&glue).to_string())?;
    let living = folder.join("widget_living.wasm");
    let mut metadce = node_tool("wasm-metadce")?;
    // With the names of functions, by which they are put in order below.
    metadce.args(WASM_FEATURES).arg("-g").arg("--graph-file").arg(&graph);
    capture(metadce.arg(&bound).arg("-o").arg(&living))?;

    let small = folder.join("widget_small.wasm");
    let mut shrinking = wasm_opt()?;
    shrinking.args(SMALL).args(SMALL_WHEN_COMPRESSED);
    capture(shrinking.arg(&living).arg("-o").arg(&small))?;

    let mut renaming = wasm_opt()?;
    renaming.arg(short_names::PASS);
    let names = capture(renaming.arg(&small).arg("-o").arg(&widget.wasm))?;
    fs::write(&glue_file, short_names::in_glue(&glue, &names)?)?;
    Ok(())
}

/// The glue finds its wasm only when told where it is: the loader tells it the published, hashed address. The
/// name in the glue's own fallback is never used.
fn minify_script(folder: &Path, widget: &Widget) -> Result<()> {
    let mut esbuild = node_tool("esbuild")?;
    esbuild.arg(folder.join("widget.js"));
    // Bundling takes in the snippets that wasm-bindgen may put beside the glue.
    esbuild.args(["--bundle", "--minify", "--format=esm", "--target=es2020", "--log-level=error"]);
    let mut outfile = OsString::from("--outfile=");
    outfile.push(&widget.script);
    capture(esbuild.arg(outfile)).map(drop)
}
