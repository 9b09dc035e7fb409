//! Composition root: builds the [`App`] from ports, settings and the time. The only file that reads the Worker's
//! bindings and the clock.

use std::sync::Arc;

use crate::platform::app::App;
use crate::platform::cache::Cache;
use crate::platform::context::Context;
use crate::platform::db::Db;
use crate::platform::db::follow_ups::{FollowUps, Noting};
use crate::platform::db::query_budget::{Counting, QueryBudget};
use crate::platform::environment::Environment;
use crate::platform::limiter::Unlimited;
use crate::platform::outbound::NoOutbound;
use crate::platform::payment_provider::Provider;
use crate::providers::front::Front;
use crate::providers::sandbox::Sandbox;
use crate::providers::stripe::Stripe;

/// An app at the given time, without rate limits or outbound network. Payment providers: Stripe and Front where an
/// account is configured, and the sandbox in development.
#[must_use]
pub fn app(db: Arc<dyn Db>, cache: Arc<dyn Cache>, environment: Arc<Environment>, now_ms: i64) -> App {
    let providers = providers(&environment);
    let follow_ups: Arc<FollowUps> = Arc::default();
    let queries: Arc<QueryBudget> = Arc::default();
    let db = Arc::new(Counting { db, queries: queries.clone() });
    let db = Arc::new(Noting { db, follow_ups: follow_ups.clone() });
    let context = Context { db, outbound: Arc::new(NoOutbound), now_ms, environment };
    App {
        context,
        cache,
        limiter: Arc::new(Unlimited),
        providers,
        stale_snapshots: Arc::default(),
        follow_ups,
        queries,
    }
}

fn providers(environment: &Environment) -> Vec<Arc<dyn Provider>> {
    let mut providers: Vec<Arc<dyn Provider>> = Vec::new();
    if let Some(account) = environment.stripe.clone() {
        providers.push(Arc::new(Stripe { account }));
    }
    if let Some(account) = environment.front.clone() {
        providers.push(Arc::new(Front { account }));
    }
    if environment.is_development {
        providers.push(Arc::new(Sandbox));
    }
    providers
}

#[cfg(target_arch = "wasm32")]
pub(crate) mod bindings {
    //! Builds the app from the Worker's bindings.

    use std::sync::{Arc, OnceLock};

    use crate::platform::app::App;
    use crate::platform::cache::Kv;
    use crate::platform::context::Context;
    use crate::platform::db::Db;
    use crate::platform::db::d1::{D1, Usage};
    use crate::platform::environment::{Environment, FrontAccount, SandboxConfig, StripeAccount};
    use crate::platform::failure::Failure;
    use crate::platform::limiter::Platform;
    use crate::platform::outbound::Fetch;
    use crate::platform::root_key::{self, Secrets};

    /// Opened once in the life of an isolate, whose settings do not change.
    static ROOT_KEY: OnceLock<String> = OnceLock::new();

    /// Builds the app. D1 usage is counted in `usage`.
    ///
    /// # Errors
    /// If a required binding or setting is missing, or the root key cannot be opened.
    pub(crate) async fn app(env: &worker::Env, usage: Arc<Usage>) -> Result<App, Failure> {
        let now_ms = i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX);
        let db: Arc<dyn Db> = Arc::new(D1::new(env.d1("DB").map_err(Failure::internal)?, usage));
        let root_key = root_key(env, &*db, now_ms).await?;
        let environment = Arc::new(environment(env, root_key).map_err(Failure::internal)?);
        let cache = Arc::new(Kv(env.kv("KV").map_err(Failure::internal)?));
        let limiter = Arc::new(Platform(env.rate_limiter("REQUESTS").map_err(Failure::internal)?));
        let app = super::app(db, cache, environment, now_ms);
        let context = Context { outbound: Arc::new(Fetch), ..app.context };
        Ok(App { context, limiter, ..app })
    }

    async fn root_key(env: &worker::Env, db: &dyn Db, now_ms: i64) -> Result<String, Failure> {
        if let Some(key) = ROOT_KEY.get() {
            return Ok(key.clone());
        }
        let current = required(env, "TOKEN_SECRET").map_err(Failure::internal)?;
        let previous = text(env, "TOKEN_SECRET_PREVIOUS").filter(|secret| !secret.is_empty());
        let secrets = Secrets { current: &current, previous: previous.as_deref() };
        let key = root_key::load(db, secrets, now_ms).await?;
        Ok(ROOT_KEY.get_or_init(|| key).clone())
    }

    fn environment(env: &worker::Env, root_key: String) -> worker::Result<Environment> {
        Ok(Environment {
            admin_token: text(env, "ADMIN_TOKEN"),
            root_key,
            public_url: required(env, "PUBLIC_URL")?,
            is_development: text(env, "ENVIRONMENT").as_deref() == Some("development"),
            sandbox: SandboxConfig {
                delay_ms: text(env, "SANDBOX_DELAY_MS").and_then(|text| text.parse().ok()).unwrap_or(0),
                copies: text(env, "SANDBOX_COPIES").and_then(|text| text.parse().ok()).unwrap_or(1),
            },
            stripe: stripe_account(env)?,
            front: front_account(env)?,
        })
    }

    /// `None` without `STRIPE_SECRET_KEY`; with it, the other two keys are required.
    fn stripe_account(env: &worker::Env) -> worker::Result<Option<StripeAccount>> {
        let Some(secret_key) = text(env, "STRIPE_SECRET_KEY") else { return Ok(None) };
        Ok(Some(StripeAccount {
            api: text(env, "STRIPE_API").unwrap_or_else(|| "https://api.stripe.com".to_owned()),
            secret_key,
            publishable_key: required(env, "STRIPE_PUBLISHABLE_KEY")?,
            webhook_secret: required(env, "STRIPE_WEBHOOK_SECRET")?,
        }))
    }

    /// `None` without `FRONT_TOKEN`; with it, the API address and the callback secret are required. The currency
    /// defaults to NOK.
    fn front_account(env: &worker::Env) -> worker::Result<Option<FrontAccount>> {
        let Some(token) = text(env, "FRONT_TOKEN") else { return Ok(None) };
        Ok(Some(FrontAccount {
            api: required(env, "FRONT_API")?,
            token,
            callback_secret: required(env, "FRONT_CALLBACK_SECRET")?,
            currency: text(env, "FRONT_CURRENCY").unwrap_or_else(|| "NOK".to_owned()).to_ascii_uppercase(),
        }))
    }

    fn text(env: &worker::Env, name: &str) -> Option<String> {
        env.var(name).ok().map(|value| value.to_string())
    }

    fn required(env: &worker::Env, name: &str) -> worker::Result<String> {
        let value = text(env, name).filter(|value| !value.is_empty());
        value.ok_or_else(|| format!("{name} is not set").into())
    }
}
