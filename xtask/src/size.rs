//! What a guest downloads until the first bookable slot, weighed against the budgets.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::Args;
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

use crate::{build, paths, setup};

/// All sizes are in KiB of 1024 bytes.
const KIB: usize = 1024;
const LOADER_BUDGET: usize = 3 * KIB;
/// The aim is 175: decision 41 says what is above it, and what will bring it down.
const TOTAL_BUDGET: usize = 212 * KIB;

#[derive(Args)]
pub(crate) struct SizeArgs {
    /// Print JSON (sizes in bytes) instead of a table
    #[arg(long)]
    json: bool,
}

#[derive(Default)]
struct Row {
    name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
    /// What `brotli` may be at most.
    budget: Option<usize>,
}

pub(crate) fn run(args: &SizeArgs) -> Result<()> {
    build::all(&setup::toolbox()?)?;
    let rows = guest_downloads(&paths::assets())?;
    let worker = paths::worker().join("index_bg.wasm");
    let worker = fs::metadata(&worker).with_context(|| format!("no {}", worker.display()))?.len();
    if args.json {
        let rows: Vec<Value> = rows.iter().map(Row::to_json).collect();
        println!("{:#}", json!({ "guest": rows, "worker_wasm_raw": worker }));
    } else {
        print_table(&rows);
        println!("for information: the Worker's wasm is {} KiB raw", kib(usize::try_from(worker)?));
    }
    let over: Vec<&str> = rows.iter().filter(|row| row.is_over()).map(|row| row.name.as_str()).collect();
    if !over.is_empty() {
        bail!("over budget: {}", over.join(", "));
    }
    Ok(())
}

fn guest_downloads(assets: &Path) -> Result<Vec<Row>> {
    let mut rows = vec![Row { budget: Some(LOADER_BUDGET), ..weigh(&assets.join("embed.js"))? }];
    let mut widget: Vec<_> = fs::read_dir(assets)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    widget.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("widget-")));
    widget.sort();
    for file in &widget {
        rows.push(weigh(file)?);
    }
    rows.push(longest_texts(assets)?);
    let sum = |part: fn(&Row) -> usize| rows.iter().map(part).sum();
    rows.push(Row {
        name: "to the first bookable slot".into(),
        raw: sum(|row| row.raw),
        gzip: sum(|row| row.gzip),
        brotli: sum(|row| row.brotli),
        budget: Some(TOTAL_BUDGET),
    });
    Ok(rows)
}

/// The texts of one language are downloaded: here the longest.
fn longest_texts(assets: &Path) -> Result<Row> {
    let mut longest = Row::default();
    for entry in fs::read_dir(assets)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("texts-")) {
            let row = weigh(&path)?;
            if longest.brotli < row.brotli {
                longest = row;
            }
        }
    }
    Ok(longest)
}

fn weigh(file: &Path) -> Result<Row> {
    let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&content)?;
    let mut brotli = Vec::new();
    brotli::BrotliCompress(
        &mut content.as_slice(),
        &mut brotli,
        &brotli::enc::BrotliEncoderParams::default(),
    )?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Row { name, raw: content.len(), gzip: gzip.finish()?.len(), brotli: brotli.len(), budget: None })
}

impl Row {
    fn is_over(&self) -> bool {
        self.budget.is_some_and(|budget| self.brotli > budget)
    }

    fn to_json(&self) -> Value {
        json!({
            "name": self.name, "raw": self.raw, "gzip": self.gzip, "brotli": self.brotli,
            "brotli_budget": self.budget, "over": self.is_over(),
        })
    }
}

fn print_table(rows: &[Row]) {
    println!("{:28} {:>9} {:>9} {:>9} {:>9}", "KiB (1 KiB = 1024 bytes)", "raw", "gzip", "brotli", "budget");
    for row in rows {
        let budget = row.budget.map_or_else(String::new, |budget| {
            format!(" {:>9} {}", kib(budget), if row.is_over() { "OVER" } else { "OK" })
        });
        println!("{:28} {:>9} {:>9} {:>9}{budget}", row.name, kib(row.raw), kib(row.gzip), kib(row.brotli));
    }
}

/// With one decimal, rounded up: a size never looks smaller than it is.
fn kib(bytes: usize) -> String {
    let tenths = (bytes * 10).div_ceil(KIB);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::kib;

    #[test]
    fn sizes_round_up() {
        assert_eq!(kib(1024), "1.0");
        assert_eq!(kib(1025), "1.1");
        assert_eq!(kib(3 * 1024 - 1), "3.0");
    }
}
