//! GET /external/reservations/{reservationId}

use api::{Code, Reservation};
use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::authentication::Key;
use crate::extract::At;
use crate::problem::Failure;
use crate::reservation::{Row, select_reservations};
use crate::tenant::{Tenant, restaurant_id, select_tenant};

const SELECT_RESERVATION: &str = select_reservations!("r.id = ?3 AND r.restaurant_id = ", restaurant_id!());

/// One reservation.
#[utoipa::path(get, path = "/external/reservations/{reservationId}", tag = "Reservations",
    operation_id = "readReservation", security(("apiKey" = [])),
    params(("reservationId" = String, Path, description = "its id")),
    responses((status = 200, body = Reservation), (status = 401, body = api::Problem),
              (status = 404, body = api::Problem, description = "reservation_not_found")))]
#[worker::send]
pub(crate) async fn read(
    State(app): State<App>,
    Key(door): Key,
    At(reservation_id): At<String>,
) -> Result<Json<Reservation>, Failure> {
    let select = door.statement(SELECT_RESERVATION, [reservation_id.into()]);
    let mut rows = app.db.batch(vec![select_tenant(&door), select]).await?.into_iter();
    let today = app.utc_day();
    let tenant = Tenant::from_rows(&app, &door, rows.next().unwrap_or_default(), today..today)?;
    let row: Option<Row> = rows.next().unwrap_or_default().first()?;
    let not_found = || Failure::new(Code::ReservationNotFound, "the restaurant has no such reservation");
    Ok(Json(row.ok_or_else(not_found)?.reservation(&tenant)?))
}
