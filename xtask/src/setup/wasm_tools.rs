//! worker-build and wasm-bindgen, each at the one version that fits this workspace.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use anyhow::{Context, Result};

use crate::command::{capture, cargo};
use crate::paths;
use crate::stopwatch::step;

/// Of the same version as the `worker` crate.
const WORKER_BUILD: &str = "0.8.7";

pub(crate) struct WasmTools {
    pub(crate) worker_build: PathBuf,
    pub(crate) wasm_bindgen: PathBuf,
    /// Changes whenever a tool does, so that what an older one made is made again.
    pub(crate) versions: String,
}

pub(super) fn find_or_install() -> Result<WasmTools> {
    let wasm_bindgen = locked_version("wasm-bindgen")?;
    // Compiled together, for they are made of the same crates; apart from what another clone compiles meanwhile.
    let compiled = paths::tool_cache()?.join(format!("tools-target-{}", process::id()));
    let tools = WasmTools {
        worker_build: tool("worker-build", "worker-build", WORKER_BUILD, &compiled)?,
        wasm_bindgen: tool("wasm-bindgen-cli", "wasm-bindgen", &wasm_bindgen, &compiled)?,
        versions: format!("worker-build {WORKER_BUILD}, wasm-bindgen {wasm_bindgen}"),
    };
    // Hundreds of megabytes that nobody needs again, if anything was compiled at all.
    let _ = fs::remove_dir_all(compiled);
    Ok(tools)
}

fn tool(package: &str, binary: &str, version: &str, compiled: &Path) -> Result<PathBuf> {
    let folder = paths::tool_cache()?.join(format!("{binary}-{version}"));
    let file = folder.join("bin").join(binary);
    if file.is_file() {
        return Ok(file);
    }
    fs::create_dir_all(&folder)?;
    // Unoptimised and without debug information: the tools run for seconds, making them fast takes minutes.
    let install = |extra: &[&str]| {
        let mut command =
            cargo(&["install", package, "--version", version, "--debug", "--bin", binary, "--root"]);
        command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_TARGET_DIR", compiled);
        // Away from the workspace, whose configuration is not meant for these tools.
        capture(command.arg(&folder).args(extra).current_dir(&folder))
    };
    step(&format!("{package} {version}"), || {
        // A registry mirror may lack a version that the tool's own lock file names; any that fits will do.
        install(&["--locked"]).or_else(|_| install(&[]))
    })?;
    Ok(file)
}

/// The version in Cargo.lock: wasm-bindgen's command and library must be of one version, or else what they
/// make fails in odd ways when it runs.
fn locked_version(package: &str) -> Result<String> {
    let lock = paths::in_root("Cargo.lock");
    if !lock.is_file() {
        capture(&mut cargo(&["generate-lockfile"]))?;
    }
    let lock = fs::read_to_string(lock)?;
    version_in_lock(&lock, package).with_context(|| format!("Cargo.lock does not name `{package}`"))
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_string())
}

#[cfg(test)]
mod tests {
    use super::version_in_lock;

    #[test]
    fn the_version_is_that_of_the_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "leptos"), None);
    }
}
