//! Which file of a crate imports which, read from the source text: `use` declarations and paths in code that start with
//! `crate`, `super` or `self`. Unit tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module by its path inside the crate; the crate root is empty.
pub(crate) type Module = Vec<String>;

/// Every file of a crate as a module, and the modules that it imports.
pub(crate) type Imports = BTreeMap<Module, BTreeSet<Module>>;

/// The imports of the crate whose source folder this is.
pub(crate) fn of_crate(source: &Path) -> Imports {
    let files = modules(source);
    let import = |(module, file): (&Module, &PathBuf)| {
        let text = fs::read_to_string(file).expect("a source file");
        let found = paths(&text).into_iter().filter_map(|path| resolve(module, &path, &files));
        (module.clone(), found.filter(|other| is_elsewhere(module, other)).collect())
    };
    files.iter().map(import).collect()
}

/// Where a crate's own files take a name from its root, which only re-exports it for others.
pub(crate) fn through_the_root(source: &Path) -> Vec<String> {
    let files = modules(source);
    let mut found = Vec::new();
    for (module, file) in files.iter().filter(|(module, _)| !module.is_empty()) {
        let text = fs::read_to_string(file).expect("a source file");
        for path in paths(&text) {
            let [root, first, ..] = path.as_slice() else { continue };
            if root == "crate" && !files.contains_key(std::slice::from_ref(first)) {
                found.push(format!("{} -> crate::{first}", name(module)));
            }
        }
    }
    found
}

/// As one writes it: `http::guest::booking`.
pub(crate) fn name(module: &Module) -> String {
    if module.is_empty() { "lib".to_owned() } else { module.join("::") }
}

fn modules(source: &Path) -> BTreeMap<Module, PathBuf> {
    let mut found = BTreeMap::new();
    let mut folders = vec![source.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|ending| ending == "rs") {
                let path = entry.strip_prefix(source).expect("inside").with_extension("");
                let mut module: Module =
                    path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
                if module.last().is_some_and(|last| ["lib", "main", "mod"].contains(&last.as_str())) {
                    module.pop();
                }
                found.insert(module, entry);
            }
        }
    }
    found
}

/// A module and those around it are one thing: `mod` declarations are no imports.
fn is_elsewhere(module: &Module, other: &Module) -> bool {
    !module.starts_with(other)
}

/// The file that a path leads into.
fn resolve(from: &Module, path: &[String], files: &BTreeMap<Module, PathBuf>) -> Option<Module> {
    let mut at = from.clone();
    let mut parts = path;
    while let Some((first, rest)) = parts.split_first() {
        match first.as_str() {
            "crate" => at.clear(),
            "super" => drop(at.pop()),
            "self" => {}
            _ => break,
        }
        parts = rest;
    }
    at.extend(parts.iter().cloned());
    (1..=at.len()).rev().map(|length| at[..length].to_vec()).find(|prefix| files.contains_key(prefix))
}

/// Every path of a source text that starts inside its own crate.
fn paths(text: &str) -> Vec<Vec<String>> {
    let tokens = tokens(text.split("#[cfg(test").next().unwrap_or_default());
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_start = ["crate", "super", "self"].contains(&tokens[at].as_str())
            && tokens.get(at + 1).is_some_and(|next| next == "::");
        if is_start {
            tree(&tokens, &mut at, &mut Vec::new(), &mut found);
        } else {
            at += 1;
        }
    }
    found
}

/// Reads a path, or the tree of a `use`, from here on.
fn tree(tokens: &[String], at: &mut usize, prefix: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let depth = prefix.len();
    loop {
        match tokens.get(*at).map(String::as_str) {
            Some("{") => {
                *at += 1;
                while tokens.get(*at).is_some_and(|token| token != "}") {
                    if tokens[*at] == "," {
                        *at += 1;
                    } else {
                        tree(tokens, at, prefix, found);
                    }
                }
                *at += 1;
                break;
            }
            Some(word) if is_word(word) || word == "*" => {
                prefix.push(word.to_owned());
                *at += 1;
            }
            _ => {
                *at += 1;
                break;
            }
        }
        if tokens.get(*at).is_some_and(|next| next == "::") {
            *at += 1;
            continue;
        }
        found.push(prefix.clone());
        if tokens.get(*at).is_some_and(|next| next == "as") {
            *at += 2;
        }
        break;
    }
    prefix.truncate(depth);
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, `::`, and other signs one by one; without comments and texts.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("//") {
            rest = comment.find('\n').map_or("", |end| &comment[end..]);
        } else if let Some(string) = rest.strip_prefix('"') {
            rest = after_string(string);
        } else if let Some(after) = rest.strip_prefix("::") {
            tokens.push("::".to_owned());
            rest = after;
        } else if is_word(rest) {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(rest[..end].to_owned());
            rest = &rest[end..];
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    tokens
}

fn after_string(text: &str) -> &str {
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if !is_escaped => return &text[at + 1..],
            _ => is_escaped = c == '\\' && !is_escaped,
        }
    }
    ""
}
