//! GET /external/payments/reservations/{reservationUuid} and its history: a payment in the envelope of the payment
//! provider's seed document. GET /external/payments/differences: where a provider's record differs from our ledger.

use api::money::record::{Envelope, PaymentHistory, PaymentRecord};
use api::{Scope, Timestamp};
use axum::Json;
use serde::{Deserialize, Serialize};

use crate::house::tenant::{Tenant, restaurant_id, select_tenant};
use crate::http::authentication::Key;
use crate::http::extract::PathParams;
use crate::operations::find_payment::{self, FoundPayment};
use crate::payments::record::{history as history_of, record};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

use super::envelope::envelope;

const SELECT_DIFFERENCES: &str = concat!(
    "SELECT COALESCE(p.reservation_id, p.purchase_id) AS reservation_id, d.found, d.at FROM payments p JOIN payment_differences d ON d.payment_id = p.id
     WHERE p.restaurant_id = ",
    restaurant_id!(),
    " ORDER BY d.at DESC LIMIT 200",
);

/// Read a payment record
///
/// The payment of a reservation or of a gift card purchase: what was agreed, its status and its history. Unlike
/// elsewhere, amounts are in the currency's major unit.
#[utoipa::path(get, path = "/external/payments/reservations/{reservationUuid}", tag = "Payments",
    operation_id = "readPaymentRecord", security(("apiKey" = ["payments:read"])),
    params(("reservationUuid" = String, Path, description = "id of the reservation or gift card purchase")),
    responses((status = 200, body = Envelope<PaymentRecord>),
              (status = 404, body = api::Problem, description = "payment_not_found")))]
#[send]
pub(crate) async fn read(
    app: App,
    key: Key,
    PathParams(reservation_id): PathParams<String>,
) -> Result<Json<Envelope<PaymentRecord>>, Failure> {
    let FoundPayment { tenant, subject, payment, .. } =
        find_payment::find(&app, &key.with(Scope::PaymentsRead), &reservation_id).await?;
    Ok(envelope("reservationRetrievedSuccessfully", record(&tenant, &subject, &payment)?))
}

/// Read a payment's history
///
/// Everything that happened to the payment, by kind, oldest first.
#[utoipa::path(get, path = "/external/payments/reservations/{reservationUuid}/history", tag = "Payments",
    operation_id = "readPaymentHistory", security(("apiKey" = ["payments:read"])),
    params(("reservationUuid" = String, Path, description = "id of the reservation or gift card purchase")),
    responses((status = 200, body = Envelope<PaymentHistory>),
              (status = 404, body = api::Problem, description = "payment_not_found")))]
#[send]
pub(crate) async fn history(
    app: App,
    key: Key,
    PathParams(reservation_id): PathParams<String>,
) -> Result<Json<Envelope<PaymentHistory>>, Failure> {
    let FoundPayment { payment, .. } =
        find_payment::find(&app, &key.with(Scope::PaymentsRead), &reservation_id).await?;
    Ok(envelope("reservationHistoryRetrievedSuccessfully", history_of(&payment)))
}

/// A difference between a provider's record and our ledger that could not be corrected automatically.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Difference {
    /// Id of the reservation or gift card purchase that the payment is for.
    reservation_id: String,
    /// What differs, as a text for people.
    found: String,
    /// When it was first found.
    at: Timestamp,
}

#[derive(Deserialize)]
struct DifferenceRow {
    reservation_id: String,
    found: String,
    at: i64,
}

/// List payment differences
///
/// Where a provider's record differs from our ledger and could not be corrected automatically. The last 200, newest
/// first.
#[utoipa::path(get, path = "/external/payments/differences", tag = "Payments",
    operation_id = "listPaymentDifferences", security(("apiKey" = ["payments:read"])),
    responses((status = 200, body = [Difference])))]
#[send]
pub(crate) async fn differences(app: App, key: Key) -> Result<Json<Vec<Difference>>, Failure> {
    let selector = key.with(Scope::PaymentsRead);
    let reads = vec![select_tenant(&selector), selector.statement(SELECT_DIFFERENCES, [])];
    let mut rows = app.db.read(reads).await?;
    Tenant::read_today(&app, &selector, &mut rows)?;
    let found: Vec<DifferenceRow> = rows.all()?;
    let difference = |DifferenceRow { reservation_id, found, at }| Difference {
        reservation_id,
        found,
        at: Timestamp::of_millis(at),
    };
    Ok(Json(found.into_iter().map(difference).collect()))
}
