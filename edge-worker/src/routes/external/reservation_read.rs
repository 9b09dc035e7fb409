//! GET /external/reservations/{reservationId}

use api::{Code, Reservation};
use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::authentication::Key;
use crate::extract::At;
use crate::problem::Failure;
use crate::reservation::Row;
use crate::tenant::{Tenant, select_tenant};

const SELECT_RESERVATION: &str = "
    SELECT r.id, r.number, r.status, r.source, r.day, r.minutes, r.starts, r.ends, r.attendees, r.experience_id,
           r.table_ids, r.notes, r.locale, g.id AS guest_id, g.first_name, g.last_name, g.email, g.phone
    FROM reservations r JOIN guests g ON g.id = r.guest_id
    WHERE r.restaurant_id = (SELECT id FROM restaurants WHERE slug = ?1
                  UNION ALL SELECT restaurant_id FROM api_keys WHERE digest = ?2 AND revoked_at IS NULL)
      AND r.id = ?3";

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
