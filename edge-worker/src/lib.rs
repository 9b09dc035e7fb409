//! The Worker: HTTP in, D1 and KV behind it, the engine in between.
//!
//! A handler reads: extract, load, decide, commit, respond. It refuses to hold any rule of the house; those are the
//! engine's. `routes.rs` is the table of contents.

pub mod app;
mod at_table;
mod authentication;
pub mod cache;
mod commit;
mod contact;
mod cors;
pub mod db;
mod extract;
pub mod jobs;
mod mail;
mod placing;
mod problem;
mod reseating;
mod reservation;
pub mod routes;
mod secret;
mod stay;
mod tenant;
mod visit;
mod words;
mod zone;

#[cfg(target_arch = "wasm32")]
mod entry {
    use tower_service::Service;
    use worker::{Context, Env, HttpRequest, Result, ScheduleContext, ScheduledEvent, event};

    use crate::app::App;

    #[event(fetch)]
    async fn fetch(
        request: HttpRequest,
        env: Env,
        context: Context,
    ) -> Result<axum::http::Response<axum::body::Body>> {
        let app = App::from_env(&env)?;
        let changes = !request.method().is_safe();
        let response = crate::routes::router(app.clone()).call(request).await?;
        if changes {
            context.wait_until(async move { app.after_answer().await });
        }
        Ok(response)
    }

    #[event(scheduled)]
    async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
        match App::from_env(&env) {
            Ok(app) => crate::jobs::run(&app).await,
            Err(error) => worker::console_error!("scheduled: {error}"),
        }
    }
}
