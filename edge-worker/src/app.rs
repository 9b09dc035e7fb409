//! What a request has at hand: the ports, what the operator has set, and the time.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use engine::{Day, Instant};

use crate::cache::Cache;
use crate::db::Db;
use crate::outbound::{Nowhere, Outbound};
use crate::payment::front::Front;
use crate::payment::provider::Provider;
use crate::payment::sandbox::Sandbox;
use crate::payment::stripe::Stripe;
use crate::rate_limit::{SharedLimiter, Unlimited};

/// Made anew for each request, so that the clock is read once and every part of the request sees the same time.
#[derive(Clone)]
pub struct App {
    /// The truth.
    pub db: Arc<dyn Db>,
    /// What may be a minute old.
    pub cache: Arc<dyn Cache>,
    /// The time of the request, in milliseconds since the epoch.
    pub now_ms: i64,
    /// What the operator has set.
    pub environment: Arc<Environment>,
    /// How much each caller may ask.
    pub limiter: SharedLimiter,
    /// Where webhooks' messages go out.
    pub outbound: Arc<dyn Outbound>,
    /// Whoever moves the money: new payments are the first one's that has their currency, and each stays with its own.
    pub providers: Vec<Arc<dyn Provider>>,
    /// Restaurants whose cached snapshot this request made stale.
    stale: Arc<Mutex<BTreeSet<String>>>,
}

/// What the operator has set.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// Opens provisioning; without it provisioning is closed.
    pub admin_token: Option<String>,
    /// Signs the guests' manage links.
    pub token_secret: String,
    /// Where the Worker is reached from outside, without a slash at the end: the links in mails start with it.
    pub public_url: String,
    /// Whether the mailbox page, chosen API keys and the sandbox of payments are there.
    pub is_development: bool,
    /// How the sandbox of payments behaves.
    pub sandbox: SandboxManners,
    /// The account at Stripe, where there is one.
    pub stripe: Option<Stripe>,
    /// The account at Front, where there is one.
    pub front: Option<Front>,
}

/// How the sandbox sends its callbacks.
#[derive(Clone, Copy, Debug)]
pub struct SandboxManners {
    /// How late each one comes, in milliseconds; each copy as much later again.
    pub delay_ms: i64,
    /// How often each one comes.
    pub copies: u8,
}

impl Default for SandboxManners {
    fn default() -> Self {
        Self { delay_ms: 0, copies: 1 }
    }
}

impl App {
    /// An app at a moment, with no limits, from which nothing goes out. It takes payments by Stripe or by Front where
    /// there is an account, and in development by the sandbox.
    #[must_use]
    pub fn new(db: Arc<dyn Db>, cache: Arc<dyn Cache>, environment: Arc<Environment>, now_ms: i64) -> Self {
        let (limiter, outbound) = (Arc::new(Unlimited), Arc::new(Nowhere));
        let stripe = environment.stripe.clone().map(|stripe| Arc::new(stripe) as Arc<dyn Provider>);
        let front = environment.front.clone().map(|front| Arc::new(front) as Arc<dyn Provider>);
        let sandbox = environment.is_development.then(|| Arc::new(Sandbox) as Arc<dyn Provider>);
        let providers = stripe.into_iter().chain(front).chain(sandbox).collect();
        Self { db, cache, now_ms, environment, limiter, outbound, providers, stale: Arc::default() }
    }

    /// The provider of this name.
    pub(crate) fn provider(&self, name: &str) -> Option<&dyn Provider> {
        self.providers.iter().find(|provider| provider.name() == name).map(AsRef::as_ref)
    }

    /// Whoever moves the money of new payments in a currency.
    pub(crate) fn new_provider(&self, currency: &str) -> Option<&dyn Provider> {
        self.providers.iter().find(|provider| provider.moves(currency)).map(AsRef::as_ref)
    }

    /// The time of the request, as the engine has it.
    pub(crate) fn now(&self) -> Instant {
        Instant(self.now_ms.div_euclid(60_000))
    }

    /// The day at Greenwich: within a day of every restaurant's today.
    pub(crate) fn utc_day(&self) -> Day {
        Day(i32::try_from(self.now_ms.div_euclid(86_400_000)).unwrap_or(0))
    }

