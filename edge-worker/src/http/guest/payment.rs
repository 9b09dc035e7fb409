//! GET /v1/restaurants/{slug}/payments/{payToken}: how a payment stands while its guest is at it.

use api::BookingPayment;
use axum::Json;
use axum::extract::State;

use crate::http::extract::PathParams;
use crate::operations::payment_page;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Where the payment stands.
#[utoipa::path(get, path = "/v1/restaurants/{slug}/payments/{payToken}", tag = "Guests",
    operation_id = "readPayment",
    params(("slug" = String, Path, description = "the restaurant's name in addresses"),
           ("payToken" = String, Path, description = "the end of the payment's address")),
    responses((status = 200, body = BookingPayment),
              (status = 404, body = api::Problem, description = "payment_not_found")))]
#[send]
pub(crate) async fn read(
    State(app): State<App>,
    PathParams((slug, token)): PathParams<(String, String)>,
) -> Result<Json<BookingPayment>, Failure> {
    let payment = payment_page::open(&app, &token).await?;
    if payment.tenant.slug() != slug {
        return Err(payment_page::not_found());
    }
    Ok(Json(payment.seen(&app)?))
}
