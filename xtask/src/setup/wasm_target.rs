//! A Rust compiler that knows wasm32-unknown-unknown: the default one with its target added by rustup, or
//! else Debian's, linked into rustup as a toolchain of its own.

use std::process::Command;
use std::time::Duration;

use anyhow::{Result, anyhow};

use crate::command::{capture, capture_within, program};
use crate::stopwatch::step;

use super::{TARGET, debian_wasm};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum WasmToolchain {
    Default,
    Debian,
}

impl WasmToolchain {
    /// Makes a command (and the cargo it may start) compile with this toolchain.
    pub(crate) fn apply(self, command: &mut Command) -> &mut Command {
        match self {
            Self::Default => command,
            Self::Debian => command.env("RUSTUP_TOOLCHAIN", debian_wasm::TOOLCHAIN),
        }
    }

    /// Whether it lints: Debian's compiler comes without clippy.
    pub(crate) fn has_clippy(self) -> bool {
        self == Self::Default
    }

    /// Asks the compiler itself: files that look right may be left over from another version.
    fn works(self) -> bool {
        let output = std::env::temp_dir().join(format!("couvert-probe-{}.wasm", std::process::id()));
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/setup/probe.rs");
        let mut rustc = program("rustc");
        rustc
            .args(["--edition=2024", "--target", TARGET, "--crate-type=cdylib", "-o"])
            .arg(&output)
            .arg(source);
        let works = capture(self.apply(&mut rustc)).is_ok();
        // Absent when the compiler failed; a leftover in the temporary folder harms nobody.
        let _ = std::fs::remove_file(output);
        works
    }
}

pub(super) fn find_or_install() -> Result<WasmToolchain> {
    if let Some(found) =
        [WasmToolchain::Default, WasmToolchain::Debian].into_iter().find(|chain| chain.works())
    {
        return Ok(found);
    }
    let by_rustup = step(&format!("{TARGET} by rustup"), add_by_rustup);
    let Err(rustup_error) = by_rustup else { return Ok(WasmToolchain::Default) };
    debian_wasm::install().map_err(|debian_error| {
        anyhow!(
            "no Rust compiler for {TARGET}: run `rustup target add {TARGET}` where rustup's servers can be \
             reached, then the same command again\n\nrustup: {rustup_error}\n\nDebian's compiler: {debian_error}"
        )
    })?;
    Ok(WasmToolchain::Debian)
}

fn add_by_rustup() -> Result<()> {
    // By default rustup waits and tries again for minutes where its servers are out of reach.
    let mut rustup = program("rustup");
    rustup.args(["target", "add", TARGET]).env("RUSTUP_MAX_RETRIES", "0");
    capture_within(&mut rustup, Duration::from_secs(120))?;
    if WasmToolchain::Default.works() {
        return Ok(());
    }
    Err(anyhow!("rustup added {TARGET}, yet `rustc` cannot compile for it: is `rustc` on PATH rustup's?"))
}
