//! GET /openapi.json: the API's description, generated from the wire types and the handlers' doc comments.

use axum::Json;
use serde_json::Value;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use crate::http::problem::PROBLEM_JSON;
use crate::http::{admin, external, guest};
use crate::platform::failure::Failure;

mod refine;
mod webhooks;

#[derive(OpenApi)]
#[openapi(
    info(title = "Couvert", description = "Restaurant booking over HTTP: `/external` for a restaurant's own systems, \
        `/v1` for guests and the widget, `/admin` for the operator.\n\n\
        **Authentication.** Send `Authorization: Bearer` with an API key to `/external`, and with the admin token to \
        `/admin`. Calls under `/v1` need no key: a token in the path gives access to one booking or payment.\n\n\
        **Errors** are `application/problem+json` (RFC 9457) with a stable `code`.\n\n\
        **Idempotency.** With an `Idempotency-Key` header the same key and body give the same answer and take effect \
        once; another body with the same key is refused. Keys are kept for a week. Calls under `/v1` need the header \
        where they list it; under `/external` it is optional and recommended.\n\n\
        **Dates and times.** An opening day is a date of the restaurant's calendar, `yyyy-mm-dd`; `minutes` count from \
        its start in the restaurant's time zone and may pass 1440 (690 is 11:30, 1470 is 00:30 of the next morning). \
        Timestamps are RFC 3339 in UTC.\n\n\
        **Amounts** are whole minor units of the restaurant's currency: 10000 is 100.00 EUR. Only payment records \
        (`Envelope`) have major units as decimal numbers."),
    tags(
        (name = "Availability", description = "What can be booked: slots, days with room, alternatives, experiences."),
        (name = "Reservations", description = "List, create and change reservations; check parties in and out."),
        (name = "Payments", description = "Deposits and cards on file: capture, charge, refund, cancel and complete."),
        (name = "Gift cards", description = "Create, top up and redeem gift cards; list those that guests bought."),
        (name = "Guestbook", description = "Find, change, export and erase guests."),
        (name = "Phone calls", description = "The phone system reports calls; a host stand shows who is calling."),
        (name = "Webhooks", description = "Signed messages when reservations, gift cards or calls change."),
        (name = "Configuration", description = "Settings, services, exceptions, experiences and gift card templates."),
        (name = "Floor plans", description = "Tables, combinations of tables, and where they stand."),
        (name = "Guests", description = "The calls of guests and of the widget, without an API key."),
        (name = "Provisioning", description = "The operator's calls: restaurants, API keys and imports."),
    ),
    paths(
        guest::restaurant::read, guest::snapshot::read, guest::hold_create::create, guest::hold_extend::extend,
        guest::hold_release::release, guest::reservation_create::create, guest::booking::read,
        guest::booking::cancel, guest::booking_acceptance::accept, guest::booking_calendar::read, guest::booking_change::quote, guest::booking_snapshot::read,
        guest::booking_change::change, guest::gift_card_shop::read, guest::gift_card_purchase::create,
        external::gift_card_purchases::list, external::gift_card_purchases::deliver,
        external::experiences::list, external::slots::list, external::alternatives::list,
        external::days::list, external::floor_plans::list,
        external::floor_plans::read, external::reservations_list::list, external::reservation_create::create,
        external::reservation_read::read, external::confirmation::send_again, external::reservation_change::change, external::check_in::check_in,
        external::check_out::check_out,
        guest::gift_card_balance::read, guest::payment::read,
        external::payment_record::read, external::payment_record::history, external::payment_record::differences,
        external::payment_change::capture, external::payment_change::charge, external::payment_change::refund,
        external::payment_change::cancel, external::payment_change::complete,
        external::floor_plan_change::create, external::floor_plan_change::replace,
        external::floor_plan_change::delete,
        external::configuration::read, external::configuration::replace,
        external::configuration::settings, external::configuration::replace_settings,
        external::configuration::services::read, external::configuration::services::replace,
        external::configuration::exceptions::read, external::configuration::exceptions::replace,
        external::configuration::closures::read, external::configuration::closures::replace,
        external::configuration::blocks::read, external::configuration::blocks::replace,
        external::configuration::releases::read, external::configuration::releases::replace,
        external::configuration::gift_card_templates::read,
        external::configuration::gift_card_templates::replace,
        external::configuration::gift_card_template::put, external::configuration::gift_card_template::delete,
        external::configuration::experience::put, external::configuration::experience::delete,
        external::gift_card_create::create, external::gift_card_read::read,
        external::gift_card_read::transactions, external::gift_card_read::transaction,
        external::transaction_create::create, external::transaction_change::change,
        external::transaction_change::delete, external::calls::report, external::calls::list,
        external::guests::find, external::guests::read, external::guests::change, external::guest_data::export,
        external::guest_data::erase, external::guest_data::export_address, external::guest_data::erase_address,
        external::guest_merges::list_matches, external::guest_merges::find_matches, external::guest_merges::merge,
        external::guest_merges::list, external::guest_merges::undo, external::webhooks::list, external::webhooks::create,
        external::webhooks::delete, external::webhook_secret::roll, external::webhooks::messages, external::webhooks::replay,
        admin::restaurant_create::create, admin::reservations_import::import, admin::keys::issue,
        admin::backlog::read, admin::keys::list, admin::keys::rotate, admin::keys::revoke,
    ),
    components(schemas(
        api::booking::reservation::Stranded, api::booking::webhook_event::ReservationChanged,
        api::booking::webhook_event::GiftCardChanged, api::booking::webhook_event::CallChanged,
    )),
    modifiers(&Security, &Failures),
)]
struct Contract;

