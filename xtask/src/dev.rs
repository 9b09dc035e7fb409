//! The whole product on this machine: database, Worker, widget and a demo restaurant.

mod server;
mod sources;

use std::fs;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use server::Server;
use sources::Sources;

use crate::command::{capture, cargo, node_tool};
use crate::stopwatch::{Stopwatch, step};
use crate::{build, paths, setup};

const STATE: &str = ".wrangler/state";
const SEEDING: &str = "seeding";
const SEEDED: &str = "seeded";
const ADMIN_TOKEN: &str = "development-admin";
/// As `crons` in wrangler.toml has it.
const BETWEEN_JOBS: Duration = Duration::from_secs(60);
const API_KEY: &str = "cvk_demo_trattoria_development_only";

#[derive(Args)]
pub(crate) struct DevArgs {
    /// The port to serve on
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Begin with an empty database
    #[arg(long)]
    fresh: bool,
}

pub(crate) fn run(args: &DevArgs) -> Result<()> {
    server::check_port_is_free(args.port)?;
    let toolbox = setup::toolbox()?;
    let mut sources = Sources::now();
    build::quick(&toolbox)?;
    let state = paths::in_root(STATE);
    // A seeding that was interrupted has left half a restaurant.
    let is_half_seeded = state.join(SEEDING).exists() && !state.join(SEEDED).exists();
    if (args.fresh || is_half_seeded) && state.exists() {
        fs::remove_dir_all(&state).with_context(|| format!("cannot remove {}", state.display()))?;
    }
    step("database migrations", || {
        let apply = ["d1", "migrations", "apply", "couvert", "--local", "--persist-to", STATE];
        // CI=true answers wrangler's question whether to go ahead.
        capture(wrangler()?.args(apply).env("CI", "true"))
    })?;
    let server = serve(args.port)?;
    seed(&state, args.port)?;
    print_addresses(args.port);
    let mut since_jobs = Stopwatch::start();
    server.wait_for_end(|| {
        if BETWEEN_JOBS < since_jobs.elapsed() {
            since_jobs = Stopwatch::start();
            server::run_jobs(args.port);
        }
        if sources.have_changed() {
            // wrangler serves what it finds changed. A slip that does not compile is for the developer to see.
            match build::quick(&toolbox) {
                Ok(()) => eprintln!("served anew"),
                Err(error) => eprintln!("error: {error:#}"),
            }
        }
    })
}

fn wrangler() -> Result<std::process::Command> {
    let mut wrangler = node_tool("wrangler")?;
    // No reports home, and no wait for the guest's place in the world, which nothing here asks for.
    wrangler.env("WRANGLER_SEND_METRICS", "false").env("CLOUDFLARE_CF_FETCH_ENABLED", "false");
    Ok(wrangler)
}

fn serve(port: u16) -> Result<Server> {
    let mut command = wrangler()?;
    command.arg("dev").arg(paths::quick_worker().join("index.js"));
    command.arg("--assets").arg(paths::quick_assets());
    command.args(["--local", "--port", &port.to_string(), "--persist-to", STATE]);
    let secrets = [
        ("ENVIRONMENT", "development"),
        ("ADMIN_TOKEN", ADMIN_TOKEN),
        ("TOKEN_SECRET", "development-secret"),
        ("PUBLIC_URL", &format!("http://localhost:{port}")),
    ];
    for (name, value) in secrets {
        command.arg("--var").arg(format!("{name}:{value}"));
    }
    command.args(["--log-level", "error", "--show-interactive-dev-session=false"]).stdin(Stdio::null());
    // Stdout is for the addresses alone.
    command.stdout(io::stderr());
    step("server", || Server::start(&mut command, port))
}

/// Fills an empty database with the demo restaurant. Markers beside the database save later starts even
/// the time that cargo takes to find the program unchanged.
fn seed(state: &Path, port: u16) -> Result<()> {
    let mark = |name: &str| {
        let marker = state.join(name);
        fs::write(&marker, "").with_context(|| format!("cannot write {}", marker.display()))
    };
    if state.join(SEEDED).exists() {
        return Ok(());
    }
    mark(SEEDING)?;
    let url = format!("http://localhost:{port}");
    step("demo restaurant", || {
        let mut command = cargo(&["run", "--quiet", "-p", "tests", "--bin", "seed-demo", "--"]);
        capture(command.args(["--url", &url, "--admin-token", ADMIN_TOKEN]))
    })?;
    mark(SEEDED)
}

fn print_addresses(port: u16) {
    let url = format!("http://localhost:{port}");
    println!(
        "
  demo host page    {url}/demo/
  booking page      {url}/r/trattoria-aurora
  API docs          {url}/docs
  mailbox           {url}/dev/mailbox
  API key           {API_KEY}
  admin token       {ADMIN_TOKEN}

  curl -H 'Authorization: Bearer {API_KEY}' {url}/external/availability/experiences

  Ctrl-C ends it. `cargo xtask dev --fresh` begins with an empty database.
"
    );
}
