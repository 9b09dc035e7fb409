//! The Worker on a faulty database, with a faulty provider.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use api::configuration::payment_terms::{
    PaymentSettings, PaymentTerms, PaymentType, Pricing, PricingType, RefundStep,
};
use api::{Configuration, Experience};
use async_trait::async_trait;
use axum::body::Body;
use axum::http::Request;
use edge_worker::platform::app::App;
use edge_worker::platform::cache::Memory;
use edge_worker::platform::context::Context;
use edge_worker::platform::db::sqlite::Sqlite;
use edge_worker::platform::db::{Db, DbError, Rows, Statement};
use edge_worker::platform::environment::{Environment, SandboxConfig};
use edge_worker::platform::payment_provider::{
    Intent, Movement, Opened, Order, Provider, ProviderError, ProviderPayment,
};
use edge_worker::providers::sandbox::Sandbox;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tests::bistro;

pub(crate) const SLUG: &str = "bistro";
const KEY: &str = "cvk_demo_money";
/// Noon in Vienna on Tuesday 2027-03-02.
pub(crate) const NOON_MS: i64 = 1_803_985_200_000;

/// A guard that is switched off on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bug {
    /// The ledger accepts the same line twice.
    NoKeys,
    /// The provider is called with a new idempotency key each time.
    NewKeyEachTime,
}

type Happening = Pin<Box<dyn Future<Output = ()>>>;

/// A fault or an event at the n-th batch of a request.
pub(crate) enum Weather {
    Fair,
    /// The reply is lost; the batch may have committed.
    Lost {
        countdown: u32,
        commits: bool,
    },
    /// The process dies, before or after the batch commits: nothing after that happens.
    Dies {
        countdown: u32,
        commits: bool,
    },
    /// Another request comes first.
    Overtaken {
        countdown: u32,
        by: Option<Happening>,
    },
}

struct Port {
    sqlite: Arc<Sqlite>,
    weather: RefCell<Weather>,
    is_dead: Cell<bool>,
}

// Each evening has its own thread.
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
        let countdown = match &mut *weather {
            Weather::Fair => return Now::Nothing,
            Weather::Lost { countdown, .. }
            | Weather::Dies { countdown, .. }
            | Weather::Overtaken { countdown, .. } => countdown,
        };
        *countdown -= 1;
        if *countdown != 0 {
            return Now::Nothing;
        }
        match std::mem::replace(&mut *weather, Weather::Fair) {
            Weather::Fair => Now::Nothing,
            Weather::Lost { commits, .. } => Now::Fails { commits },
            Weather::Dies { commits, .. } => {
                self.is_dead.set(true);
                Now::Fails { commits }
            }
            Weather::Overtaken { by, .. } => by.map_or(Now::Nothing, Now::First),
        }
    }
}

#[async_trait(?Send)]
impl Db for Port {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        if self.is_dead.get() {
            return Err(DbError::Fault("dead".to_owned()));
        }
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
                Err(if self.is_dead.get() {
                    DbError::Fault("dead".to_owned())
                } else {
                    DbError::Lost("the reply".to_owned())
                })
            }
        }
    }
}

/// What the provider's network does to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Network {
    Fair,
    /// The request does not arrive.
    Down,
    /// The request arrives, and the response is lost.
    Lost,
}

/// The sandbox behind a faulty network. Its own ledger is on a database without faults.
struct Wired {
    fair: Arc<Sqlite>,
    network: Rc<dyn Fn() -> Network>,
    bug: Option<Bug>,
    calls: Cell<u64>,
}

#[expect(unsafe_code, reason = "a provider must be Send and Sync; nothing here changes threads")]
unsafe impl Send for Wired {}
#[expect(unsafe_code, reason = "a provider must be Send and Sync; nothing here changes threads")]
unsafe impl Sync for Wired {}

impl Wired {
    /// The provider's own context: the same clock, another connection.
    fn own(&self, context: &Context) -> Context {
        Context { db: self.fair.clone(), ..context.clone() }
    }

    fn through<T>(network: Network, answer: Result<T, ProviderError>) -> Result<T, ProviderError> {
        match network {
            Network::Fair => answer,
            Network::Down | Network::Lost => Err(ProviderError::Unknown("no answer".to_owned())),
        }
    }
}

