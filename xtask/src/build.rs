//! From source to what is served: the widget, the loader and the pages in build/assets/, and the Worker in
//! edge-worker/build/. A run without changes costs what cargo takes to see that there are none.

mod assets;
mod stamp;
mod widget;
mod worker;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::paths;
use crate::setup::{self, Toolbox};

pub(crate) use stamp::digest;
pub(crate) use widget::compile_to_wasm;
pub(crate) use worker::unguarded;

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
    let widget = widget::build(toolbox)?;
    assets::publish(&assets::collect(&widget)?, &paths::assets())?;
    worker::normal(toolbox)
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}
