//! Where things are: in the repository, in the user's cache, on the machine.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The root of the workspace, whatever folder the command was started in.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

pub(crate) fn in_root(path: &str) -> PathBuf {
    root().join(path)
}

/// Everything `build` makes, apart from cargo's own output and the Worker's.
pub(crate) fn assets() -> PathBuf {
    in_root("build/assets")
}

/// Where worker-build leaves the Worker that wrangler.toml names.
pub(crate) fn worker() -> PathBuf {
    in_root("edge-worker/build")
}

/// The assets as `cargo xtask dev` serves them.
pub(crate) fn quick_assets() -> PathBuf {
    in_root("build/quick/assets")
}

/// The Worker as `cargo xtask dev` serves it.
pub(crate) fn quick_worker() -> PathBuf {
    in_root("build/quick/worker")
}

pub(crate) fn node_bin(tool: &str) -> PathBuf {
    in_root("node_modules/.bin").join(tool)
}

/// cargo's output folder, which CARGO_TARGET_DIR may move.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| in_root("target"), |dir| root().join(dir))
}

/// Tools are kept for the user, not for the clone, so that a second clone finds them.
pub(crate) fn tool_cache() -> Result<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let cache = cache.or_else(|| env::home_dir().map(|home| home.join(".cache")));
    Ok(cache.context("neither XDG_CACHE_HOME nor HOME is set: set one of them")?.join("couvert"))
}

/// PATH with the repository's own Node first: wrangler refuses older ones.
pub(crate) fn path_with_node() -> Result<OsString> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(in_root("node_modules/.bin")).chain(env::split_paths(&inherited));
    env::join_paths(folders).context("the path of this clone must not contain a colon")
}

/// The first of `names` that is a file in a folder of PATH.
pub(crate) fn find_on_path(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}
