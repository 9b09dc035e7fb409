//! The Worker against its own OpenAPI document: Schemathesis calls every operation in every way that it can think of,
//! and holds each answer against what the document says.

use std::env;
use std::ffi::OsString;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tests::bistro;
use tests::client::Restaurant;
use tests::clock::{Stopwatch, in_days};
use tests::server::{ADMIN_TOKEN, Server};

/// Fewer calls than that, and Schemathesis found next to nothing that it could try.
const CALLS_MIN: usize = 1000;

#[test]
fn the_worker_does_what_its_document_says() {
    let server = Server::start().expect("a server");
    let [bistro, spare, _] = ["bistro", "spare", "keys"]
        .map(|slug| server.client().open_restaurant(&bistro::configuration(slug)).expect("a restaurant"));
    let watch = Stopwatch::start();
    let mut schemathesis = schemathesis(server.url(), &bistro, &spare);
    let output = schemathesis.output().expect("`schemathesis`: `cargo xtask test` installs it");
    let report = String::from_utf8_lossy(&output.stdout);
    println!("{}", if output.status.success() { summary(&report) } else { &*report });
    println!("{:.1} s", watch.elapsed().as_secs_f64());
    assert!(output.status.success(), "{}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    let calls = calls(&report).expect("the number of calls");
    assert!(CALLS_MIN <= calls, "{calls} calls");
}

fn schemathesis(url: &str, bistro: &Restaurant, spare: &Restaurant) -> Command {
    let folder = prepare();
    let program = env::var_os("COUVERT_SCHEMATHESIS").unwrap_or_else(|| OsString::from("schemathesis"));
    let mut command = Command::new(program);
    command.arg("--config-file").arg(folder.join("schemathesis.toml"));
    command.arg("run").arg(format!("{url}/openapi.json")).args(["--url", url]);
    if env::var_os("COUVERT_NIGHTLY").is_some() {
        command.args(["--max-examples", "300"]);
    }
    command.env("COUVERT_API_KEY", &bistro.api_key).env("COUVERT_SPARE_API_KEY", &spare.api_key);
    command.env("COUVERT_ADMIN_TOKEN", ADMIN_TOKEN).current_dir(folder).stdin(Stdio::null());
    command
}

/// A folder of this run's own: nothing is left of the last one, and the days are ahead of today.
fn prepare() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schemathesis");
    // There is none at the first run.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let settings = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemathesis/schemathesis.toml");
    fs::copy(settings, folder.join("schemathesis.toml")).expect("the settings");
    let days = (7..12).map(in_days).fold(String::new(), |mut days, day| {
        writeln!(days, "\"{day}\"").expect("a line");
        days
    });
    fs::write(folder.join("days.dict"), days).expect("the days");
    folder
}

/// What is said at the end.
fn summary(report: &str) -> &str {
    report.find("= SUMMARY =").map_or(report, |start| &report[start..])
}

/// The number in `9821 generated, 9751 passed`.
fn calls(report: &str) -> Option<usize> {
    let line = report.lines().find(|line| line.contains(" generated, "))?;
    line.split_whitespace().next()?.parse().ok()
}
