//! Every address and where it is answered.
//!
//! Handlers carry `#[worker::send]` because axum wants futures that can change threads and JavaScript's promises
//! cannot; a Worker has one thread, so nothing changes.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, any, get, post};

use crate::app::App;
use crate::cors::allow_registered_origins;
use crate::problem::Failure;

pub mod admin;
pub mod external;
pub mod guest;
pub mod openapi;
pub mod pages;

/// The Worker's router.
pub fn router(app: App) -> Router {
    let under_slug = |path: &str, methods: MethodRouter<App>| {
        // A preflight is answered by the layer below; without a handler it would not get there.
        Router::new().route(&format!("/v1/restaurants/{{slug}}{path}"), methods.options(|| async {}))
    };
    let guests = under_slug("", get(guest::restaurant::read))
        .merge(under_slug("/snapshot", get(guest::snapshot::read)))
        .merge(under_slug("/holds", post(guest::hold_create::create)))
        .merge(under_slug("/holds/{hold_id}", axum::routing::delete(guest::hold_release::release)))
        .merge(under_slug("/holds/{hold_id}/extend", post(guest::hold_extend::extend)))
        .merge(under_slug("/reservations", post(guest::reservation_create::create)))
        .layer(from_fn_with_state(app.clone(), allow_registered_origins));

    Router::new()
        .merge(guests)
        .route("/v1/bookings/{token}", get(guest::booking::read).delete(guest::booking::cancel))
        .route("/v1/bookings/{token}/calendar.ics", get(guest::booking_calendar::read))
        .route("/external/availability/experiences", get(external::experiences::list))
        .route("/external/availability/slots", get(external::slots::list))
        .route("/external/availability/alternatives", get(external::alternatives::list))
        .route("/external/availability/days", get(external::days::list))
        .route("/external/floor-plans", get(external::floor_plans::list))
        .route("/external/floor-plans/{floor_plan_id}", get(external::floor_plans::read))
        .route(
            "/external/reservations",
            get(external::reservations_list::list).post(external::reservation_create::create),
        )
        .route("/external/reservations/check-in", post(external::check_in::check_in))
        .route("/external/reservations/check-out", post(external::check_out::check_out))
        .route(
            "/external/reservations/{reservation_id}",
            get(external::reservation_read::read).patch(external::reservation_change::change),
        )
        .route("/admin/restaurants", post(admin::restaurant_create::create))
        .route("/admin/restaurants/{slug}/reservations", post(admin::reservations_import::import))
        .route("/r/{slug}", get(pages::hosted::show))
        .route("/manage/{token}", get(pages::manage::show).post(pages::manage::cancel))
        .route("/dev/mailbox", get(pages::mailbox::show))
        .route("/openapi.json", get(openapi::document))
        .route("/health", get(health))
        .fallback(any(nothing_here))
        .method_not_allowed_fallback(not_for_this_method)
        .with_state(app)
}

/// GET /health: that the Worker runs. It looks at nothing else, so that a load balancer can ask often.
async fn health() -> &'static str {
    "ok"
}

async fn nothing_here() -> Failure {
    Failure::new(api::Code::NotFound, "there is nothing at this address")
}

async fn not_for_this_method() -> Failure {
    Failure::new(
        api::Code::MethodNotAllowed,
        "this address is not for this method; Allow names those it is for",
    )
}
