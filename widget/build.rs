//! Takes out of the style sheet what only people read: it travels inside the wasm file.

use std::path::Path;
use std::{env, fs, io};

/// In the order of the cascade: what comes later wins.
const ORDER: &str = include_str!("src/style/order.txt");

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/style");
    let folder = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    let read = |name: &str| fs::read_to_string(Path::new("src/style").join(name).with_extension("css"));
    let sheet = ORDER.lines().map(read).collect::<io::Result<String>>()?;
    fs::write(Path::new(&folder).join("style.css"), shorten(&sheet))
}

/// Without comments, line breaks and indentation. The sheet has no string in which these would matter.
fn shorten(css: &str) -> String {
    let mut parts = css.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    let code = parts.fold(first, |code, part| code + part.split_once("*/").map_or("", |(_, after)| after));
    code.lines().map(str::trim).collect::<Vec<_>>().concat().replace(": ", ":").replace(" {", "{")
}
