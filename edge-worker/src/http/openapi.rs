//! GET /openapi.json: the contract, generated from the wire types and the handlers' own descriptions.

use axum::Json;
use serde_json::Value;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use crate::http::{admin, external, guest};
use crate::platform::failure::Failure;

mod refine;

#[derive(OpenApi)]
#[openapi(
    info(title = "Couvert", description = "Restaurant booking: the guests' API, the restaurant systems' API and \
        provisioning. Errors are application/problem+json with a stable `code`. Every POST and PATCH \
        but the set-up of a restaurant, which its slug lets happen once, takes an Idempotency-Key: the same key and \
        body give the same answer and happen once."),
    paths(
        guest::restaurant::read, guest::snapshot::read, guest::hold_create::create, guest::hold_extend::extend,
        guest::hold_release::release, guest::reservation_create::create, guest::booking::read,
        guest::booking::cancel, guest::booking_calendar::read, guest::booking_change::quote,
        guest::booking_change::change, guest::gift_card_shop::read, guest::gift_card_purchase::create,
        external::gift_card_purchases::list, external::gift_card_purchases::deliver,
        external::experiences::list, external::slots::list, external::alternatives::list,
        external::days::list, external::floor_plans::list,
        external::floor_plans::read, external::reservations_list::list, external::reservation_create::create,
        external::reservation_read::read, external::reservation_change::change, external::check_in::check_in,
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
        external::guests::find, external::guests::read, external::guests::change, external::guests::export,
        external::guests::erase, external::webhooks::list, external::webhooks::create,
        external::webhooks::delete, external::webhooks::messages, external::webhooks::replay,
        admin::restaurant_create::create, admin::reservations_import::import, admin::keys::issue,
        admin::keys::list, admin::keys::rotate, admin::keys::revoke,
    ),
    components(schemas(api::booking::reservation::Stranded)),
    modifiers(&Security, &Failures),
)]
struct Contract;

/// What any call can answer, and how failures are written: by `problem.rs`, whatever the call.
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

/// The failures that follow from how a call is guarded and read; a handler names those of its own.
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

const PROBLEM_JSON: &str = "application/problem+json";

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        for name in ["apiKey", "adminToken"] {
            components.add_security_scheme(name, SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        }
    }
}

/// The OpenAPI 3.1 document. Made on request: nobody but developers asks for it.
pub(crate) async fn document() -> Result<Json<Value>, Failure> {
    let document = serde_json::to_value(Contract::openapi()).map_err(Failure::internal)?;
    Ok(Json(refine::refined(document)))
}
