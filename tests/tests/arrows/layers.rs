//! The folders of a crate in layers: each may import only from those below it, and none is in a circle.

use std::fs;
use std::path::Path;

use crate::circles::circles;
use crate::imports::{Imports, Module, name, of_crate, through_the_root};
use crate::root;

/// The Worker, from the entry down. A row may import from the rows below it.
const WORKER: [&[&str]; 13] = [
    &["lib"],
    &["wiring"],
    &["http"],
    &["jobs"],
    &["operations"],
    &["configuration"],
    &["payments"],
    &["booking"],
    &["ledger"],
    &["house"],
    &["messages"],
    &["providers"],
    &["platform"],
];

/// The contract. Folders of one row do not import each other.
const CONTRACT: [&[&str]; 6] = [
    &["lib"],
    &["booking", "problem"],
    &["availability", "snapshot"],
    &["compile", "money"],
    &["configuration", "access"],
    &["basics"],
];

/// Folders in which a file with handlers imports no other file with handlers: what two doors share is an operation.
const DOORS: [&str; 5] = ["admin", "callbacks", "external", "guest", "pages"];

const CRATES: [&str; 7] = [
    "engine/src",
    "edge-worker/api/src",
    "edge-worker/src",
    "guest/src",
    "widget/src",
    "words/src",
    "xtask/src",
];

fn room(module: &Module) -> &str {
    module.first().map_or("lib", String::as_str)
}

/// Imports that lead up, or across a row, as one writes them.
fn wrong_arrows(imports: &Imports, layers: &[&[&str]]) -> Vec<String> {
    let rank = |room: &str| {
        let rank = layers.iter().position(|row| row.contains(&room));
        rank.unwrap_or_else(|| panic!("`{room}` is in no layer: give it one in layers.rs"))
    };
    let mut wrong = Vec::new();
    for (module, others) in imports {
        for other in others {
            let (from, to) = (room(module), room(other));
            if from != to && rank(to) <= rank(from) {
                wrong.push(format!("{} -> {}", name(module), name(other)));
            }
        }
    }
    wrong
}

fn circles_in_words(imports: &Imports) -> Vec<String> {
    let words = |circle: &Vec<Module>| circle.iter().map(name).collect::<Vec<_>>().join(", ");
    circles(imports).iter().map(words).collect()
}

#[test]
fn the_workers_imports_lead_down() {
    let imports = of_crate(&root().join("edge-worker/src"));
    assert_eq!(wrong_arrows(&imports, &WORKER), Vec::<String>::new());
}

#[test]
fn the_contracts_imports_lead_down() {
    let imports = of_crate(&root().join("edge-worker/api/src"));
    assert_eq!(wrong_arrows(&imports, &CONTRACT), Vec::<String>::new());
}

#[test]
fn nothing_is_imported_through_a_crates_root() {
    for source in CRATES {
        assert_eq!(through_the_root(&root().join(source)), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    for source in CRATES {
        let imports = of_crate(&root().join(source));
        assert_eq!(circles_in_words(&imports), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn no_handler_imports_a_sibling() {
    let source = root().join("edge-worker/src");
    let has_handlers = |module: &Module| {
        let file = source.join(module.join("/")).with_extension("rs");
        fs::read_to_string(file).is_ok_and(|text| text.contains("#[send]"))
    };
    let is_door = |module: &Module| {
        module.first().is_some_and(|room| room == "http")
            && module.get(1).is_some_and(|door| DOORS.contains(&door.as_str()))
            && has_handlers(module)
    };
    let mut doors = 0;
    for (module, others) in of_crate(&source).iter().filter(|(module, _)| is_door(module)) {
        doors += 1;
        let sibling = others.iter().find(|other| is_door(other)).map(name);
        assert_eq!(sibling, None, "{} imports a handler: let both use an operation", name(module));
    }
    assert!(30 < doors, "{doors} files with handlers: this test looks for the wrong sign");
}

#[test]
fn what_is_planted_against_the_rules_is_found() {
    let source = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let file = source.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    };
    write("lib.rs", "mod house;\nmod platform;");
    write("house.rs", "mod tenant;\nmod commit;");
    write(
        "house/tenant.rs",
        "use crate::{\n    house::commit::{self, Change as Edit},\n    platform::db::Db,\n};",
    );
    write(
        "house/commit.rs",
        "// use crate::platform::nothing;\nfn f(_: crate::Edit) { super::tenant::load(\"crate::lost\") }",
    );
    write("platform.rs", "mod db;");
    write("platform/db.rs", "macro_rules! id { () => { $crate::house::tenant::ID } }");
    assert_found(source.path());
}

fn assert_found(source: &Path) {
    let imports = of_crate(source);
    let layers: [&[&str]; 3] = [&["lib"], &["house"], &["platform"]];
    assert_eq!(wrong_arrows(&imports, &layers), ["platform::db -> house::tenant"]);
    assert_eq!(through_the_root(source), ["house::commit -> crate::Edit"]);
    assert_eq!(circles_in_words(&imports), ["house::commit, house::tenant, platform::db"]);
}
