//! GET /external/reservations/{reservationId}

use api::{Reservation, Scope};
use axum::Json;

use crate::booking::reservation;
use crate::http::authentication::Key;
use crate::http::extract::PathParams;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Read a reservation
///
/// One reservation with its guest, tables, labels and payment.
#[utoipa::path(get, path = "/external/reservations/{reservationId}", tag = "Reservations",
    operation_id = "readReservation", security(("apiKey" = ["reservations:read"])),
    params(("reservationId" = String, Path, description = "the reservation's id")),
    responses((status = 200, body = Reservation),
              (status = 404, body = api::Problem, description = "reservation_not_found")))]
#[send]
pub(crate) async fn read(
    app: App,
    key: Key,
    PathParams(reservation_id): PathParams<String>,
) -> Result<Json<Reservation>, Failure> {
    let selector = key.with(Scope::ReservationsRead);
    let (tenant, row) = reservation::find(&app, &selector, &reservation_id).await?;
    Ok(Json(row.reservation(&tenant)?))
}
