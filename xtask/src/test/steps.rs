//! The steps of the gate. Each makes sure of what it needs, so that it can run alone.

use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::Result;

use crate::build;
use crate::command::{capture, cargo, node_tool};
use crate::environment::{LOCALSTRIPE, SCHEMATHESIS, other_browsers, test_environment};
use crate::paths;
use crate::setup;

/// One check.
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// Does what it can itself; gives the command whose outcome is the step's, if there is one.
    pub(super) prepare: fn() -> Result<Option<Command>>,
}

/// All of them, in the order in which a failure is cheapest to find.
pub(super) const STEPS: [Step; 19] = [
    Step { name: "format", about: "rustfmt", prepare: || command(cargo(&["fmt", "--all", "--check"])) },
    Step { name: "lints", about: "clippy, for this machine", prepare: lints },
    Step {
        name: "quick-tests",
        about: "native tests without the longest",
        prepare: || native_tests(&["--skip", "whatever_happens", "--skip", "the_auditor_finds"]),
    },
    Step {
        name: "native-tests",
        about: "native tests without the model and the money stories",
        prepare: || native_tests(&["--skip", "whatever_happens"]),
    },
    Step {
        name: "model",
        about: "random operations against a plain model",
        prepare: || command(cargo(&["test", "--workspace", "--test", "model", "--", "--nocapture"])),
    },
    Step {
        name: "money",
        about: "random payment stories, audited",
        prepare: || {
            let test = ["test", "--workspace", "--test", "money", "--", "--nocapture", "whatever_happens"];
            command(cargo(&test))
        },
    },
    Step { name: "setup", about: "installs what the following steps need", prepare: set_up },
    Step { name: "scripts", about: "types of the scripts in static/, by TypeScript", prepare: scripts },
    Step { name: "wasm-lints", about: "clippy, for what is compiled to wasm alone", prepare: wasm_lints },
    Step { name: "build", about: "the widget and the Worker", prepare: build },
    Step { name: "golden", about: "native answers equal those in wasm", prepare: || deployed("golden") },
    Step { name: "races", about: "many clients at once in workerd", prepare: || deployed("race") },
    Step { name: "crashes", about: "workerd killed in the middle of load", prepare: || deployed("crash") },
    Step { name: "contract", about: "every example of the restaurant API", prepare: || deployed("contract") },
    Step { name: "platform", about: "secrets and receivers in workerd", prepare: || deployed("platform") },
    Step {
        name: "localstripe",
        about: "Stripe's adapter against a stand-in",
        prepare: || deployed("localstripe"),
    },
    Step { name: "client", about: "a client generated from OpenAPI", prepare: || deployed("client") },
    Step {
        name: "schemathesis",
        about: "OpenAPI conformance and fuzzing",
        prepare: || deployed("schemathesis"),
    },
    Step {
        name: "browser",
        about: "Playwright in Chromium; Firefox and WebKitGTK in short",
        prepare: browser,
    },
];

fn command(command: Command) -> Result<Option<Command>> {
    Ok(Some(command))
}

fn lints() -> Result<Option<Command>> {
    // The feature only adds tests: those that need workerd are checked like the others.
    // The widget is made for browsers alone, so it is checked with what is compiled for wasm.
    let all = ["--workspace", "--exclude", "widget", "--all-targets", "--features", "tests/workerd"];
    let mut clippy = cargo(&["clippy"]);
    clippy.args(all).args(["--", "-D", "warnings"]);
    command(clippy)
}

fn native_tests(filter: &[&str]) -> Result<Option<Command>> {
    let mut tests = cargo(&["test", "--workspace", "--"]);
    tests.args(filter);
    command(tests)
}

fn set_up() -> Result<Option<Command>> {
    setup::toolbox()?;
    setup::chromium()?;
    setup::schemathesis()?;
    setup::localstripe()?;
    setup::other_browsers()?;
    Ok(None)
}

fn scripts() -> Result<Option<Command>> {
    setup::node_packages()?;
    // What they hear from the edge has the types of its OpenAPI document.
    let mut types = node_tool("openapi-typescript")?;
    types.arg(paths::in_root("docs/openapi.json")).arg("--output").arg(paths::in_root("build/openapi.d.ts"));
    capture(types.arg("--default-non-nullable=false"))?;
    let mut typescript = node_tool("tsc")?;
    typescript.arg("-p").arg(paths::in_root("static"));
    command(typescript)
}

/// What is compiled for wasm alone, D1's adapter for one, the native lints do not see.
fn wasm_lints() -> Result<Option<Command>> {
    if !setup::toolbox()?.toolchain.has_clippy() {
        return Ok(None);
    }
    let target = ["clippy", "--target", "wasm32-unknown-unknown", "-p", "edge-worker", "-p", "widget"];
    let mut clippy = cargo(&target);
    clippy.args(["--", "-D", "warnings"]);
    command(clippy)
}

fn build() -> Result<Option<Command>> {
    built()?;
    Ok(None)
}

/// What the tests of what is deployed are told about.
#[derive(Clone)]
struct Built {
    golden: PathBuf,
    chromium: PathBuf,
}

/// Everything is built once in a run: two chains that build at a time would write the same files.
fn built() -> Result<Built> {
    static BUILT: Mutex<Option<Built>> = Mutex::new(None);
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(built) = &*built {
        return Ok(built.clone());
    }
    let toolbox = setup::toolbox()?;
    build::all(&toolbox)?;
    let made = Built { golden: build::golden(&toolbox)?, chromium: setup::chromium()? };
    Ok(built.insert(made).clone())
}

/// A test of the package `tests` that runs what is deployed.
fn deployed(test: &str) -> Result<Option<Command>> {
    let Built { golden, chromium } = built()?;
    // The same packages and features as those of the lints and the native tests: so all share what is compiled.
    let mut tests = cargo(&["test", "--workspace", "--features", "tests/workerd", "--test", test]);
    tests.args(["--", "--nocapture"]).envs(test_environment(&golden, &chromium));
    tests.env(SCHEMATHESIS, setup::schemathesis()?).env(LOCALSTRIPE, setup::localstripe()?);
    command(tests)
}

fn browser() -> Result<Option<Command>> {
    let mut browser = playwright("playwright.config.mjs")?;
    browser.envs(other_browsers(setup::other_browsers()?));
    command(browser)
}

/// Runs what a configuration of `tests/browser` names against the Worker as it is deployed.
pub(super) fn playwright(configuration: &str) -> Result<Command> {
    let Built { golden, chromium } = built()?;
    let mut playwright = node_tool("node")?;
    playwright.arg(paths::in_root("node_modules/@playwright/test/cli.js")).args(["test", "-c"]);
    playwright.arg(paths::in_root("tests/browser").join(configuration));
    playwright.envs(test_environment(&golden, &chromium));
    Ok(playwright)
}