#[async_trait(?Send)]
impl Provider for Wired {
    fn name(&self) -> &'static str {
        Sandbox.name()
    }

    async fn open(&self, context: &Context, intent: &Intent) -> Result<Opened, ProviderError> {
        match (self.network)() {
            Network::Down => Err(ProviderError::Unknown("down".to_owned())),
            network => Self::through(network, Sandbox.open(&self.own(context), intent).await),
        }
    }

    async fn fetch(&self, context: &Context, reference: &str) -> Result<ProviderPayment, ProviderError> {
        match (self.network)() {
            Network::Down => Err(ProviderError::Unknown("down".to_owned())),
            network => Self::through(network, Sandbox.fetch(&self.own(context), reference).await),
        }
    }

    async fn cancel(&self, context: &Context, reference: &str) -> Result<ProviderPayment, ProviderError> {
        match (self.network)() {
            Network::Down => Err(ProviderError::Unknown("down".to_owned())),
            network => Self::through(network, Sandbox.cancel(&self.own(context), reference).await),
        }
    }

    async fn execute(&self, context: &Context, order: &Order) -> Result<Movement, ProviderError> {
        self.calls.set(self.calls.get() + 1);
        let mut order = order.clone();
        if self.bug == Some(Bug::NewKeyEachTime) {
            order.id = format!("{}-{}", order.id, self.calls.get());
        }
        match (self.network)() {
            Network::Down => Err(ProviderError::Unknown("down".to_owned())),
            network => Self::through(network, Sandbox.execute(&self.own(context), &order).await),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) json: Value,
}

