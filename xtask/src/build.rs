//! From source to what is served: the widget, the loader and the pages in build/assets/, and the Worker in
//! edge-worker/build/; what `cargo xtask dev` serves is beside them, in build/quick/. A run without changes costs what
//! cargo takes to see that there are none.

mod assets;
mod dead_exports;
mod short_names;
mod stamp;
mod wasm;
mod widget;
mod words;
mod worker;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::paths;
use crate::setup::{self, Toolbox};

use wasm::{Compilation, Profile};

pub(crate) use stamp::digest;

#[derive(Args)]
pub(crate) struct BuildArgs {
    /// Also copy everything that is deployed to this new or empty folder, as assets/ and worker/
    #[arg(long, value_name = "FOLDER")]
    release_dir: Option<PathBuf>,
}

pub(crate) fn run(args: &BuildArgs) -> Result<()> {
    if let Some(folder) = &args.release_dir
        && fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
    {
        bail!("{} is not empty: name a new folder, since nothing in it would be kept", folder.display());
    }
    all(&setup::toolbox()?)?;
    if let Some(folder) = &args.release_dir {
        for (from, name) in [(paths::assets(), "assets"), (paths::worker(), "worker")] {
            let files = assets::files_below(&from)?;
            assets::publish(&files, &folder.join(name))?;
        }
    }
    Ok(())
}

/// Everything that is deployed.
pub(crate) fn all(toolbox: &Toolbox) -> Result<()> {
    let widget = widget::deployed(toolbox)?;
    assets::publish(&assets::collect(&widget)?, &paths::assets())?;
    worker::deployed(toolbox)
}

/// The same for development: nothing optimised, made again within seconds after a change.
pub(crate) fn quick(toolbox: &Toolbox) -> Result<()> {
    let widget = widget::quick(toolbox)?;
    assets::publish(&assets::collect(&widget)?, &paths::quick_assets())?;
    worker::quick(toolbox)
}

/// The engine with the questions of the golden vectors: the wasm file.
pub(crate) fn golden(toolbox: &Toolbox) -> Result<PathBuf> {
    let profile = Profile::Download;
    Compilation { package: "golden", profile, is_alone: true }.run(toolbox)
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}
