//! Whoever talks to the Worker over HTTP: guests' widgets, restaurants' systems, the operator.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use api::{Code, Configuration, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::{Method, Request};

use crate::server::ADMIN_TOKEN;
use crate::visitor::address;

/// A request, kept so that it can be repeated.
#[derive(Clone, Debug)]
pub struct Call {
    method: Method,
    /// The path.
    pub path: String,
    token: Option<String>,
    /// The Idempotency-Key.
    pub key: Option<String>,
    /// The JSON body.
    pub body: Option<Value>,
}

impl Call {
    /// GET.
    #[must_use]
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), token: None, key: None, body: None }
    }

    /// DELETE.
    #[must_use]
    pub fn delete(path: impl Into<String>) -> Self {
        Self { method: Method::DELETE, ..Self::get(path) }
    }

    /// PUT.
    ///
    /// # Panics
    /// When the body is no JSON.
    #[must_use]
    pub fn put(path: impl Into<String>, body: &impl Serialize) -> Self {
        Self { method: Method::PUT, key: None, ..Self::post(path, "", body) }
    }

    /// PATCH under an Idempotency-Key.
    ///
    /// # Panics
    /// When the body is no JSON.
    #[must_use]
    pub fn patch(path: impl Into<String>, key: impl Into<String>, body: &impl Serialize) -> Self {
        Self { method: Method::PATCH, ..Self::post(path, key, body) }
    }

    /// POST under an Idempotency-Key.
    ///
    /// # Panics
    /// When the body is no JSON.
    #[must_use]
    pub fn post(path: impl Into<String>, key: impl Into<String>, body: &impl Serialize) -> Self {
        let body = serde_json::to_value(body).expect("a body of JSON");
        Self { method: Method::POST, key: Some(key.into()), body: Some(body), ..Self::get(path) }
    }

    /// The same in the name of a restaurant's system or of the operator.
    #[must_use]
    pub fn with_token(self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self }
    }
}

/// What the Worker answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

impl Answer {
    /// Whether something was made.
    #[must_use]
    pub fn is_created(&self) -> bool {
        self.status == 201
    }

    /// The problem, where the answer is one.
    #[must_use]
    pub fn problem(&self) -> Option<Problem> {
        serde_json::from_str(&self.body).ok()
    }

    /// The problem's code, where the answer is one.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        self.problem().map(|problem| problem.code)
    }

    /// The body.
    ///
    /// # Errors
    /// It is something else.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.body).with_context(|| format!("{} {}", self.status, self.body))
    }
}

/// A restaurant that was set up.
#[derive(Clone, Debug)]
pub struct Restaurant {
    /// Its slug.
    pub slug: String,
    /// Its API key.
    pub api_key: String,
}

/// One connection to the Worker.
#[derive(Clone, Debug)]
pub struct Client {
    agent: Agent,
    url: String,
}

impl Client {
    /// A client of the Worker at this URL.
    #[must_use]
    pub fn new(url: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(120)))
            .build();
        Self { agent: config.into(), url: url.to_owned() }
    }

    /// The answer; nothing when it was lost, and with it whether the request was carried out.
    #[must_use]
    pub fn send(&self, call: &Call) -> Option<Answer> {
        self.send_and_weigh(call).map(|(answer, _)| answer)
    }

    /// The answer, and what it cost on D1, as a Worker in development says: no part of the answer, for the same request
    /// costs less when it comes again.
    #[must_use]
    pub fn send_and_weigh(&self, call: &Call) -> Option<(Answer, Option<String>)> {
        let mut request = Request::builder().method(&call.method).uri(format!("{}{}", self.url, call.path));
        if let Some(token) = &call.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        if let Some(key) = &call.key {
            request = request.header("Idempotency-Key", key).header("CF-Connecting-IP", address(key));
        }
        let response = match &call.body {
            Some(body) => {
                let request = request.header("Content-Type", "application/json").body(body.to_string());
                self.agent.run(request.ok()?)
            }
            None => self.agent.run(request.body(()).ok()?),
        };
        let mut response = response.ok()?;
        let body = response.body_mut().read_to_string().ok()?;
        let usage =
            response.headers().get("couvert-d1").and_then(|value| value.to_str().ok()).map(str::to_owned);
        Some((Answer { status: response.status().as_u16(), body }, usage))
    }

    /// Sets a restaurant up.
    ///
    /// # Errors
    /// The Worker refuses or does not answer.
    pub fn open_restaurant(&self, configuration: &Configuration) -> Result<Restaurant> {
        let slug = configuration.restaurant.slug.clone();
        let body = json!({ "configuration": configuration });
        let call = Call::post("/admin/restaurants", slug.as_str(), &body).with_token(ADMIN_TOKEN);
        let answer = self.send(&call).context("no answer")?;
        ensure!(answer.is_created(), "{} {}", answer.status, answer.body);
        let created: Value = answer.json()?;
        let api_key = created["apiKey"].as_str().context("no key")?.to_owned();
        Ok(Restaurant { slug, api_key })
    }
}
