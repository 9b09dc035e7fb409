//! What `cargo bench` runs: criterion's benchmarks, which leave their means below target/criterion/, and those that print
//! figures themselves.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use crate::command::{capture, cargo};
use crate::paths;

use super::Figure;

pub(super) fn run() -> Result<Vec<Figure>> {
    let results = paths::target().join("criterion");
    // The results of a benchmark that no longer exists must not show up. The comparison with the last run
    // stays: criterion keeps that in `base`.
    for folder in folders_named_new(&results)? {
        fs::remove_dir_all(folder)?;
    }
    // By its package: a pattern would also match the benchmark that needs workerd, and cargo refuses that one here.
    let mut command = cargo(&["bench", "--package", "golden"]);
    let printed = capture(command.stderr(Stdio::inherit()))?;
    // Stdout belongs to the table.
    eprint!("{printed}");
    let mut figures = Figure::printed(&printed)?;
    for folder in folders_named_new(&results)? {
        figures.push(read(&folder)?);
    }
    figures.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(figures)
}

/// The folders of the latest results; groups and parameters nest them to different depths.
fn folders_named_new(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.join("estimates.json").is_file() && path.ends_with("new") {
                found.push(path);
            } else if path.is_dir() {
                open.push(path);
            }
        }
    }
    Ok(found)
}

fn read(folder: &Path) -> Result<Figure> {
    let json = |name: &str| -> Result<Value> {
        let file = folder.join(name);
        let text = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok(serde_json::from_slice(&text)?)
    };
    let name = json("benchmark.json")?["full_id"].as_str().map(str::to_string);
    let mean = json("estimates.json")?["mean"]["point_estimate"].as_f64();
    let unknown = || anyhow!("criterion writes other files than expected: see {}", folder.display());
    Ok(Figure { name: name.ok_or_else(unknown)?, value: mean.ok_or_else(unknown)?, unit: "ns".into() })
}
