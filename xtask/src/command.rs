//! Child processes: started the same way everywhere, and clear about what failed.

use std::env;
use std::ffi::OsStr;
use std::io;
use std::process::{Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Error, Result, anyhow, bail};

use crate::paths;
use crate::stopwatch::Stopwatch;

/// A program started at the workspace root.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(paths::root());
    // `cargo xtask` runs this program with variables that describe the xtask package; a child cargo or
    // build script must not take them for its own.
    for (key, _) in env::vars_os() {
        let cargo_own = key.to_str().is_some_and(|key| {
            key == "CARGO" || key.starts_with("CARGO_PKG_") || key.starts_with("CARGO_MANIFEST_")
        });
        if cargo_own {
            command.env_remove(key);
        }
    }
    command
}

pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = program("cargo");
    command.args(arguments);
    command
}

/// A program of node_modules/.bin; it and its children find the repository's own Node first.
pub(crate) fn node_tool(name: &str) -> Result<Command> {
    let mut command = program(paths::node_bin(name));
    command.env("PATH", paths::path_with_node()?);
    Ok(command)
}

/// Runs a child whose output the reader should see.
pub(crate) fn show(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().map_err(|error| not_started(command, &error))?;
    if !status.success() {
        bail!("`{}` {}", describe(command), ending(status));
    }
    Ok(())
}

/// Runs a child whose output matters only when it fails. Returns its stdout.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| not_started(command, &error))?;
    finished(command, &output)
}

/// Like [`capture`], but gives up on a child that takes longer than `limit`. Only for children that say
/// little: nobody reads their output before they end.
pub(crate) fn capture_within(command: &mut Command, limit: Duration) -> Result<String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| not_started(command, &error))?;
    let watch = Stopwatch::start();
    while child.try_wait()?.is_none() {
        if watch.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            bail!("`{}` did not end within {} s", describe(command), limit.as_secs());
        }
        thread::sleep(Duration::from_millis(50));
    }
    finished(command, &child.wait_with_output()?)
}

fn finished(command: &Command, output: &Output) -> Result<String> {
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = [output.stdout.as_slice(), output.stderr.as_slice()].map(String::from_utf8_lossy).concat();
    bail!("`{}` {}\n{}", describe(command), ending(output.status), shortened(&said))
}

/// The command as one could type it, without the long paths in front of the program.
pub(crate) fn describe(command: &Command) -> String {
    let name = std::path::Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(name).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn ending(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("failed with exit code {code}"),
        None => format!("was stopped by a signal ({status})"),
    }
}

fn not_started(command: &Command, error: &io::Error) -> Error {
    let name = command.get_program().to_string_lossy().into_owned();
    if error.kind() == io::ErrorKind::NotFound {
        anyhow!("`{name}` is not installed or not on PATH; install it and run the same command again")
    } else {
        anyhow!("`{name}` could not be started: {error}")
    }
}

/// Some tools give the reason first (and then all their options), others last.
fn shortened(text: &str) -> String {
    let (first, last) = (20, 40);
    let lines: Vec<&str> = text.trim_end().lines().collect();
    if lines.len() <= first + last {
        return lines.join("\n");
    }
    format!("{}\n[…]\n{}", lines[..first].join("\n"), lines[lines.len() - last..].join("\n"))
}

#[cfg(test)]
mod tests {
    use super::{capture, capture_within, program};
    use std::time::Duration;

    #[test]
    fn a_failure_names_the_command_and_what_it_said() {
        let error = capture(program("sh").args(["-c", "echo because >&2; exit 3"])).unwrap_err().to_string();
        assert!(
            error.contains("sh -c") && error.contains("exit code 3") && error.contains("because"),
            "{error}"
        );
    }

    #[test]
    fn a_missing_program_is_a_sentence() {
        let error = capture(&mut program("no-such-program")).unwrap_err().to_string();
        assert!(error.contains("`no-such-program` is not installed"), "{error}");
    }

    #[test]
    fn a_hanging_child_is_given_up() {
        let error = capture_within(program("sleep").arg("60"), Duration::from_millis(100)).unwrap_err();
        assert!(error.to_string().contains("did not end"), "{error}");
    }
}
