//! Debian's packages, for what the ordinary ways cannot deliver.

use std::path::Path;
use std::process::Command;
use std::sync::Once;

use anyhow::{Result, bail};

use crate::command::{capture, program};
use crate::paths;

/// Why packages cannot be installed from here, as the end of a sentence; None when they can.
pub(crate) fn obstacle() -> Option<&'static str> {
    if paths::find_on_path(&["apt-get"]).is_none() {
        Some("this machine has no apt-get")
    } else if !is_root() && paths::find_on_path(&["sudo"]).is_none() {
        Some("you are not root and there is no sudo")
    } else {
        None
    }
}

pub(crate) fn install(packages: &[String]) -> Result<()> {
    if let Some(obstacle) = obstacle() {
        bail!("cannot run `apt-get install {}`: {obstacle}", packages.join(" "));
    }
    refresh_lists();
    let arguments = ["DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends"];
    capture(as_root("env").args(arguments).args(packages)).map(drop)
}

/// The newest version of a package that apt would install.
pub(crate) fn newest_version(package: &str) -> Option<String> {
    refresh_lists();
    let policy = capture(program("apt-cache").args(["policy", package])).ok()?;
    let version = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate:"))?.trim();
    (version != "(none)").then(|| version.to_string())
}

/// The names of the packages that `package` depends on.
pub(crate) fn dependencies(package: &str) -> Vec<String> {
    let lines = capture(program("apt-cache").args(["depends", package])).unwrap_or_default();
    lines
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Depends:"))
        .map(|name| name.trim().into())
        .collect()
}

/// `name` run by root, through sudo where needed.
pub(crate) fn as_root(name: &str) -> Command {
    if is_root() {
        return program(name);
    }
    let mut command = program("sudo");
    command.arg(name);
    command
}

/// The lists of a fresh container are empty and those of an old one name versions that are gone. A failure
/// here is no matter: the install that follows says what is wrong.
fn refresh_lists() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| drop(capture(as_root("apt-get").args(["update", "-qq"]))));
}

fn is_root() -> bool {
    // The owner of /proc/self is the user this process runs as.
    use std::os::unix::fs::MetadataExt;
    Path::new("/proc/self").metadata().is_ok_and(|entry| entry.uid() == 0)
}
