//! The browsers beside Chromium: Firefox, and WebKitGTK for Safari, each with what a test drives it by. Only Debian's
//! packages are known to have them all; where they cannot be had the tests that need them say so and are left out.

use std::path::PathBuf;

use anyhow::Result;

use crate::paths;
use crate::stopwatch::step;

use super::apt;

const FIREFOX: [&str; 2] = ["firefox-esr", "firefox"];
/// WebKitGTK's small browser lies beside its libraries.
const MINI_BROWSERS: [&str; 2] = [
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
];
const PACKAGES: [&str; 4] = ["firefox-esr", "webkit2gtk-driver", "xvfb", "xauth"];

/// What is there of them.
pub(crate) struct OtherBrowsers {
    pub(crate) firefox: Option<PathBuf>,
    /// WebKitGTK's browser, if its driver and a screen for it are there too.
    pub(crate) webkit: Option<PathBuf>,
}

pub(crate) fn find_or_install() -> Result<OtherBrowsers> {
    let found = find();
    if found.firefox.is_some() && found.webkit.is_some() {
        return Ok(found);
    }
    if let Some(obstacle) = apt::obstacle() {
        eprintln!("tests in Firefox and WebKitGTK are left out where they are missing: {obstacle}");
        return Ok(found);
    }
    step("firefox and webkitgtk", || apt::install(&PACKAGES.map(String::from)))?;
    Ok(find())
}

fn find() -> OtherBrowsers {
    let has_driver =
        ["WebKitWebDriver", "xvfb-run"].iter().all(|name| paths::find_on_path(&[name]).is_some());
    let browser = MINI_BROWSERS.iter().map(PathBuf::from).find(|file| file.is_file());
    OtherBrowsers { firefox: paths::find_on_path(&FIREFOX), webkit: browser.filter(|_| has_driver) }
}
