//! The browser of the browser tests: the machine's own, never one that Playwright downloads by itself.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};

use crate::paths;
use crate::stopwatch::step;

use super::apt;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const REMEDY: &str = "install Chromium or Chrome so that it is on PATH, or run `npx playwright install chromium` \
                      and name its executable in the environment variable CHROMIUM";

pub(crate) fn find_or_install() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").map(PathBuf::from) {
        if !named.is_file() {
            bail!("CHROMIUM names {}, which is not a file: {REMEDY}", named.display());
        }
        return Ok(named);
    }
    if let Some(found) = paths::find_on_path(&NAMES) {
        return Ok(found);
    }
    if let Some(obstacle) = apt::obstacle() {
        bail!("no Chromium, and {obstacle}: {REMEDY}");
    }
    step("chromium", || apt::install(&["chromium".into()]))
        .map_err(|error| anyhow!("{REMEDY}\n\n{error}"))?;
    paths::find_on_path(&NAMES).ok_or_else(|| anyhow!("apt-get installed no Chromium on PATH: {REMEDY}"))
}
