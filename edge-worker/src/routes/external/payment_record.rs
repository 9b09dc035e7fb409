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
use crate::gift_card::{CardRow, Named};
use crate::payment::books::Payment;
use crate::payment::record::{history as history_of, record};
use crate::payment::subject::{Subject, opened};
use crate::problem::Failure;
use crate::tenant::{Door, Tenant, restaurant_id, select_tenant};

use super::gift_card_purchases::select as select_purchase;
use super::reservation_read::select as select_reservation;

const SELECT_DIFFERENCES: &str = concat!(
    "SELECT COALESCE(p.reservation_id, p.purchase_id) AS reservation_id, d.found, d.at FROM payments p JOIN payment_differences d ON d.payment_id = p.id
     WHERE p.restaurant_id = ",
    restaurant_id!(),
    " ORDER BY d.at DESC LIMIT 200",
);

/// A payment with what it is for.
pub(super) struct Found {
    pub(super) tenant: Tenant,
    pub(super) subject: Subject,
    pub(super) payment: Payment,
    /// The gift card that was bought, once there is one.
    pub(super) card: Option<CardRow>,
}

/// The statements that [`found`] reads; what a payment is for brings it.
pub(super) fn selects(app: &App, door: &Door, id: &str) -> Result<Vec<Statement>, Failure> {
    let card = Named::read(app, id)?.select_card(door);
    Ok(vec![select_tenant(door), select_reservation(door, id), select_purchase(door, id), card])
}

/// The restaurant's payment for a reservation.
pub(super) fn found(app: &App, door: &Door, rows: &mut impl Iterator<Item = Rows>) -> Result<Found, Failure> {
    let tenant = Tenant::of_today(app, door, rows.next().unwrap_or_default())?;
    let not_found =
        || Failure::new(Code::PaymentNotFound, "nothing was to be paid for such a reservation or gift card");
    let (payment, subject) = opened(rows)?.ok_or_else(not_found)?;
    let card = rows.next().unwrap_or_default().first()?;
    Ok(Found { tenant, subject, payment, card })
}

/// The same, read now.
pub(super) async fn find(app: &App, door: &Door, reservation_id: &str) -> Result<Found, Failure> {
    let rows = app.db.batch(selects(app, door, reservation_id)?).await?;
    found(app, door, &mut rows.into_iter())
}

/// An answer in its envelope.
pub(super) fn envelope<T>(message: &str, data: T) -> Json<Envelope<T>> {
    let message = message.to_owned();
    Json(Envelope { status_code: 200, status_message: "OK".to_owned(), message, is_data: true, data })
}

/// The payment for a reservation, or for a gift card that was bought: what was agreed, where it stands, and everything that happened.
#[utoipa::path(get, path = "/external/payments/reservations/{reservationUuid}", tag = "Payments",
    operation_id = "readPaymentRecord", security(("apiKey" = ["payments:read"])),
    params(("reservationUuid" = String, Path, description = "the reservation's id, or that of the purchase of a gift card")),
    responses((status = 200, body = Envelope<PaymentRecord>),
              (status = 404, body = api::Problem, description = "payment_not_found")))]
#[worker::send]
pub(crate) async fn read(
    State(app): State<App>,
    key: Key,
    At(reservation_id): At<String>,
) -> Result<Json<Envelope<PaymentRecord>>, Failure> {
    let Found { tenant, subject, payment, .. } =
        find(&app, &key.with(Scope::PaymentsRead), &reservation_id).await?;
    Ok(envelope("reservationRetrievedSuccessfully", record(&tenant, &subject, &payment)?))
}

/// Everything that happened to it, by kind, oldest first.
#[utoipa::path(get, path = "/external/payments/reservations/{reservationUuid}/history", tag = "Payments",
    operation_id = "readPaymentHistory", security(("apiKey" = ["payments:read"])),
    params(("reservationUuid" = String, Path, description = "the reservation's id, or that of the purchase of a gift card")),
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
    /// The reservation, or the purchase of a gift card, that the payment is for.
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
