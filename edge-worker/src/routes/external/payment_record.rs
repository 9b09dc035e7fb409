//! GET /external/payments/reservations/{reservationUuid} and its history: a payment in the envelope of the payment
//! provider's seed document. GET /external/payments/differences: what a provider has otherwise than we do.

use api::payment_record::{Envelope, PaymentHistory, PaymentRecord};
use api::{Code, Scope, Timestamp};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::authentication::Key;
use crate::db::{Rows, Statement};
use crate::extract::At;
use crate::payment::books::Payment;
use crate::payment::record::{history as history_of, record};
use crate::payment::settle::opened;
use crate::problem::Failure;
use crate::reservation::Row;
use crate::tenant::{Door, Tenant, restaurant_id, select_tenant};

use super::reservation_read::select as select_reservation;

const SELECT_DIFFERENCES: &str = concat!(
    "SELECT p.reservation_id, d.found, d.at FROM payments p JOIN payment_differences d ON d.payment_id = p.id
     WHERE p.restaurant_id = ",
    restaurant_id!(),
    " ORDER BY d.at DESC LIMIT 200",
);

/// A payment with what it is for.
pub(super) struct Found {
    pub(super) tenant: Tenant,
    pub(super) row: Row,
    pub(super) payment: Payment,
}

/// The statements that [`found`] reads; the reservation brings its payment.
pub(super) fn selects(door: &Door, reservation_id: &str) -> Vec<Statement> {
    vec![select_tenant(door), select_reservation(door, reservation_id)]
}

/// The restaurant's payment for a reservation.
pub(super) fn found(app: &App, door: &Door, rows: &mut impl Iterator<Item = Rows>) -> Result<Found, Failure> {
    let mut next = || rows.next().unwrap_or_default();
    let tenant = Tenant::of_today(app, door, next())?;
    let not_found = || Failure::new(Code::PaymentNotFound, "nothing was to be paid for such a reservation");
    let (payment, row) = opened(next())?.ok_or_else(not_found)?;
    Ok(Found { tenant, row, payment })
}

/// The same, read now.
pub(super) async fn find(app: &App, door: &Door, reservation_id: &str) -> Result<Found, Failure> {
    let rows = app.db.batch(selects(door, reservation_id)).await?;
    found(app, door, &mut rows.into_iter())
}

/// An answer in its envelope.
pub(super) fn envelope<T>(message: &str, data: T) -> Json<Envelope<T>> {
    let message = message.to_owned();
    Json(Envelope { status_code: 200, status_message: "OK".to_owned(), message, is_data: true, data })
}

/// The payment for a reservation: what was agreed, where it stands, and everything that happened.
#[utoipa::path(get, path = "/external/payments/reservations/{reservationUuid}", tag = "Payments",
    operation_id = "readPaymentRecord", security(("apiKey" = ["payments:read"])),
    params(("reservationUuid" = String, Path, description = "the reservation's id")),
    responses((status = 200, body = Envelope<PaymentRecord>),
              (status = 404, body = api::Problem, description = "payment_not_found")))]
#[worker::send]
pub(crate) async fn read(
    State(app): State<App>,
    key: Key,
    At(reservation_id): At<String>,
) -> Result<Json<Envelope<PaymentRecord>>, Failure> {
    let Found { tenant, row, payment } = find(&app, &key.with(Scope::PaymentsRead), &reservation_id).await?;
    Ok(envelope("reservationRetrievedSuccessfully", record(&tenant, &row, &payment)?))
}

/// Everything that happened to it, by kind, oldest first.
#[utoipa::path(get, path = "/external/payments/reservations/{reservationUuid}/history", tag = "Payments",
    operation_id = "readPaymentHistory", security(("apiKey" = ["payments:read"])),
    params(("reservationUuid" = String, Path, description = "the reservation's id")),
    responses((status = 200, body = Envelope<PaymentHistory>),
              (status = 404, body = api::Problem, description = "payment_not_found")))]
#[worker::send]
pub(crate) async fn history(
    State(app): State<App>,
    key: Key,
    At(reservation_id): At<String>,
) -> Result<Json<Envelope<PaymentHistory>>, Failure> {
    let Found { payment, .. } = find(&app, &key.with(Scope::PaymentsRead), &reservation_id).await?;
    Ok(envelope("reservationHistoryRetrievedSuccessfully", history_of(&payment)))
}

/// What a provider has otherwise than we do, and could not be made up for by itself.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Difference {
    /// The reservation that the payment is for.
    reservation_id: String,
    /// What differs, for people.
    found: String,
    /// When it was found first.
    at: Timestamp,
}

#[derive(Deserialize)]
struct DifferenceRow {
    reservation_id: String,
    found: String,
    at: i64,
}

/// The last two hundred differences, newest first.
#[utoipa::path(get, path = "/external/payments/differences", tag = "Payments",
    operation_id = "listPaymentDifferences", security(("apiKey" = ["payments:read"])),
    responses((status = 200, body = [Difference])))]
#[worker::send]
pub(crate) async fn differences(State(app): State<App>, key: Key) -> Result<Json<Vec<Difference>>, Failure> {
    let door = key.with(Scope::PaymentsRead);
    let reads = vec![select_tenant(&door), door.statement(SELECT_DIFFERENCES, [])];
    let mut rows = app.db.batch(reads).await?.into_iter();
    Tenant::of_today(&app, &door, rows.next().unwrap_or_default())?;
    let found: Vec<DifferenceRow> = rows.next().unwrap_or_default().all()?;
    let difference = |DifferenceRow { reservation_id, found, at }| Difference {
        reservation_id,
        found,
        at: Timestamp::of_millis(at),
    };
    Ok(Json(found.into_iter().map(difference).collect()))
}
