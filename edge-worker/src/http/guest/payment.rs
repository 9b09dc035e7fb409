//! GET /v1/restaurants/{slug}/payments/{payToken}: the state of a payment while the guest is paying.

use api::BookingPayment;
use axum::Json;

use crate::http::extract::PathParams;
use crate::operations::open_payment;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Read a payment
///
/// The state of a payment, for the page that waits for it: of a booking, of a supplement or of a gift card purchase.
#[utoipa::path(get, path = "/v1/restaurants/{slug}/payments/{payToken}", tag = "Guests",
    operation_id = "readPayment",
    params(("slug" = String, Path, description = "the restaurant's slug"),
           ("payToken" = String, Path, description = "the last segment of `payUrl`")),
    responses((status = 200, body = BookingPayment),
              (status = 404, body = api::Problem, description = "payment_not_found")))]
#[send]
pub(crate) async fn read(
    app: App,
    PathParams((slug, token)): PathParams<(String, String)>,
) -> Result<Json<BookingPayment>, Failure> {
    let payment = open_payment::open(&app, &token).await?;
    if payment.tenant.slug() != slug {
        return Err(open_payment::not_found());
    }
    Ok(Json(payment.payer_view(&app)?))
}