    /// Notes that the restaurant's cached snapshot no longer shows the house as it is.
    pub(crate) fn snapshot_is_stale(&self, slug: &str) {
        self.stale.lock().unwrap_or_else(PoisonError::into_inner).insert(slug.to_owned());
    }

    /// What can wait until the answer is out: stale snapshots go, mail goes out. Never fails a request.
    pub async fn after_answer(&self) {
        let stale = std::mem::take(&mut *self.stale.lock().unwrap_or_else(PoisonError::into_inner));
        for slug in stale {
            self.cache.remove(&crate::routes::guest::snapshot::cache_key(&slug)).await;
        }
        crate::jobs::move_money::run(self).await;
        crate::jobs::deliver_mail::run(self).await;
        crate::jobs::deliver_webhooks::run(self).await;
    }
}

#[cfg(target_arch = "wasm32")]
impl App {
    /// The app of the Worker's bindings; what the database is asked is counted in `usage`.
    ///
    /// # Errors
    /// When a binding, TOKEN_SECRET or PUBLIC_URL is missing.
    pub(crate) fn from_env(env: &worker::Env, usage: Arc<crate::db::d1::Usage>) -> worker::Result<Self> {
        let text = |name: &str| env.var(name).ok().map(|value| value.to_string());
        let environment = Environment {
            admin_token: text("ADMIN_TOKEN"),
            token_secret: text("TOKEN_SECRET").ok_or("TOKEN_SECRET is not set")?,
            public_url: text("PUBLIC_URL").ok_or("PUBLIC_URL is not set")?,
            is_development: text("ENVIRONMENT").as_deref() == Some("development"),
            sandbox: SandboxManners {
                delay_ms: text("SANDBOX_DELAY_MS").and_then(|text| text.parse().ok()).unwrap_or(0),
                copies: text("SANDBOX_COPIES").and_then(|text| text.parse().ok()).unwrap_or(1),
            },
            stripe: stripe(&text)?,
            front: front(&text)?,
        };
        let db = crate::db::d1::D1::new(env.d1("DB")?, usage);
        let cache = crate::cache::Kv(env.kv("KV")?);
        let now_ms = i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX);
        let app = Self::new(Arc::new(db), Arc::new(cache), Arc::new(environment), now_ms);
        let limiter = Arc::new(crate::rate_limit::Platform(env.rate_limiter("REQUESTS")?));
        Ok(Self { limiter, outbound: Arc::new(crate::outbound::Fetch), ..app })
    }
}

/// The account at Stripe: its three keys, or none of them.
#[cfg(target_arch = "wasm32")]
fn stripe(text: &impl Fn(&str) -> Option<String>) -> worker::Result<Option<Stripe>> {
    let Some(secret_key) = text("STRIPE_SECRET_KEY") else { return Ok(None) };
    Ok(Some(Stripe {
        api: text("STRIPE_API").unwrap_or_else(|| "https://api.stripe.com".to_owned()),
        secret_key,
        publishable_key: text("STRIPE_PUBLISHABLE_KEY").ok_or("STRIPE_PUBLISHABLE_KEY is not set")?,
        webhook_secret: text("STRIPE_WEBHOOK_SECRET").ok_or("STRIPE_WEBHOOK_SECRET is not set")?,
    }))
}

/// The account at Front: its token, the secret of its callbacks and its currency, or none of them.
#[cfg(target_arch = "wasm32")]
fn front(text: &impl Fn(&str) -> Option<String>) -> worker::Result<Option<Front>> {
    let Some(token) = text("FRONT_TOKEN") else { return Ok(None) };
    Ok(Some(Front {
        api: text("FRONT_API").ok_or("FRONT_API is not set")?,
        token,
        callback_secret: text("FRONT_CALLBACK_SECRET")
            .filter(|secret| !secret.is_empty())
            .ok_or("FRONT_CALLBACK_SECRET is not set")?,
        currency: text("FRONT_CURRENCY").unwrap_or_else(|| "NOK".to_owned()).to_ascii_uppercase(),
    }))
}
