//! The Worker: HTTP in front, D1 and KV behind, the engine in between.
//!
//! A handler extracts, loads, decides, commits and responds. Business rules belong to the engine. `http/routes.rs`
//! lists every route.

mod booking;
mod configuration;
mod house;
pub mod http;
pub mod jobs;
mod ledger;
mod messages;
mod operations;
mod payments;
pub mod platform;
pub mod providers;
pub mod wiring;

#[cfg(target_arch = "wasm32")]
mod entry {
    use std::sync::Arc;

    use axum::response::IntoResponse;
    use worker::{Context, Env, HttpRequest, Result, ScheduleContext, ScheduledEvent, event};

    use crate::http::routes::answer;
    use crate::jobs;
    use crate::platform::db::d1::Usage;
    use crate::platform::failure::log;
    use crate::wiring::bindings::app;

    /// In development, a response header reports the D1 usage of the request; work done after the response is not
    /// included.
    const USAGE: axum::http::HeaderName = axum::http::HeaderName::from_static("couvert-d1");

    #[event(fetch)]
    async fn fetch(
        request: HttpRequest,
        env: Env,
        context: Context,
    ) -> Result<axum::http::Response<axum::body::Body>> {
        let usage = Arc::new(Usage::default());
        let app = match app(&env, usage.clone()).await {
            Ok(app) => app,
            Err(failure) => {
                log(&format!("start: {failure:?}"));
                return Ok(failure.into_response());
            }
        };
        let mut response = answer(app.clone(), request).await;
        if let (true, Ok(text)) = (app.environment.is_development, usage.text().parse()) {
            response.headers_mut().insert(USAGE, text);
        }
        context.wait_until(async move { jobs::after_answer(&app).await });
        Ok(response)
    }

    #[event(scheduled)]
    async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
        match app(&env, Arc::default()).await {
            Ok(app) => jobs::run(&app).await,
            Err(failure) => log(&format!("scheduled: {failure:?}")),
        }
    }
}
