//! Debian's compiler as a toolchain for wasm32, where rustup's servers are out of reach.
//!
//! Debian packages a newer compiler for its browsers and, with it, the standard library's source, but not
//! the library compiled for wasm32-unknown-unknown. So that is compiled here, once.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::command::{capture, program};
use crate::stopwatch::step;

use super::TARGET;
use super::apt;

pub(super) const TOOLCHAIN: &str = "couvert-wasm";
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";

pub(super) fn install() -> Result<()> {
    if let Some(obstacle) = apt::obstacle() {
        bail!("{obstacle}");
    }
    step("Debian's Rust compiler instead", || apt::install(&packages()?))?;
    step("standard library for wasm32", || install_std(&build_std()?))?;
    capture(program("rustup").args(["toolchain", "link", TOOLCHAIN, "/usr"]))?;
    Ok(())
}

/// All of one version: the source must be that of the compiler. Two versions may be on offer.
fn packages() -> Result<Vec<String>> {
    let version = apt::newest_version("rustc-web").context("this Debian has no package `rustc-web`")?;
    let rust = ["rustc-web", "cargo-web", "libstd-rust-web-dev", "rust-web-src", "rust-web-llvm"];
    let mut packages: Vec<String> = rust.iter().map(|name| format!("{name}={version}")).collect();
    // The linker must be of the same LLVM as the compiler: rust-web-llvm depends on llvm-22, hence lld-22.
    let llvm = apt::dependencies("rust-web-llvm")
        .into_iter()
        .find_map(|name| Some(name.strip_prefix("llvm-")?.to_string()));
    packages.push(llvm.map_or_else(|| "lld".into(), |number| format!("lld-{number}")));
    Ok(packages)
}

/// Compiles the standard library in a scratch crate. Returns the folder with its parts.
fn build_std() -> Result<ScratchCrate> {
    let scratch = ScratchCrate::create()?;
    let mut cargo = program(CARGO);
    cargo.args(["build", "--release", "--target", TARGET, "-Z", "build-std=std,panic_abort"]);
    cargo.env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", scratch.target());
    capture(cargo.current_dir(&scratch.0))?;
    Ok(scratch)
}

fn install_std(scratch: &ScratchCrate) -> Result<()> {
    let library = capture(program(RUSTC).args(["--target", TARGET, "--print", "target-libdir"]))?;
    let library = Path::new(library.trim());
    capture(apt::as_root("mkdir").arg("-p").arg(library))?;
    // Parts of an older version would make the compiler complain of two candidates.
    let old = rlibs(library)?;
    capture(apt::as_root("rm").arg("-f").args(old))?;
    let built = rlibs(&scratch.target().join(TARGET).join("release/deps"))?;
    capture(apt::as_root("cp").args(built).arg(library))?;
    Ok(())
}

fn rlibs(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    Ok(paths.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "rlib")).collect())
}

/// A crate in the temporary folder, removed when no longer needed.
struct ScratchCrate(PathBuf);

impl ScratchCrate {
    fn create() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("couvert-std-{}", std::process::id()));
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("src/lib.rs"), "")?;
        let manifest = "[package]\nname = \"scratch\"\nedition = \"2024\"\n\n[workspace]\n";
        fs::write(folder.join("Cargo.toml"), manifest)?;
        Ok(Self(folder))
    }

    fn target(&self) -> PathBuf {
        self.0.join("target")
    }
}

impl Drop for ScratchCrate {
    fn drop(&mut self) {
        // The temporary folder is emptied by the system in any case.
        let _ = fs::remove_dir_all(&self.0);
    }
}
