//! One package of the workspace, compiled for wasm32.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::command::{cargo, node_tool, show};
use crate::paths;
use crate::setup::Toolbox;
use crate::stopwatch::loud_step;

const TARGET: &str = "wasm32-unknown-unknown";

/// What compilers for wasm32-unknown-unknown use by default. Named one by one: with --all-features wasm-opt
/// emits encodings that browsers refuse.
pub(super) const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// wasm-opt, for what these compilers make.
pub(super) fn wasm_opt() -> Result<Command> {
    let mut wasm_opt = node_tool("wasm-opt")?;
    wasm_opt.args(WASM_FEATURES);
    Ok(wasm_opt)
}

/// A profile of Cargo.toml.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    /// What the edge runs.
    Release,
    /// What guests download.
    Download,
    /// What `cargo xtask dev` serves: compiled in seconds after a change.
    Quick,
}

impl Profile {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Download => "download",
            Self::Quick => "quick",
        }
    }
}

pub(super) struct Compilation<'a> {
    pub(super) package: &'a str,
    pub(super) profile: Profile,
    /// Compiles the package as a wasm file and not as a library too: only then cargo optimises across crates (`lto`),
    /// which it skips, without a word, for a package that is also a library.
    pub(super) is_alone: bool,
}

impl Compilation<'_> {
    fn is_drawn_by_leptos(&self) -> bool {
        self.package == "widget"
    }

    /// Compiles, and gives the file that cargo makes.
    pub(super) fn run(&self, toolbox: &Toolbox) -> Result<PathBuf> {
        let Self { package, profile, is_alone } = self;
        let mut command = cargo(&[if *is_alone { "rustc" } else { "build" }]);
        command.args(["--profile", profile.name(), "--lib", "--target", TARGET, "--package", package]);
        if *is_alone {
            command.args(["--crate-type", "cdylib"]);
        }
        // worker-build sets this for its own call of cargo. The macros of wasm-bindgen read it behind cargo's
        // back, so it must be the same in every call: the calls share what they compile.
        command.env("WASM_BINDGEN_USE_JS_SYS", "1");
        if self.is_drawn_by_leptos() {
            // Leptos then has one type for all views: less to compile and to download, and a little more to do when
            // drawing. For nothing else: worker-build calls cargo without it, and would compile everything once more.
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "--cfg=erase_components");
        }
        loud_step(&format!("{package} for wasm32"), || show(toolbox.toolchain.apply(&mut command)))?;
        let folder = paths::target().join(TARGET).join(profile.name());
        Ok(folder.join(package.replace('-', "_")).with_extension("wasm"))
    }
}
