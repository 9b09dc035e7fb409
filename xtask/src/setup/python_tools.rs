//! Programs from PyPI, each in a Python environment of its own. `tests/NAME/requirements.txt` pins their versions.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use crate::command::{capture, program};
use crate::paths;
use crate::stopwatch::step;

use super::apt;

const REMEDY: &str = "install Python 3.11 or newer with its module venv so that `python3` is on PATH (on Debian: \
                      `apt-get install python3-venv`) and run the same command again";

/// Schemathesis: it calls the Worker in every way that its OpenAPI document allows.
pub(crate) fn schemathesis() -> Result<PathBuf> {
    find_or_install("schemathesis")
}

/// Localstripe: a stand-in for Stripe's API that others wrote.
pub(crate) fn localstripe() -> Result<PathBuf> {
    find_or_install("localstripe")
}

fn find_or_install(tool: &'static str) -> Result<PathBuf> {
    let requirements = paths::in_root("tests").join(tool).join("requirements.txt");
    let wanted = fs::read_to_string(&requirements)
        .with_context(|| format!("{} is missing", requirements.display()))?;
    let folder = paths::tool_cache()?.join(folder_name(tool, &wanted));
    let file = folder.join("bin").join(tool);
    // pip installs a package after those that it needs, so that this is the last file to appear.
    if file.is_file() {
        return Ok(file);
    }
    if make_environment(&folder).is_err() {
        install_python()?;
        make_environment(&folder).map_err(|error| anyhow!("{REMEDY}\n\n{error}"))?;
    }
    step(tool, || {
        let mut pip = program(folder.join("bin/python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
        capture(pip.arg(&requirements))
    })?;
    if !file.is_file() {
        bail!("pip installed no {}: delete that folder and run the same command again", file.display());
    }
    Ok(file)
}

fn make_environment(folder: &Path) -> Result<()> {
    // What an installation left that broke off is cleared away.
    capture(program("python3").args(["-m", "venv", "--clear"]).arg(folder)).map(drop)
}

/// Debian has Python without venv.
fn install_python() -> Result<()> {
    if let Some(obstacle) = apt::obstacle() {
        bail!("no Python that can make an environment, and {obstacle}: {REMEDY}");
    }
    step("python3-venv", || apt::install(&["python3-venv".into()]))
        .map_err(|error| anyhow!("{REMEDY}\n\n{error}"))
}

/// Names every pinned version, so that another one gets a folder of its own.
fn folder_name(tool: &str, requirements: &str) -> String {
    let pins = requirements.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut pins: Vec<String> = pins.map(|pin| pin.replace("==", "-")).collect();
    // That of the tool itself comes first.
    pins.sort_by_key(|pin| !pin.starts_with(&format!("{tool}-")));
    pins.join("-")
}

#[cfg(test)]
mod tests {
    use super::folder_name;

    #[test]
    fn the_folder_names_every_pinned_version() {
        let requirements = "# Why.\nhypothesis==6.1.0\nschemathesis==4.2.0\n";
        assert_eq!(folder_name("schemathesis", requirements), "schemathesis-4.2.0-hypothesis-6.1.0");
    }
}
