//! The arrows of the architecture: who may know whom, and who alone knows what.

mod circles;
mod imports;
mod layers;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace")
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(root()).output().expect("a program");
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn cargo(arguments: &[&str]) -> String {
    output(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), arguments)
}

/// What each member of the workspace names in its Cargo.toml: the dependencies of its own code, or those of its
/// tests too.
fn dependencies(with_dev: bool) -> BTreeMap<String, BTreeSet<String>> {
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--no-deps", "--format-version", "1"])).expect("json");
    let name = |value: &Value| value["name"].as_str().expect("a name").to_owned();
    let of = |package: &Value| {
        let all = package["dependencies"].as_array().expect("dependencies");
        all.iter().filter(|d| with_dev || d["kind"].as_str() != Some("dev")).map(name).collect()
    };
    metadata["packages"].as_array().expect("packages").iter().map(|p| (name(p), of(p))).collect()
}

/// The names of every crate under this one, on every level.
fn tree(package: &str) -> BTreeSet<String> {
    let tree = cargo(&["tree", "--package", package, "--edges", "normal,build", "--prefix", "none"]);
    tree.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn the_engine_knows_nothing_but_itself() {
    assert_eq!(dependencies(false)["engine"], BTreeSet::new());
    assert_eq!(tree("engine"), BTreeSet::from(["engine".to_owned()]));
}

#[test]
fn the_contract_knows_no_server_and_no_browser() {
    let crates = tree("api");
    for foreign in ["worker", "axum", "leptos", "web-sys", "js-sys", "wasm-bindgen", "edge-worker", "widget"]
    {
        assert!(!crates.contains(foreign), "{foreign}");
    }
}

#[test]
fn members_of_the_workspace_point_where_the_arrows_do() {
    let all = dependencies(false);
    let members: BTreeSet<&String> = all.keys().collect();
    let inside = |name: &str| -> Vec<&str> {
        all[name].iter().filter(|dependency| members.contains(dependency)).map(String::as_str).collect()
    };
    assert_eq!(inside("api"), ["engine"]);
    assert!(inside("words").is_empty(), "build scripts alone read the texts");
    assert_eq!(inside("guest"), ["api", "engine", "words"]);
    assert_eq!(inside("widget"), ["api", "engine", "guest"]);
    assert_eq!(inside("edge-worker"), ["api", "engine", "guest", "words"]);
    assert_eq!(inside("golden"), ["engine"]);
    assert!(inside("xtask").is_empty(), "xtask builds the others, so it must build without them");
    let known_to_tests = dependencies(true);
    for (package, dependencies) in known_to_tests.iter().filter(|(package, _)| *package != "tests") {
        assert!(!dependencies.contains("tests"), "{package}");
        assert!(package == "golden" || !dependencies.contains("golden"), "{package}");
    }
}

/// Every file that is tracked.
fn tracked() -> Vec<PathBuf> {
    output("git", &["ls-files", "-z"]).split('\0').filter(|f| !f.is_empty()).map(PathBuf::from).collect()
}

/// The lines of tracked Rust files under a folder that say one of these, outside of their unit tests.
fn lines_with(folder: &str, words: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in tracked() {
        let is_source = file.starts_with(folder) && file.extension().is_some_and(|e| e == "rs");
        let Ok(text) = fs::read_to_string(root().join(&file)) else { continue };
        if !is_source {
            continue;
        }
        let code = text.lines().take_while(|line| *line != "#[cfg(test)]");
        let hits = code.filter(|line| words.iter().any(|word| line.contains(word)));
        found.extend(hits.map(|line| (file.display().to_string(), line.trim().to_owned())));
    }
    found
}

/// What is said only in files below these, of the Worker's.
#[track_caller]
fn assert_only_in(places: &[&str], words: &[&str]) {
    let found = lines_with("edge-worker/src", words);
    assert!(!found.is_empty(), "{words:?} are nowhere: this test looks for the wrong words");
    for (file, line) in found {
        let place = file.strip_prefix("edge-worker/src/").unwrap_or(&file);
        assert!(places.iter().any(|allowed| place.starts_with(allowed)), "{file}: {line}");
    }
}

#[test]
fn one_file_talks_to_d1() {
    assert_only_in(&["platform/db/d1.rs"], &["D1Database", "D1PreparedStatement", "D1Result", "worker::d1"]);
}

#[test]
fn one_file_reads_the_bindings_and_the_clock() {
    assert_only_in(&["wiring.rs"], &["worker::Env", "env.var(", "env.secret(", "env.d1(", "env.kv("]);
    assert_only_in(&["wiring.rs"], &["Date::now", "SystemTime::now", "Utc::now"]);
}

#[test]
fn only_the_doors_know_http_and_only_the_ground_floor_knows_the_platform() {
    assert_only_in(&["http.rs", "http/", "lib.rs"], &["axum::", "use axum"]);
    assert_only_in(&["platform.rs", "platform/", "wiring.rs", "lib.rs"], &["worker::", "use worker"]);
}

#[test]
fn one_file_knows_the_statuses_of_failures() {
    const SUCCESS: [&str; 3] = ["OK", "CREATED", "NO_CONTENT"];
    for (file, line) in lines_with("edge-worker/src", &["StatusCode::"]) {
        for status in line.split("StatusCode::").skip(1) {
            let status =
                status.split(|c: char| !c.is_ascii_uppercase() && c != '_').next().unwrap_or_default();
            let is_allowed = SUCCESS.contains(&status) || file == "edge-worker/src/http/problem.rs";
            assert!(is_allowed, "{file}: {line}");
        }
    }
}

#[test]
fn no_file_is_a_drawer_for_everything() {
    for file in tracked() {
        let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        assert!(!["util", "utils", "helper", "helpers", "misc"].contains(&stem), "{}", file.display());
    }
}

#[test]
fn no_file_names_a_path_of_somebodys_machine() {
    // In two parts, or this file would.
    let paths = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];
    for file in tracked() {
        // What is no text names no path that anybody follows; what is deleted is about to be untracked.
        let Ok(text) = fs::read_to_string(root().join(&file)) else { continue };
        for (number, line) in (1..).zip(text.lines()) {
            let found = paths.iter().find(|path| line.contains(*path));
            assert!(found.is_none(), "{}:{number}: {line}", file.display());
        }
    }
}
