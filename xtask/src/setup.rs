//! Makes sure that this machine has what the other commands need. What is present costs next to nothing.

mod apt;
mod chromium;
mod debian_wasm;
mod node_packages;
mod other_browsers;
mod python_tools;
mod wasm_target;
mod wasm_tools;

use anyhow::Result;

pub(crate) use chromium::find_or_install as chromium;
pub(crate) use node_packages::install as node_packages;
pub(crate) use other_browsers::{OtherBrowsers, find_or_install as other_browsers};
pub(crate) use python_tools::{localstripe, schemathesis};
pub(crate) use wasm_target::WasmToolchain;
pub(crate) use wasm_tools::WasmTools;

/// What everything for browsers and the edge is compiled for.
const TARGET: &str = "wasm32-unknown-unknown";

/// What turns Rust into the files that `build` makes. Having one proves that the machine is set up.
pub(crate) struct Toolbox {
    pub(crate) toolchain: WasmToolchain,
    pub(crate) tools: WasmTools,
}

pub(crate) fn toolbox() -> Result<Toolbox> {
    // npm first: it is quick, and an old Node is the likeliest thing to be missing.
    node_packages()?;
    Ok(Toolbox { toolchain: wasm_target::find_or_install()?, tools: wasm_tools::find_or_install()? })
}

pub(crate) fn everything() -> Result<()> {
    toolbox()?;
    let (chromium, schemathesis, localstripe) = (chromium()?, schemathesis()?, localstripe()?);
    other_browsers()?;
    let (chromium, schemathesis) = (chromium.display(), schemathesis.display());
    let localstripe = localstripe.display();
    eprintln!("ready: wasm target, wasm tools, npm packages, {chromium}, {schemathesis}, {localstripe}");
    Ok(())
}
