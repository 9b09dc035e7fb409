//! The npm packages of package-lock.json, wrangler and a Node new enough for it among them.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::build::digest;
use crate::command::{capture, program};
use crate::paths;
use crate::stopwatch::step;

/// The Node that runs npm; wrangler runs on the one that npm then installs.
const OLDEST_NODE: u32 = 20;

pub(crate) fn install() -> Result<()> {
    let lock = fs::read(paths::in_root("package-lock.json")).context("package-lock.json is missing")?;
    let wanted = digest(&[&lock]);
    // Inside node_modules, so that deleting the folder deletes the stamp too.
    let stamp = paths::in_root("node_modules/.couvert-installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    check_node()?;
    step("npm packages", || {
        let mut npm = program("npm");
        npm.args(["ci", "--no-progress", "--loglevel=error"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        capture(&mut npm)
    })?;
    if !paths::node_bin("node").is_file() {
        bail!(
            "npm did not run the install scripts of its packages: run `npm config delete ignore-scripts` and the \
             same command again"
        );
    }
    fs::write(stamp, wanted)?;
    Ok(())
}

fn check_node() -> Result<()> {
    let remedy =
        format!("install Node {OLDEST_NODE} or newer (https://nodejs.org) and run the same command again");
    if paths::find_on_path(&["node"]).is_none() || paths::find_on_path(&["npm"]).is_none() {
        bail!("`node` and `npm` are not both on PATH: {remedy}");
    }
    let version = capture(program("node").arg("--version"))?;
    let major = version.trim().trim_start_matches('v').split('.').next().unwrap_or_default();
    match major.parse::<u32>() {
        Ok(major) if major >= OLDEST_NODE => Ok(()),
        _ => bail!("Node {} is too old: {remedy}", version.trim()),
    }
}
