//! The Worker: HTTP in, D1 and KV behind it, the engine in between.
//!
//! A handler reads: extract, load, decide, commit, respond. It refuses to hold any rule of the house; those are the
//! engine's. `routes.rs` is the table of contents.

mod api_key;
pub mod app;
mod at_table;
mod authentication;
pub mod cache;
mod commit;
mod contact;
mod cors;
pub mod db;
mod erasure;
mod extract;
mod gift_card;
mod guesses;
mod guestbook;
pub mod jobs;
mod mail;
mod once;
pub mod outbound;
pub mod payment;
mod phone;
mod placing;
mod problem;
mod publishing;
mod purchase;
pub mod randomness;
pub mod rate_limit;
mod request_log;
mod rescheduling;
mod reseating;
mod reservation;
pub mod routes;
mod secret;
mod stay;
mod stranding;
mod strict_json;
mod tenant;
mod visit;
mod webhook;
mod words;
mod zone;

#[cfg(target_arch = "wasm32")]
mod entry {
    use std::sync::Arc;

    use tower_service::Service;
    use worker::{Context, Env, HttpRequest, Result, ScheduleContext, ScheduledEvent, event};

    use crate::app::App;
    use crate::db::d1::Usage;

    /// In development every answer says what it cost; after it is out nothing more is counted into it.
    const USAGE: axum::http::HeaderName = axum::http::HeaderName::from_static("couvert-d1");

    #[event(fetch)]
    async fn fetch(
        request: HttpRequest,
        env: Env,
        context: Context,
    ) -> Result<axum::http::Response<axum::body::Body>> {
        let usage = Arc::new(Usage::default());
        let app = App::from_env(&env, usage.clone())?;
        let changes = !request.method().is_safe();
        let mut response = crate::routes::router(app.clone()).call(request).await?;
        if let (true, Ok(text)) = (app.environment.is_development, usage.text().parse()) {
            response.headers_mut().insert(USAGE, text);
        }
        if changes {
            context.wait_until(async move { app.after_answer().await });
        }
        Ok(response)
    }

    #[event(scheduled)]
    async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
        match App::from_env(&env, Arc::default()) {
            Ok(app) => crate::jobs::run(&app).await,
            Err(error) => worker::console_error!("scheduled: {error}"),
        }
    }
}