/// Adds the failures that any call can answer, and the body that `problem.rs` gives every failure.
struct Failures;

impl Modify for Failures {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        for item in openapi.paths.paths.values_mut() {
            let PathItem { get, put, post, patch, delete, .. } = item;
            for operation in [get, put, post, patch, delete].into_iter().flatten() {
                document_failures(operation);
            }
        }
    }
}

/// Adds the failures that follow from a call's authentication and extractors. Handlers declare their own.
fn document_failures(operation: &mut Operation) {
    let security = serde_json::to_string(&operation.security).unwrap_or_default();
    let takes_key = security.contains("apiKey");
    let is_guarded = takes_key || security.contains("adminToken");
    let parameters = operation.parameters.iter().flatten();
    let has = |test: fn(&Parameter) -> bool| {
        parameters.clone().any(|one| matches!(one, RefOr::T(parameter) if test(parameter)))
    };
    let is_asked = has(|parameter| parameter.parameter_in == ParameterIn::Query);
    let is_keyed = has(|parameter| parameter.name == "Idempotency-Key");
    let has_body = operation.request_body.is_some();
    let always = [
        ("400", "malformed_json, idempotency_key_required", is_keyed),
        ("400", "malformed_json", has_body),
        ("401", "unauthorized", is_guarded),
        ("403", "scope_missing", takes_key),
        ("409", "idempotency_key_reused", is_keyed),
        ("413", "body_too_large", has_body),
        ("415", "unsupported_media_type", has_body),
        ("422", "invalid_input", has_body || is_keyed || is_asked),
        ("429", "too_many_requests, with Retry-After", true),
        ("500", "internal: repeat with the same Idempotency-Key", true),
        ("503", "busy: nothing happened; try again", true),
    ];
    let problem = || Content::new(Some(Ref::from_schema_name("Problem")));
    let responses = &mut operation.responses.responses;
    for (status, words, _) in always.into_iter().filter(|(.., applies)| *applies) {
        responses.entry(status.to_owned()).or_insert_with(|| {
            ResponseBuilder::new().description(words).content(PROBLEM_JSON, problem()).build().into()
        });
    }
    for (status, response) in responses.iter_mut() {
        let is_failure = status.starts_with('4') || status.starts_with('5');
        if let RefOr::T(response) = response
            && is_failure
        {
            response.content = [(PROBLEM_JSON.to_owned(), RefOr::T(problem()))].into_iter().collect();
        }
    }
}

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        for name in ["apiKey", "adminToken"] {
            components.add_security_scheme(name, SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        }
    }
}

/// The OpenAPI 3.1 document. Generated on each request, since only developers ask for it.
pub(crate) async fn document() -> Result<Json<Value>, Failure> {
    let document = serde_json::to_value(Contract::openapi()).map_err(Failure::internal)?;
    Ok(Json(refine::refined(document)))
}
