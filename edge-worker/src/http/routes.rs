//! Every route and its handler.
//!
//! Handlers carry `#[send]` because axum requires `Send` futures and JavaScript's promises are not `Send`. A Worker has
//! one thread, so this is safe.

use std::sync::LazyLock;

use axum::body::{Bytes, HttpBody};
use axum::http::{HeaderValue, Request, header};
use axum::middleware::{from_fn, map_response};
use axum::response::Response;
use axum::routing::{MethodRouter, any, delete, get, post, put};
use axum::{BoxError, Router};
use tower_service::Service as _;

use crate::http::cors::allow_registered_origins;
use crate::http::request_log::name_and_log;
use crate::http::request_rate::limit;
use crate::http::{admin, callbacks, external, guest, openapi, pages};
use crate::platform::app::App;
use crate::platform::failure::Failure;

/// Answers a request.
pub async fn answer<B>(app: App, mut request: Request<B>) -> Response
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    // Built once in an isolate: to build it takes longer than most answers do.
    static ROUTER: LazyLock<Router> = LazyLock::new(router);

    request.extensions_mut().insert(app);
    let Ok(response) = ROUTER.clone().call(request).await;
    response
}

fn router() -> Router {
    Router::new()
        .merge(guests())
        .route("/external/availability/experiences", get(external::experiences::list))
        .route("/external/availability/slots", get(external::slots::list))
        .route("/external/availability/alternatives", get(external::alternatives::list))
        .route("/external/availability/days", get(external::days::list))
        .merge(configuration())
        .merge(gift_cards())
        .merge(payments())
        .merge(guestbook())
        .route(
            "/external/phone-numbers/{phone_number_id}/calls",
            get(external::calls::list).post(external::calls::report),
        )
        .route("/external/webhooks", get(external::webhooks::list).post(external::webhooks::create))
        .route("/external/webhooks/{webhook_id}", delete(external::webhooks::delete))
        .route("/external/webhooks/{webhook_id}/secret", post(external::webhook_secret::roll))
        .route("/external/webhooks/{webhook_id}/messages", get(external::webhooks::messages))
        .route("/external/webhooks/{webhook_id}/replay", post(external::webhooks::replay))
        .route(
            "/external/reservations",
            get(external::reservations_list::list).post(external::reservation_create::create),
        )
        .route("/external/reservations/check-in", post(external::check_in::check_in))
        .route("/external/reservations/check-out", post(external::check_out::check_out))
        .route(
            "/external/reservations/{reservation_id}/confirmation",
            post(external::confirmation::send_again),
        )
        .route(
            "/external/reservations/{reservation_id}",
            get(external::reservation_read::read).patch(external::reservation_change::change),
        )
        .route("/admin/backlog", get(admin::backlog::read))
        .route("/admin/restaurants", post(admin::restaurant_create::create))
        .route("/admin/restaurants/{slug}/reservations", post(admin::reservations_import::import))
        .route("/admin/restaurants/{slug}/keys", get(admin::keys::list).post(admin::keys::issue))
        .route("/admin/restaurants/{slug}/keys/{key_id}", delete(admin::keys::revoke))
        .route("/admin/restaurants/{slug}/keys/{key_id}/rotate", post(admin::keys::rotate))
        .merge(pages())
        .route("/webhooks/front", get(callbacks::front::handle))
        .route("/webhooks/stripe", post(callbacks::stripe::handle))
        .route("/webhooks/sandbox", post(callbacks::sandbox::handle))
        .route("/openapi.json", get(openapi::document))
        .route("/health", get(health))
        .fallback(any(nothing_here))
        .method_not_allowed_fallback(not_for_this_method)
        .layer(from_fn(limit))
        .layer(from_fn(pages::failures_as_pages))
        .layer(from_fn(name_and_log))
        .layer(map_response(private_by_default))
}

fn guestbook() -> Router {
    use external::{guest_data, guest_merges, guests};

    Router::new()
        .route("/external/guests", get(guests::find))
        .route(
            "/external/guests/{guest_id}",
            get(guests::read).patch(guests::change).delete(guest_data::erase),
        )
        .route("/external/guests/{guest_id}/export", get(guest_data::export))
        .route("/external/guests/{guest_id}/matches", get(guest_merges::find_matches))
        .route("/external/guests/{guest_id}/merges", get(guest_merges::list).post(guest_merges::merge))
        .route("/external/guests/{guest_id}/merges/{merge_id}", delete(guest_merges::undo))
        .route("/external/guest-matches", get(guest_merges::list_matches))
        .route("/external/personal-data", get(guest_data::export_address).delete(guest_data::erase_address))
}

