//! The real Worker in workerd, as `wrangler dev` runs it, with a database of its own.
//!
//! It is started as a process group of its own, which ends as a whole: when the server is dropped or killed, and
//! when the test's process goes away for whatever reason.

use std::env;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail, ensure};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tempfile::TempDir;

use crate::client::{Call, Client};
use crate::guards;

/// Opens provisioning.
pub const ADMIN_TOKEN: &str = "tests-admin";
/// The same after every restart, although the port is another: it is part of the answers.
const PUBLIC_URL: &str = "http://couvert.test";

/// The clients of two servers would share the machine, and their figures would say nothing.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

const PAUSE: Duration = Duration::from_millis(50);
const PAUSES_MAX: u32 = 2400;

/// wrangler and workerd take ports of their own, and somebody may be quicker: a client's connection has one, too.
const STARTS_MAX: u32 = 5;
const PORT_TAKEN: &str = "Address already in use";

/// Runs a program, and kills the whole process group once standard input ends: at the latest when the process that
/// holds its other end is gone.
const LEASH: &str = r#"exec 3<&0; (cat <&3; kill -KILL 0) >/dev/null 2>&1 & exec "$@" </dev/null 3<&-"#;

/// A running Worker.
pub struct Server {
    folder: TempDir,
    running: Option<Child>,
    url: String,
    /// Settings that differ from those of every test.
    settings: Vec<(&'static str, String)>,
    _turn: MutexGuard<'static, ()>,
}

impl Server {
    /// A Worker on an empty database; waits until no other runs.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start() -> Result<Self> {
        Self::start_with(|_| Ok(()))
    }

    /// The same on a database whose guards have been removed.
    ///
    /// # Errors
    /// It cannot be started, or the guards are others than those that are removed.
    pub fn start_without_guards() -> Result<Self> {
        Self::start_with(|server| guards::remove(&server.database()?))
    }

    fn start_with(prepare_database: fn(&Self) -> Result<()>) -> Result<Self> {
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = TempDir::with_prefix("couvert-")?;
        prepare(folder.path())?;
        until_ports_are_free(|| migrate(folder.path()))?;
        let mut server =
            Self { folder, running: None, url: String::new(), settings: Vec::new(), _turn: turn };
        prepare_database(&server)?;
        server.restart()?;
        Ok(server)
    }

