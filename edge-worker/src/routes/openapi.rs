//! GET /openapi.json: the contract, generated from the wire types and the handlers' own descriptions.

use axum::Json;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{admin, external, guest};

#[derive(OpenApi)]
#[openapi(
    info(title = "Couvert", description = "Restaurant booking: the guests' API, the restaurant systems' API and \
        provisioning. Errors are application/problem+json with a stable `code`. Every POST and PATCH \
        but the set-up of a restaurant, which its slug lets happen once, takes an Idempotency-Key: the same key and \
        body give the same answer and happen once."),
    paths(
        guest::restaurant::read, guest::snapshot::read, guest::hold_create::create, guest::hold_extend::extend,
        guest::hold_release::release, guest::reservation_create::create, guest::booking::read,
        guest::booking::cancel, guest::booking_calendar::read,
        external::experiences::list, external::slots::list, external::alternatives::list,
        external::days::list, external::floor_plans::list,
        external::floor_plans::read, external::reservations_list::list, external::reservation_create::create,
        external::reservation_read::read, external::reservation_change::change, external::check_in::check_in,
        external::check_out::check_out,
        admin::restaurant_create::create, admin::reservations_import::import,
    ),
    modifiers(&Security),
)]
struct Contract;

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
pub(crate) async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Contract::openapi())
}
