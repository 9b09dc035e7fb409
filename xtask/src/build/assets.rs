//! The folder of static files that the edge serves. It is put together in memory, then written as far as it
//! differs from what is there: a running `wrangler dev` sees only real changes, and nothing stale remains.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command::{capture, node_tool};
use crate::paths;

use super::stamp::digest;
use super::widget::Widget;
use super::words::Words;

/// Contents by path inside the folder.
pub(super) type Files = BTreeMap<PathBuf, Vec<u8>>;

pub(super) fn collect(widget: &Widget) -> Result<Files> {
    let mut files = files_below(&paths::in_root("static/pages"))?;
    let script = super::read(&widget.script)?;
    let wasm = super::read(&widget.wasm)?;
    let script_name = hashed_name("js", &script);
    let wasm_name = hashed_name("wasm", &wasm);
    let words = Words::read()?;
    let texts = words.publish(&mut files);
    files.insert("embed.js".into(), loader(&script_name, &wasm_name, &texts, &words)?);
    files.insert(script_name.into(), script);
    files.insert(wasm_name.into(), wasm);
    // The widget has it inside; what else looks like the widget asks for it.
    files.insert("couvert.css".into(), style_sheet()?);
    let redoc = paths::in_root("node_modules/redoc/bundles/redoc.standalone.js");
    files.insert("docs/redoc.standalone.js".into(), super::read(&redoc)?);
    Ok(files)
}

/// The widget's style sheets as one.
fn style_sheet() -> Result<Vec<u8>> {
    const ORDER: &str = include_str!("../../../widget/src/style/order.txt");
    let folder = paths::in_root("widget/src/style");
    let sheets = ORDER.lines().map(|name| super::read(&folder.join(name).with_extension("css")));
    Ok(sheets.collect::<Result<Vec<_>>>()?.concat())
}

/// A name that changes with the content, so that browsers may keep the file for ever.
fn hashed_name(ending: &str, content: &[u8]) -> String {
    format!("widget-{}.{ending}", &digest(&[content])[..8])
}

/// The one script that restaurants put on their pages. Its address never changes, so it is never kept long;
/// it knows the names of the files that are.
fn loader(script_name: &str, wasm_name: &str, texts: &str, words: &Words) -> Result<Vec<u8>> {
    let mut esbuild = node_tool("esbuild")?;
    esbuild.arg(paths::in_root("static/embed.js"));
    esbuild.args(["--minify", "--target=es2022", "--log-level=error"]);
    esbuild.arg(format!("--define:WIDGET_JS=\"{script_name}\""));
    esbuild.arg(format!("--define:WIDGET_WASM=\"{wasm_name}\""));
    esbuild.arg(format!("--define:TEXTS=\"{texts}\""));
    esbuild.arg(format!("--define:LANGUAGES=\"{}\"", words.tags()));
    Ok(capture(&mut esbuild)?.into_bytes())
}

pub(super) fn files_below(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(current) = folders.pop() {
        let entries = fs::read_dir(&current).with_context(|| format!("cannot list {}", current.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(folder)?.to_path_buf(), super::read(&path)?);
            }
        }
    }
    Ok(files)
}

pub(super) fn publish(files: &Files, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let published = files_below(folder)?;
    for (path, content) in files {
        if published.get(path) == Some(content) {
            continue;
        }
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&file, content).with_context(|| format!("cannot write {}", file.display()))?;
    }
    for path in published.keys().filter(|path| !files.contains_key(*path)) {
        fs::remove_file(folder.join(path))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Files, files_below, publish};
    use anyhow::Result;

    #[test]
    fn publishing_leaves_exactly_the_given_files() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("couvert-publish-{}", std::process::id()));
        let first = Files::from([("a.js".into(), b"1".to_vec()), ("docs/b.js".into(), b"2".to_vec())]);
        publish(&first, &folder)?;
        let second = Files::from([("docs/b.js".into(), b"3".to_vec()), ("c.js".into(), b"4".to_vec())]);
        publish(&second, &folder)?;
        assert_eq!(files_below(&folder)?, second);
        Ok(std::fs::remove_dir_all(&folder)?)
    }
}