impl Answer {
    pub(crate) fn text(&self, pointer: &str) -> String {
        self.json.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

/// One restaurant.
pub(crate) struct World {
    pub(crate) sqlite: Arc<Sqlite>,
    cache: Arc<Memory>,
    provider: Arc<Wired>,
    manners: SandboxConfig,
    pub(crate) now_ms: Cell<i64>,
    next_key: Cell<u64>,
}

/// The experiences, named by their payment policies.
pub(crate) const EXPERIENCES: [&str; 6] =
    ["deposit", "steps", "never-back", "set-aside", "guarantee", "word"];

fn settings(name: &str) -> PaymentSettings {
    let deposit = PaymentSettings {
        payment: PaymentTerms {
            pricing: Pricing { price_per_pax: 1_999, display_price_per_pax: 0, kind: PricingType::PerPax },
            required_from_pax: 1,
        },
        pending_minutes: 15,
        refund_minutes: 1440,
        kind: PaymentType::Payment,
        ..PaymentSettings::default()
    };
    match name {
        "steps" => PaymentSettings {
            refund_steps: vec![
                RefundStep { minutes_before: 600, percent: 66 },
                RefundStep { minutes_before: 60, percent: 33 },
            ],
            ..deposit
        },
        "never-back" => PaymentSettings { refund_percent: Some(0), ..deposit },
        "set-aside" => PaymentSettings { capture_later: true, ..deposit },
        "guarantee" => PaymentSettings { kind: PaymentType::Guarantee, ..deposit },
        "word" => PaymentSettings::default(),
        _ => deposit,
    }
}

fn configuration() -> Configuration {
    let tables: Vec<(String, u16, u16)> = (0..14).map(|i| (format!("t{i}"), 1, 6)).collect();
    let tables: Vec<(&str, u16, u16)> =
        tables.iter().map(|(id, min, max)| (id.as_str(), *min, *max)).collect();
    let mut configuration = bistro::of_tables(SLUG, &tables);
    let first = configuration.experiences.remove(0);
    let experience =
        |id: &&str| Experience { id: (*id).to_owned(), payment_settings: settings(id), ..first.clone() };
    configuration.experiences = EXPERIENCES.iter().map(experience).collect();
    configuration
}

/// The ledger's table, without the keys that prevent duplicate lines.
const WITHOUT_KEYS: &str = "
    DROP TABLE payment_log;
    CREATE TABLE payment_log (
      payment_id TEXT NOT NULL, sequence INTEGER NOT NULL, kind TEXT NOT NULL, tender TEXT NOT NULL,
      amount INTEGER NOT NULL, of_sequence INTEGER, reference TEXT NOT NULL, cause TEXT NOT NULL, note TEXT NOT NULL,
      at INTEGER NOT NULL);";

impl World {
    pub(crate) async fn open(
        network: Rc<dyn Fn() -> Network>,
        manners: SandboxConfig,
        bug: Option<Bug>,
    ) -> Self {
        let sqlite = Arc::new(Sqlite::in_memory().expect("a database"));
        if bug == Some(Bug::NoKeys) {
            sqlite.inspect(|database| database.execute_batch(WITHOUT_KEYS)).expect("a table without keys");
        }
        let provider = Arc::new(Wired { fair: sqlite.clone(), network, bug, calls: Cell::new(0) });
        let world = Self {
            sqlite,
            cache: Arc::default(),
            provider,
            manners,
            now_ms: Cell::new(NOON_MS),
            next_key: Cell::new(0),
        };
        let body = json!({ "configuration": configuration(), "apiKey": KEY });
        let call = Call { bearer: Some("admin"), ..Call::new("POST", "/admin/restaurants", body) };
        let answer = world.ask(&call, Weather::Fair).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        world
    }

    fn app(&self, db: Arc<dyn Db>) -> App {
        let environment = Environment {
            admin_token: Some("admin".into()),
            root_key: "secret".into(),
            public_url: "https://couvert.example".into(),
            is_development: true,
            sandbox: self.manners,
            stripe: None,
            front: None,
        };
        let mut app =
            edge_worker::wiring::app(db, self.cache.clone(), Arc::new(environment), self.now_ms.get());
        app.providers = vec![self.provider.clone()];
        app
    }

    pub(crate) fn key(&self) -> String {
        self.next_key.set(self.next_key.get() + 1);
        format!("key-{}", self.next_key.get())
    }

    /// Sends a request once, in this weather, which also applies to the work after the response.
    pub(crate) async fn ask(&self, call: &Call, weather: Weather) -> Answer {
        let port = Arc::new(Port {
            sqlite: self.sqlite.clone(),
            weather: RefCell::new(weather),
            is_dead: Cell::new(false),
        });
        let app = self.app(port);
        let mut request = Request::builder().method(call.method).uri(&call.path);
        request = request.header("content-type", "application/json");
        if let Some(bearer) = call.bearer {
            request = request.header("authorization", format!("Bearer {bearer}"));
        }
        if let Some(key) = &call.key {
            request = request
                .header("idempotency-key", key)
                .header("cf-connecting-ip", tests::visitor::address(key));
        }
        let request = request.body(Body::from(call.body.to_string())).expect("a request");
        let response = edge_worker::http::routes::answer(app.clone(), request).await;
        edge_worker::jobs::after_answer(&app).await;
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        Answer { status, json: serde_json::from_slice(&bytes).unwrap_or_default() }
    }

    /// Runs the scheduled jobs, in this weather.
    pub(crate) async fn run_jobs(&self, weather: Weather) {
        let port = Arc::new(Port {
            sqlite: self.sqlite.clone(),
            weather: RefCell::new(weather),
            is_dead: Cell::new(false),
        });
        edge_worker::jobs::run(&self.app(port)).await;
    }
}

/// A request that can be repeated.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) bearer: Option<&'static str>,
    pub(crate) key: Option<String>,
    pub(crate) body: Value,
}

impl Call {
    pub(crate) fn new(method: &'static str, path: impl Into<String>, body: Value) -> Self {
        Self { method, path: path.into(), bearer: None, key: None, body }
    }

    /// A request of the restaurant's systems.
    pub(crate) fn external(world: &World, method: &'static str, path: &str, body: Value) -> Self {
        let key = (method != "GET").then(|| world.key());
        Self { bearer: Some(KEY), key, ..Self::new(method, format!("/external{path}"), body) }
    }

    /// A guest's request, under the restaurant's slug.
    pub(crate) fn guest(world: &World, path: &str, body: Value) -> Self {
        Self { key: Some(world.key()), ..Self::new("POST", format!("/v1/restaurants/{SLUG}{path}"), body) }
    }
}
