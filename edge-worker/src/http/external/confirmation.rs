//! POST /external/reservations/{reservationId}/confirmation: the mail about a reservation, once more.

use api::{Code, Reservation, Scope};
use axum::Json;

use crate::booking::reservation;
use crate::http::authentication::Key;
use crate::http::extract::PathParams;
use crate::messages::outbox::MailKind;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Send the confirmation again
///
/// Mails the guest how the reservation stands now: agreed, asked for, or cancelled. Where the address was wrong, change it
/// first. Each call sends a mail, so it needs no `Idempotency-Key`.
#[utoipa::path(post, path = "/external/reservations/{reservationId}/confirmation", tag = "Reservations",
    operation_id = "sendConfirmation", security(("apiKey" = ["reservations:write"])),
    params(("reservationId" = String, Path, description = "the reservation's id")),
    responses((status = 200, body = Reservation),
              (status = 404, body = api::Problem, description = "reservation_not_found"),
              (status = 409, body = api::Problem, description = "transition_not_allowed: it has no e-mail address")))]
#[send]
pub(crate) async fn send_again(
    app: App,
    key: Key,
    PathParams(reservation_id): PathParams<String>,
) -> Result<Json<Reservation>, Failure> {
    let selector = key.with(Scope::ReservationsWrite);
    let (tenant, row) = reservation::find(&app, &selector, &reservation_id).await?;
    let mail = row.mail(&app, MailKind::Confirmation).ok_or_else(|| {
        Failure::new(Code::TransitionNotAllowed, "the reservation has no e-mail address: change it first")
    })?;
    app.db.batch(vec![mail]).await?;
    Ok(Json(row.reservation(&tenant)?))
}