    /// Where it is reached; another address after each restart.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A client of it.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(&self.url)
    }

    /// The file of its database.
    ///
    /// # Errors
    /// There is none, or more than one.
    pub fn database(&self) -> Result<PathBuf> {
        let folder = state(self.folder.path()).join("v3/d1/miniflare-D1DatabaseObject");
        let mut found = Vec::new();
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let file = entry?.path();
            let is_own = file.file_stem().is_some_and(|name| name != "metadata");
            if is_own && file.extension().is_some_and(|extension| extension == "sqlite") {
                found.push(file);
            }
        }
        ensure!(found.len() == 1, "{found:?} in {}", folder.display());
        found.pop().context("a database")
    }

    /// What wrangler and the Worker wrote to their log.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(log(self.folder.path())).unwrap_or_default()
    }

    /// SIGKILL to everything at once: nobody gets to finish anything.
    pub fn kill(&mut self) {
        let Some(mut child) = self.running.take() else { return };
        if let Ok(id) = i32::try_from(child.id()) {
            // It fails when the whole group has ended, which is what it is for.
            let _ = killpg(Pid::from_raw(id), Signal::SIGKILL);
        }
        // It reports the end, or an error that nobody could act on.
        let _ = child.wait();
    }

    /// Starts it on the state that it left, with these settings from here on.
    ///
    /// # Errors
    /// It ends by itself or does not answer.
    pub fn restart_with(&mut self, settings: &[(&'static str, &str)]) -> Result<()> {
        self.settings = settings.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.restart()
    }

    /// Starts it on the state that it left.
    ///
    /// # Errors
    /// It ends by itself or does not answer.
    pub fn restart(&mut self) -> Result<()> {
        until_ports_are_free(|| self.restart_once())
    }

    fn restart_once(&mut self) -> Result<()> {
        self.kill();
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        self.url = format!("http://127.0.0.1:{port}");
        let mut command = leashed(self.folder.path());
        command.args(["dev", "--local", "--port", &port.to_string(), "--persist-to"]);
        command.arg(state(self.folder.path()));
        let usual = [
            ("ENVIRONMENT", "development"),
            ("ADMIN_TOKEN", ADMIN_TOKEN),
            ("TOKEN_SECRET", "tests-secret"),
            ("PUBLIC_URL", PUBLIC_URL),
        ];
        let usual = usual.into_iter().filter(|(name, _)| self.settings.iter().all(|(own, _)| own != name));
        for (name, value) in usual.chain(self.settings.iter().map(|(name, value)| (*name, value.as_str()))) {
            command.arg("--var").arg(format!("{name}:{value}"));
        }
        command.args(["--log-level", "warn", "--show-interactive-dev-session=false"]);
        let log = File::options().create(true).append(true).open(log(self.folder.path()))?;
        command.stdout(log.try_clone()?).stderr(log).stdin(Stdio::piped());
        let written = self.log().len();
        self.running = Some(command.spawn().context("`wrangler dev` cannot be started")?);
        self.wait_until_healthy().map_err(|error| anyhow!("{error}\n{}", &self.log()[written..]))
    }

    fn wait_until_healthy(&mut self) -> Result<()> {
        let client = self.client();
        for _ in 0..PAUSES_MAX {
            if client.send(&Call::get("/health")).is_some_and(|answer| answer.status == 200) {
                return Ok(());
            }
            let ended = self.running.as_mut().and_then(|child| child.try_wait().transpose()).transpose()?;
            if let Some(status) = ended {
                bail!("`wrangler dev` ended by itself ({status})");
            }
            thread::sleep(PAUSE);
        }
        bail!("GET /health never answered 200")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Copies the Worker, so that a build meanwhile does not restart it, and writes the deployed settings for the copy.
fn prepare(folder: &Path) -> Result<()> {
    let built = path_of("COUVERT_WORKER_DIR", "edge-worker/build");
    let is_built = built.join("index_bg.wasm").is_file();
    ensure!(is_built, "{} has no Worker: `cargo xtask test` builds it", built.display());
    let worker = folder.join("worker");
    let assets = folder.join("assets");
    fs::create_dir(&worker)?;
    fs::create_dir(&assets)?;
    for name in ["index.js", "index_bg.wasm"] {
        fs::copy(built.join(name), worker.join(name))?;
    }
    let mut settings = fs::read_to_string(in_root("wrangler.toml"))?;
    for (theirs, ours) in [
        ("edge-worker/build/index.js", worker.join("index.js")),
        ("build/assets", assets),
        ("edge-worker/migrations", in_root("edge-worker/migrations")),
    ] {
        let theirs = format!("\"{theirs}\"");
        ensure!(settings.contains(&theirs), "wrangler.toml no longer names {theirs}");
        settings = settings.replace(&theirs, &format!("{ours:?}"));
    }
    // A crowd of guests comes from one address here.
    let limit = "limit = 1200";
    ensure!(settings.contains(limit), "wrangler.toml no longer has {limit}");
    settings = settings.replace(limit, "limit = 100000000");
    Ok(fs::write(folder.join("wrangler.toml"), settings)?)
}

fn migrate(folder: &Path) -> Result<()> {
    let mut command = leashed(folder);
    command.args(["d1", "migrations", "apply", "couvert", "--local", "--persist-to"]).arg(state(folder));
    // CI=true answers wrangler's question whether to go ahead.
    let mut child = command
        .env("CI", "true")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let leash = child.stdin.take();
    let output = child.wait_with_output();
    drop(leash);
    let output = output?;
    let said = [output.stdout, output.stderr].concat();
    ensure!(output.status.success(), "the migrations failed\n{}", String::from_utf8_lossy(&said));
    Ok(())
}

/// Tries again where somebody else was quicker to take a port, as the error says.
fn until_ports_are_free(mut start: impl FnMut() -> Result<()>) -> Result<()> {
    for _ in 1..STARTS_MAX {
        match start() {
            Err(error) if error.to_string().contains(PORT_TAKEN) => {}
            outcome => return outcome,
        }
    }
    start()
}

/// wrangler at the head of a process group of its own.
fn leashed(folder: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", LEASH, "sh"]);
    command.arg(path_of("COUVERT_NODE", "node_modules/.bin/node"));
    command.arg(path_of("COUVERT_WRANGLER", "node_modules/wrangler/bin/wrangler.js"));
    command.arg("--config").arg(folder.join("wrangler.toml"));
    // No reports home, and no wait for the guest's place in the world, which nothing here asks for.
    command.env("WRANGLER_SEND_METRICS", "false").env("CLOUDFLARE_CF_FETCH_ENABLED", "false");
    command.current_dir(folder).process_group(0);
    command
}

fn state(folder: &Path) -> PathBuf {
    folder.join("state")
}

fn log(folder: &Path) -> PathBuf {
    folder.join("wrangler.log")
}

/// What `cargo xtask test` says, or else where it is in a clone that has been set up.
#[must_use]
pub fn path_of(variable: &str, default: &str) -> PathBuf {
    env::var_os(variable).map_or_else(|| in_root(default), PathBuf::from)
}

fn in_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
