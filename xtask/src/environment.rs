//! The environment variables by which tests and benchmarks find what they start.

use std::path::{Path, PathBuf};

use crate::paths;
use crate::setup::OtherBrowsers;

/// The variable by which the test of the same name finds Schemathesis. No benchmark needs it.
pub(crate) const SCHEMATHESIS: &str = "COUVERT_SCHEMATHESIS";
/// The stand-in for Stripe that others wrote.
pub(crate) const LOCALSTRIPE: &str = "COUVERT_LOCALSTRIPE";

/// The browsers beside Chromium that are there.
pub(crate) fn other_browsers(browsers: OtherBrowsers) -> impl Iterator<Item = (&'static str, PathBuf)> {
    let named = [("FIREFOX", browsers.firefox), ("WEBKIT_BROWSER", browsers.webkit)];
    named.into_iter().filter_map(|(name, file)| Some((name, file?)))
}

/// Whoever starts a server with these also ends it.
pub(crate) fn test_environment(golden: &Path, chromium: &Path) -> [(&'static str, PathBuf); 5] {
    [
        ("CHROMIUM", chromium.to_path_buf()),
        ("COUVERT_GOLDEN_WASM", golden.to_path_buf()),
        ("COUVERT_NODE", paths::node_bin("node")),
        ("COUVERT_WRANGLER", paths::in_root("node_modules/wrangler/bin/wrangler.js")),
        ("COUVERT_WORKER_DIR", paths::worker()),
    ]
}
