//! The booking widget: Rust to a small wasm file and the JavaScript that loads it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command::{capture, cargo, node_tool, program, show};
use crate::paths;
use crate::setup::Toolbox;
use crate::stopwatch::{loud_step, step};

use super::stamp::{Stamp, digest};

/// Inlining makes the file smaller and its compressed form larger; functions of one crate side by side compress better.
const SMALL_WHEN_COMPRESSED: [&str; 4] = [
    "--one-caller-inline-max-function-size=0",
    "--flexible-inline-max-function-size=0",
    "--always-inline-max-function-size=0",
    "--reorder-functions-by-name",
];

/// What compilers for wasm32-unknown-unknown use by default. Named one by one: with --all-features wasm-opt
/// emits encodings that browsers refuse.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The two files of the widget, as they are published.
pub(super) struct Widget {
    pub(super) script: PathBuf,
    pub(super) wasm: PathBuf,
}

/// Compiles one package of the workspace for wasm32. Returns the file cargo makes.
pub(crate) fn compile_to_wasm(toolbox: &Toolbox, package: &str, features: &[&str]) -> Result<PathBuf> {
    let target = "wasm32-unknown-unknown";
    let mut command =
        cargo(&["build", "--profile", "download", "--lib", "--target", target, "--package", package]);
    command.args(features.iter().flat_map(|feature| ["--features", feature]));
    // worker-build sets this for its own call of cargo. The macros of wasm-bindgen read it behind cargo's
    // back, so it must be the same in every call: the calls share what they compile.
    command.env("WASM_BINDGEN_USE_JS_SYS", "1");
    loud_step(&format!("{package} for wasm32"), || show(toolbox.toolchain.apply(&mut command)))?;
    Ok(paths::target().join(target).join("download").join(package.replace('-', "_")).with_extension("wasm"))
}

pub(super) fn build(toolbox: &Toolbox) -> Result<Widget> {
    let compiled = compile_to_wasm(toolbox, "widget", &[])?;
    let folder = paths::in_root("build/widget");
    let widget = Widget { script: folder.join("widget.min.js"), wasm: folder.join("widget.min.wasm") };
    let lock = super::read(&paths::in_root("package-lock.json"))?;
    let recipe = format!("{} {WASM_FEATURES:?}", toolbox.tools.versions);
    let stamp = Stamp::new("widget", digest(&[&super::read(&compiled)?, recipe.as_bytes(), &lock]));
    if stamp.is_fresh(&[&widget.script, &widget.wasm]) {
        return Ok(widget);
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    step("widget: wasm-bindgen", || {
        let mut bindgen = program(&toolbox.tools.wasm_bindgen);
        bindgen.args(["--target", "web", "--no-typescript", "--out-name", "widget", "--out-dir"]);
        capture(bindgen.arg(&folder).arg(&compiled))
    })?;
    step("widget: wasm-opt", || {
        let mut wasm_opt = node_tool("wasm-opt")?;
        wasm_opt
            .args(["-Oz", "--strip-debug", "--strip-producers"])
            .args(SMALL_WHEN_COMPRESSED)
            .args(WASM_FEATURES);
        capture(wasm_opt.arg(folder.join("widget_bg.wasm")).arg("-o").arg(&widget.wasm))
    })?;
    minify_script(&folder, &widget)?;
    stamp.write()?;
    Ok(widget)
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
