//! The Worker, over HTTP.

use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use api::{Code, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::StatusCode;
use ureq::{Agent, Body, http};

/// The Worker, over HTTP.
pub(crate) struct Server {
    agent: Agent,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn new(url: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Self { agent: config.into(), url: url.trim_end_matches('/').to_owned() }
    }

    pub(crate) fn get(&self, path: &str, token: &str) -> Result<Answer> {
        let call = self.agent.get(format!("{}{path}", self.url));
        Answer::read(path, call.header("Authorization", format!("Bearer {token}")).call())
    }

    pub(crate) fn patch(&self, path: &str, token: &str, body: &impl Serialize) -> Result<Answer> {
        let call = self.agent.patch(format!("{}{path}", self.url));
        Answer::read(path, call.header("Authorization", format!("Bearer {token}")).send_json(body))
    }

    pub(crate) fn delete(&self, path: &str) -> Result<Answer> {
        Answer::read(path, self.agent.delete(format!("{}{path}", self.url)).call())
    }

    /// Posts until the Worker is not too busy; the key makes that safe.
    pub(crate) fn post(&self, path: &str, token: &str, key: &str, body: &impl Serialize) -> Result<Answer> {
        const TRIES: usize = 5;
        for _ in 0..TRIES {
            let call = self.agent.post(format!("{}{path}", self.url));
            let call = call.header("Authorization", format!("Bearer {token}")).header("Idempotency-Key", key);
            let answer = Answer::read(path, call.send_json(body))?;
            if answer.status != StatusCode::SERVICE_UNAVAILABLE {
                return Ok(answer);
            }
            thread::sleep(Duration::from_secs(1));
        }
        bail!("{path}: the server stayed too busy");
    }
}

/// What the Worker answered to a call of this path.
pub(crate) struct Answer {
    path: String,
    status: StatusCode,
    body: String,
}

impl Answer {
    fn read(path: &str, response: Result<http::Response<Body>, ureq::Error>) -> Result<Self> {
        let mut response = response.with_context(|| format!("{path}: the server does not answer"))?;
        let body = response.body_mut().read_to_string()?;
        Ok(Self { path: path.to_owned(), status: response.status(), body })
    }

    /// The problem's code, where the answer is one.
    pub(crate) fn code(&self) -> Option<Code> {
        serde_json::from_str::<Problem>(&self.body).ok().map(|problem| problem.code)
    }

    pub(crate) fn is_success(&self) -> bool {
        self.status.is_success()
    }

    pub(crate) fn ok(self) -> Result<Self> {
        ensure!(self.is_success(), "{}: {} {}", self.path, self.status, self.body);
        Ok(self)
    }

    pub(crate) fn json<T: DeserializeOwned>(self) -> Result<T> {
        let answer = self.ok()?;
        serde_json::from_str(&answer.body).with_context(|| format!("{}: not what was expected", answer.path))
    }
}
