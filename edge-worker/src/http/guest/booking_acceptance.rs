//! POST /v1/bookings/{manageToken}/acceptance: a guest accepts what the restaurant offers.

use api::Booking;
use axum::Json;

use crate::http::extract::PathParams;
use crate::operations::accept_offer;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Accept an offer
///
/// The restaurant cannot have the guests as they requested, and offers another day, time or size: the booking is
/// `unconfirmed`, keeps its tables until `answerBy`, and is booked with this call. Whoever does not want it cancels the booking.
/// Accepting again changes nothing and gives the same answer, so it needs no `Idempotency-Key`.
#[utoipa::path(post, path = "/v1/bookings/{manageToken}/acceptance", tag = "Guests", operation_id = "acceptOffer",
    params(("manageToken" = String, Path, description = "the token of the guest's manage link")),
    responses((status = 200, body = Booking), (status = 404, body = api::Problem),
              (status = 409, body = api::Problem, description = "transition_not_allowed")))]
#[send]
pub(crate) async fn accept(
    app: App,
    PathParams(token): PathParams<String>,
) -> Result<Json<Booking>, Failure> {
    let booking = accept_offer::accept(&app, &token).await?;
    Ok(Json(booking.row.booking(&app, &booking.tenant)?))
}
