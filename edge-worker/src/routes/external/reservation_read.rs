//! GET /external/reservations/{reservationId}

use api::{Reservation, Scope};
use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::authentication::Key;
use crate::db::Statement;
use crate::extract::At;
use crate::problem::Failure;
use crate::reservation::{self, Row, select_reservations};
use crate::tenant::{Door, Tenant, restaurant_id, select_tenant};

const SELECT_RESERVATION: &str = select_reservations!("r.id = ?3 AND r.restaurant_id = ", restaurant_id!());

/// One reservation.
#[utoipa::path(get, path = "/external/reservations/{reservationId}", tag = "Reservations",
    operation_id = "readReservation", security(("apiKey" = ["reservations:read"])),
    params(("reservationId" = String, Path, description = "its id")),
    responses((status = 200, body = Reservation),
              (status = 404, body = api::Problem, description = "reservation_not_found")))]
#[worker::send]
pub(crate) async fn read(
    State(app): State<App>,
    key: Key,
    At(reservation_id): At<String>,
) -> Result<Json<Reservation>, Failure> {
    let door = key.with(Scope::ReservationsRead);
    let (tenant, row) = find(&app, &door, &reservation_id).await?;
    Ok(Json(row.reservation(&tenant)?))
}

/// The restaurant and its reservation of this id.
pub(super) async fn find(app: &App, door: &Door, id: &str) -> Result<(Tenant, Row), Failure> {
    let mut rows = app.db.batch(vec![select_tenant(door), select(door, id)]).await?.into_iter();
    let tenant = Tenant::of_today(app, door, rows.next().unwrap_or_default())?;
    let row: Option<Row> = rows.next().unwrap_or_default().first()?;
    Ok((tenant, row.ok_or_else(reservation::not_found)?))
}

/// The statement that reads one reservation.
pub(super) fn select(door: &Door, id: &str) -> Statement {
    door.statement(SELECT_RESERVATION, [id.into()])
}