fn guests() -> Router {
    let under_slug = |path: &str, methods: MethodRouter| {
        // The CORS layer below answers preflights, but runs only for methods that have a handler.
        Router::new().route(&format!("/v1/restaurants/{{slug}}{path}"), methods.options(|| async {}))
    };
    let of_a_restaurant = under_slug("", get(guest::restaurant::read))
        .merge(under_slug("/snapshot", get(guest::snapshot::read)))
        .merge(under_slug("/holds", post(guest::hold_create::create)))
        .merge(under_slug("/holds/{hold_id}", delete(guest::hold_release::release)))
        .merge(under_slug("/holds/{hold_id}/extend", post(guest::hold_extend::extend)))
        .merge(under_slug("/gift-cards", get(guest::gift_card_shop::read)))
        .merge(under_slug("/gift-cards/balance", post(guest::gift_card_balance::read)))
        .merge(under_slug("/gift-cards/purchases", post(guest::gift_card_purchase::create)))
        .merge(under_slug("/reservations", post(guest::reservation_create::create)))
        .merge(under_slug("/payments/{pay_token}", get(guest::payment::read)))
        .layer(from_fn(allow_registered_origins));

    of_a_restaurant
        .route(
            "/v1/bookings/{token}",
            get(guest::booking::read).patch(guest::booking_change::change).delete(guest::booking::cancel),
        )
        .route("/v1/bookings/{token}/acceptance", post(guest::booking_acceptance::accept))
        .route("/v1/bookings/{token}/snapshot", get(guest::booking_snapshot::read))
        .route("/v1/bookings/{token}/change", get(guest::booking_change::quote))
        .route("/v1/bookings/{token}/calendar.ics", get(guest::booking_calendar::read))
}

fn pages() -> Router {
    Router::new()
        .route("/r/{slug}", get(pages::hosted_booking::show))
        .route("/r/{slug}/book", get(pages::booking_form::show).post(pages::booking_form::book))
        .route("/r/{slug}/gift-cards", get(pages::hosted_gift_card_shop::show))
        .route("/gift/{token}", get(pages::gift_card::show).post(pages::gift_card::unwrap))
        .route("/manage/{token}", get(pages::manage::show).post(pages::manage::cancel))
        .route("/manage/{token}/accept", post(pages::manage::accept))
        .route("/manage/{token}/change", get(pages::change::show).post(pages::change::make))
        .route("/pay/{token}", get(pages::pay::show))
        .route("/pay/{token}/extend", post(pages::pay::extend))
        .route("/dev/mailbox", get(pages::mailbox::show))
        .route("/pay/{token}/card", post(pages::pay::try_card))
        .route("/pay/{token}/check", post(pages::pay::check))
}

fn configuration() -> Router {
    use external::configuration as parts;
    Router::new()
        .route("/external/configuration", get(parts::read).put(parts::replace))
        .route("/external/settings", get(parts::settings).put(parts::replace_settings))
        .route("/external/services", get(parts::services::read).put(parts::services::replace))
        .route("/external/exceptions", get(parts::exceptions::read).put(parts::exceptions::replace))
        .route("/external/closures", get(parts::closures::read).put(parts::closures::replace))
        .route("/external/blocks", get(parts::blocks::read).put(parts::blocks::replace))
        .route("/external/releases", get(parts::releases::read).put(parts::releases::replace))
        .route(
            "/external/gift-card-templates",
            get(parts::gift_card_templates::read).put(parts::gift_card_templates::replace),
        )
        .route(
            "/external/gift-card-templates/{id}",
            put(parts::gift_card_template::put).delete(parts::gift_card_template::delete),
        )
        .route("/external/experiences/{id}", put(parts::experience::put).delete(parts::experience::delete))
        .route(
            "/external/floor-plans",
            get(external::floor_plans::list).post(external::floor_plan_change::create),
        )
        .route(
            "/external/floor-plans/{floor_plan_id}",
            get(external::floor_plans::read)
                .put(external::floor_plan_change::replace)
                .delete(external::floor_plan_change::delete),
        )
}

fn payments() -> Router {
    use external::{payment_change as change, payment_record as record};
    let of = |path: &str| format!("/external/payments/reservations/{{reservation_id}}{path}");
    Router::new()
        .route(&of(""), get(record::read))
        .route(&of("/history"), get(record::history))
        .route(&of("/capture"), post(change::capture))
        .route(&of("/charge"), post(change::charge))
        .route(&of("/refund"), post(change::refund))
        .route(&of("/cancel"), post(change::cancel))
        .route(&of("/complete"), post(change::complete))
        .route("/external/payments/differences", get(record::differences))
}

fn gift_cards() -> Router {
    Router::new()
        .route("/external/gift-cards", post(external::gift_card_create::create))
        .route("/external/gift-card-purchases", get(external::gift_card_purchases::list))
        .route(
            "/external/gift-card-purchases/{purchase_id}/deliver",
            post(external::gift_card_purchases::deliver),
        )
        .route("/external/gift-cards/{gift_card_id}", get(external::gift_card_read::read))
        .route(
            "/external/gift-cards/{gift_card_id}/transactions",
            get(external::gift_card_read::transactions).post(external::transaction_create::create),
        )
        .route(
            "/external/gift-cards/{gift_card_id}/transactions/{transaction_id}",
            get(external::gift_card_read::transaction)
                .patch(external::transaction_change::change)
                .delete(external::transaction_change::delete),
        )
}

/// GET /health: answers while the Worker runs. It checks nothing else, so that a load balancer can poll it often.
async fn health() -> &'static str {
    "ok"
}

/// No cache keeps an answer, and no browser guesses at its type, unless its handler says otherwise.
async fn private_by_default(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.entry(header::X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
    response
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
