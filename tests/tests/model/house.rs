//! The Worker on a database with weather: batches that fail, and others' requests in between.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;
use axum::body::Body;
use axum::http::Request;
use edge_worker::platform::cache::Memory;
use edge_worker::platform::db::sqlite::Sqlite;
use edge_worker::platform::db::{Db, DbError, Rows, Statement};
use edge_worker::platform::environment::Environment;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tests::bistro;

pub(crate) const SLUG: &str = "bistro";
pub(crate) const KEY: &str = "cvk_demo_model";
/// Noon in Vienna on Tuesday 2027-03-02.
const NOON_MS: i64 = 1_803_985_200_000;

type Happening = Pin<Box<dyn Future<Output = ()>>>;

/// What goes wrong, or happens, at the n-th batch from now.
pub(crate) enum Weather {
    Fair,
    /// The reply is lost; the batch may have committed.
    Lost {
        countdown: u32,
        commits: bool,
    },
    /// Somebody else's request comes first.
    Overtaken {
        countdown: u32,
        by: Option<Happening>,
    },
}

struct Port {
    sqlite: Arc<Sqlite>,
    weather: RefCell<Weather>,
    struck: Cell<bool>,
}

// One thread for each episode.
#[expect(unsafe_code, reason = "a port must be Send and Sync; nothing here changes threads")]
unsafe impl Send for Port {}
#[expect(unsafe_code, reason = "a port must be Send and Sync; nothing here changes threads")]
unsafe impl Sync for Port {}

enum Now {
    Nothing,
    Fails { commits: bool },
    First(Happening),
}

impl Port {
    fn now(&self) -> Now {
        let mut weather = self.weather.borrow_mut();
        match &mut *weather {
            Weather::Fair => Now::Nothing,
            Weather::Lost { countdown, commits } => {
                *countdown -= 1;
                if *countdown != 0 {
                    return Now::Nothing;
                }
                let commits = *commits;
                *weather = Weather::Fair;
                self.struck.set(true);
                Now::Fails { commits }
            }
            Weather::Overtaken { countdown, by } => {
                *countdown -= 1;
                if *countdown != 0 {
                    return Now::Nothing;
                }
                let by = by.take();
                *weather = Weather::Fair;
                self.struck.set(true);
                by.map_or(Now::Nothing, Now::First)
            }
        }
    }
}

#[async_trait(?Send)]
impl Db for Port {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        match self.now() {
            Now::Nothing => self.sqlite.batch(statements).await,
            Now::First(happening) => {
                happening.await;
                self.sqlite.batch(statements).await
            }
            Now::Fails { commits } => {
                if commits {
                    self.sqlite.batch(statements).await?;
                }
                Err(DbError::Lost("the reply".to_owned()))
            }
        }
    }
}

/// A request, kept so that it can come again.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) bearer: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) body: Value,
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) json: Value,
}

impl Answer {
    pub(crate) fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }
}

pub(crate) struct House {
    pub(crate) sqlite: Arc<Sqlite>,
    cache: Arc<Memory>,
    environment: Arc<Environment>,
    pub(crate) now_ms: Cell<i64>,
}

impl House {
    pub(crate) async fn open() -> Self {
        let environment = Environment {
            admin_token: Some("admin".into()),
            root_key: "secret".into(),
            public_url: "https://couvert.example".into(),
            is_development: true,
            sandbox: edge_worker::platform::environment::SandboxConfig::default(),
            stripe: None,
            front: None,
        };
        let house = Self {
            sqlite: Arc::new(Sqlite::in_memory().expect("a database")),
            cache: Arc::default(),
            environment: Arc::new(environment),
            now_ms: Cell::new(NOON_MS),
        };
        let mut configuration = bistro::configuration(SLUG);
        // A day or two, so that clients meet.
        configuration.settings.window_days = 3;
        let call = Call {
            method: "POST",
            path: "/admin/restaurants".into(),
            bearer: Some("admin".into()),
            key: None,
            body: json!({ "configuration": configuration, "apiKey": KEY }),
        };
        let (answer, _) = house.ask(&call, Weather::Fair).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        house
    }

    /// Asks once in this weather; and whether it struck.
    pub(crate) async fn ask(&self, call: &Call, weather: Weather) -> (Answer, bool) {
        let port = Arc::new(Port {
            sqlite: self.sqlite.clone(),
            weather: RefCell::new(weather),
            struck: Cell::new(false),
        });
        let app = edge_worker::wiring::app(
            port.clone(),
            self.cache.clone(),
            self.environment.clone(),
            self.now_ms.get(),
        );
        let mut request = Request::builder().method(call.method).uri(&call.path);
        request = request.header("content-type", "application/json");
        if let Some(bearer) = &call.bearer {
            request = request.header("authorization", format!("Bearer {bearer}"));
        }
        if let Some(key) = &call.key {
            request = request
                .header("idempotency-key", key)
                .header("cf-connecting-ip", tests::visitor::address(key));
        }
        let request = request.body(Body::from(call.body.to_string())).expect("a request");
        let response = edge_worker::http::routes::answer(app, request).await;
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        (Answer { status, json: serde_json::from_slice(&bytes).unwrap_or_default() }, port.struck.get())
    }

    /// The clock's jobs.
    pub(crate) async fn run_jobs(&self) {
        let app = edge_worker::wiring::app(
            self.sqlite.clone(),
            self.cache.clone(),
            self.environment.clone(),
            self.now_ms.get(),
        );
        edge_worker::jobs::run(&app).await;
    }
}
