//! GET and DELETE /v1/bookings/{manageToken}: a guest reads or cancels their booking.

use api::Booking;
use axum::Json;

use crate::http::extract::PathParams;
use crate::operations::{cancel_booking, manage_booking};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Read a booking
///
/// The booking that the guest's manage link opens, with its payment where there is one.
#[utoipa::path(get, path = "/v1/bookings/{manageToken}", tag = "Guests", operation_id = "readBooking",
    params(("manageToken" = String, Path, description = "the token of the guest's manage link")),
    responses((status = 200, body = Booking), (status = 404, body = api::Problem)))]
#[send]
pub(crate) async fn read(app: App, PathParams(token): PathParams<String>) -> Result<Json<Booking>, Failure> {
    let booking = manage_booking::open(&app, &token).await?;
    Ok(Json(booking.row.booking(&app, &booking.tenant)?))
}

/// Cancel a booking
///
/// Refunds what the agreed terms say. Cancelling again changes nothing and gives the same answer, so it needs
/// no `Idempotency-Key`.
#[utoipa::path(delete, path = "/v1/bookings/{manageToken}", tag = "Guests", operation_id = "cancelBooking",
    params(("manageToken" = String, Path, description = "the token of the guest's manage link")),
    responses((status = 200, body = Booking), (status = 404, body = api::Problem),
              (status = 409, body = api::Problem, description = "transition_not_allowed")))]
#[send]
pub(crate) async fn cancel(
    app: App,
    PathParams(token): PathParams<String>,
) -> Result<Json<Booking>, Failure> {
    let booking = cancel_booking::cancel(&app, &token).await?;
    Ok(Json(booking.row.booking(&app, &booking.tenant)?))
}
