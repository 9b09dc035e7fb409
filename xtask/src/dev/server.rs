//! `wrangler dev` as a child: waited for until it answers, and ended with everything it started.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::stopwatch::Stopwatch;

const START_LIMIT: Duration = Duration::from_secs(120);
const STOP_LIMIT: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(200);

pub(super) struct Server {
    child: Child,
    interrupted: Receiver<()>,
}

pub(super) fn check_port_is_free(port: u16) -> Result<()> {
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err() {
        bail!(
            "port {port} is in use: end what uses it, or choose another by `cargo xtask dev --port NUMBER`"
        );
    }
    Ok(())
}

impl Server {
    /// Returns once the server answers.
    pub(super) fn start(command: &mut Command, port: u16) -> Result<Self> {
        let (interrupt, interrupted) = channel();
        let handler = move || {
            // It fails only when the receiver is gone, and the server with it.
            let _ = interrupt.send(());
        };
        ctrlc::set_handler(handler).context("cannot listen for Ctrl-C")?;
        // A process group of its own: Ctrl-C in the terminal reaches this program alone, which then ends the
        // whole group, workerd included.
        let child = command.process_group(0).spawn().context("`wrangler dev` could not be started")?;
        let mut server = Self { child, interrupted };
        server.wait_until_healthy(port)?;
        Ok(server)
    }

    fn wait_until_healthy(&mut self, port: u16) -> Result<()> {
        let watch = Stopwatch::start();
        while !answers(port, "/health") {
            if self.pause()? {
                bail!("interrupted");
            }
            if watch.elapsed() > START_LIMIT {
                bail!("GET /health did not answer 200 within {} s", START_LIMIT.as_secs());
            }
        }
        Ok(())
    }

    /// Serves until Ctrl-C or a request to terminate; does this from time to time.
    pub(super) fn wait_for_end(mut self, mut meanwhile: impl FnMut()) -> Result<()> {
        while !self.pause()? {
            meanwhile();
        }
        Ok(())
    }

    /// Waits a moment. True when the user wants to end.
    fn pause(&mut self) -> Result<bool> {
        if let Some(status) = self.child.try_wait()? {
            bail!("`wrangler dev` ended by itself ({status})");
        }
        Ok(!matches!(self.interrupted.recv_timeout(PAUSE), Err(RecvTimeoutError::Timeout)))
    }

    fn signal(&self, signal: Signal) {
        if let Ok(id) = i32::try_from(self.child.id()) {
            // It fails when the whole group has ended, which is what it is for.
            let _ = killpg(Pid::from_raw(id), signal);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.signal(Signal::SIGTERM);
        let watch = Stopwatch::start();
        while watch.elapsed() < STOP_LIMIT && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(PAUSE);
        }
        // wrangler may be gone while something it started is not.
        self.signal(Signal::SIGKILL);
        // It reports the end a second time, or an error that nobody could act on.
        let _ = self.child.wait();
    }
}

/// Runs the scheduled jobs, which the platform does once a minute and `wrangler dev` never by itself.
pub(super) fn run_jobs(port: u16) {
    // They may take a while, and nobody waits for them.
    thread::spawn(move || answers(port, "/cdn-cgi/handler/scheduled"));
}

/// Whether a GET is answered with 200. A whole HTTP client would be a lot for one status line.
fn answers(port: u16, path: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.take(64).read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}
