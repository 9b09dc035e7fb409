//! GET /v1/bookings/{manageToken}/snapshot: what the browser needs to change a booking.

use api::Snapshot;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::house::cached_snapshot;
use crate::http::extract::PathParams;
use crate::operations::{change_booking, manage_booking};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Read a snapshot without a booking
///
/// The restaurant's snapshot as if this booking were not there, so that a browser can show what it can be changed to. It
/// is for display: changing the booking decides. A booking that guests cannot change any more has none.
#[utoipa::path(get, path = "/v1/bookings/{manageToken}/snapshot", tag = "Guests", operation_id = "readBookingSnapshot",
    params(("manageToken" = String, Path, description = "the token of the guest's manage link")),
    responses((status = 200, body = Snapshot), (status = 404, body = api::Problem), (status = 409, body = api::Problem)))]
#[send]
pub(crate) async fn read(app: App, PathParams(token): PathParams<String>) -> Result<Response, Failure> {
    let booking = manage_booking::open(&app, &token).await?;
    change_booking::check_changeable(&app, &booking.row)?;
    let text = cached_snapshot::without(&app, booking.tenant.slug(), &booking.row.id).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}
