//! POST /external/reservations/check-out: the bill of a table is paid.

use std::cmp::Reverse;

use api::basics::status::Status;
use api::{AtTable, Code, Reservation, Scope};
use axum::Json;

use crate::booking::reservation::Row;
use crate::booking::{at_table, transition};
use crate::house::commit::{Change, commit};
use crate::house::load::Loaded;
use crate::http::authentication::Key;
use crate::http::extract::Keyed;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Check a party out
///
/// Sets the party at this table to `paid`; after the restaurant's `finishMinutes` it is taken to have left. Of several
/// the one that arrived last, then the one with more of the tables; at a shared table `reservationId` says which. A party
/// that has already paid stays `paid`.
#[utoipa::path(post, path = "/external/reservations/check-out", tag = "Reservations", operation_id = "checkOut",
    security(("apiKey" = ["reservations:write"])),
    params(("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = AtTable,
    responses((status = 200, body = Reservation),
              (status = 404, body = api::Problem, description = "reservation_not_found"),
              (status = 409, body = api::Problem, description = "transition_not_allowed, tables_taken, idempotency_key_reused")))]
#[send]
pub(crate) async fn check_out(
    app: App,
    api_key: Key,
    Keyed { key, body }: Keyed<AtTable>,
) -> Result<Json<Reservation>, Failure> {
    let selector = api_key.with(Scope::ReservationsWrite);
    let in_house: Vec<Status> = at_table::in_house().collect();
    let request = at_table::request(&app, &selector, &key, &in_house);
    commit(&app, &request, |loaded, around| decide(&app, loaded, &around, &body)).await.map(Json)
}

fn decide(
    app: &App,
    loaded: &Loaded,
    around: &[Row],
    body: &AtTable,
) -> Result<Change<Reservation>, Failure> {
    let tables = at_table::tables(&loaded.tenant, body)?;
    let named = body.reservation_id.as_deref().filter(|id| !id.is_empty());
    let is_named = |row: &Row| named.is_none_or(|id| id == row.id);
    let row = if at_table::is_shared(&loaded.tenant, &tables) {
        // Who has paid has only not left yet.
        let is_open = |row: &Row| is_named(row) && (named.is_some() || row.status != Status::Paid.name());
        at_table::only(app, &loaded.tenant, around, &tables, is_open)?.cloned()
    } else {
        let latest = |row: &Row| is_named(row).then_some(Reverse(row.checkin_at));
        at_table::first(app, &loaded.tenant, around, &tables, latest)
    };
    let nobody = || Failure::new(Code::ReservationNotFound, "nobody is at this table");
    transition::record_arrival(app, &loaded.tenant, row.ok_or_else(nobody)?, Status::Paid)
}
