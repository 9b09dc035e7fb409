//! POST /external/reservations/check-out: the bill of a table is paid.

use std::cmp::Reverse;

use api::reservation::Status;
use api::{AtTable, Code, Reservation, Scope};
use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::at_table;
use crate::authentication::Key;
use crate::commit::{Change, commit};
use crate::extract::Keyed;
use crate::problem::Failure;
use crate::tenant::Loaded;
use crate::visit;

/// Sets the party that is at this table to paid; after the restaurant's `finishMinutes` it is taken to have left. Of
/// several the one that came last, then the one that has more of the tables. A party that has paid already stays paid.
#[utoipa::path(post, path = "/external/reservations/check-out", tag = "Reservations", operation_id = "checkOut",
    security(("apiKey" = ["reservations:write"])),
    params(("Idempotency-Key" = String, Header, description = "made by the client, 1 to 255 characters")),
    request_body = AtTable,
    responses((status = 200, body = Reservation),
              (status = 404, body = api::Problem, description = "reservation_not_found"),
              (status = 409, body = api::Problem, description = "transition_not_allowed, idempotency_key_reused")))]
#[worker::send]
pub(crate) async fn check_out(
    State(app): State<App>,
    api_key: Key,
    Keyed { key, body }: Keyed<AtTable>,
) -> Result<Json<Reservation>, Failure> {
    let door = api_key.with(Scope::ReservationsWrite);
    let in_house: Vec<Status> = at_table::in_house().collect();
    let request = at_table::request(&app, &door, &key, &in_house);
    commit(&app, &request, |loaded| decide(&app, loaded, &body)).await.map(Json)
}

fn decide(app: &App, loaded: &Loaded, body: &AtTable) -> Result<Change<Reservation>, Failure> {
    let tables = at_table::tables(&loaded.tenant, body)?;
    let latest = |row: &crate::reservation::Row| Some(Reverse(row.checkin_at));
    let row = at_table::first(app, &loaded.tenant, &loaded.beside(0), &tables, latest)?;
    let nobody = || Failure::new(Code::ReservationNotFound, "nobody is at this table");
    visit::arrive(app, &loaded.tenant, row.ok_or_else(nobody)?, Status::Paid)
}
