//! POST /external/reservations: the restaurant's own systems make a reservation.

use api::basics::status::Status;
use api::booking::source::Source;
use api::{Reservation, ReservationRequest, Scope};
use axum::Json;
use axum::http::StatusCode;
use engine::Authority;

use crate::booking::guestbook::{ContactSource, Guestbook};
use crate::booking::new_reservation;
use crate::house::commit::{Change, Request, commit, touched_days};
use crate::house::idempotency::Audience;
use crate::house::load::Loaded;
use crate::house::offered_alternatives::{Wanted, with_alternatives};
use crate::house::placement;
use crate::http::authentication::Key;
use crate::http::extract::Keyed;
use crate::messages::outbox::{self, MailKind};
use crate::operations::book_for_restaurant::{
    Origin, check, contact, new_reservation, place, placement_request,
};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::{secret, send};

/// Create a reservation
///
/// Books by the rules that apply to guests, with tables of the engine's choice. With `pinnedTableIds` it books with the
/// restaurant's authority: notice, booking window, party bounds and pause do not apply, while opening hours, limits and
/// other parties' tables still do. If `email` is given, a confirmation is mailed there.
#[utoipa::path(post, path = "/external/reservations", tag = "Reservations", operation_id = "createReservation",
    security(("apiKey" = ["reservations:write"])),
    params(("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = ReservationRequest,
    responses((status = 201, body = Reservation),
              (status = 404, body = api::Problem, description = "experience_not_found"),
              (status = 409, body = api::Problem,
               description = "slot_not_bookable, tables_taken, idempotency_key_reused")))]
#[send]
pub(crate) async fn create(
    app: App,
    api_key: Key,
    Keyed { key, body }: Keyed<ReservationRequest>,
) -> Result<(StatusCode, Json<Reservation>), Failure> {
    let selector = api_key.with(Scope::ReservationsWrite);
    check(&body).map_err(Failure::invalid)?;
    let request = Request {
        selector: &selector,
        days: body.day.0..body.day.0.plus(1),
        audience: Audience::Restaurant,
        key: &key,
        extra_reads: Guestbook::reads(&selector, std::iter::once(contact(&body))),
    };
    let id = secret::id();
    match commit(&app, &request, |loaded, guestbook| decide(&app, loaded, guestbook, &body, &id)).await {
        Ok(reservation) => Ok((StatusCode::CREATED, Json(reservation))),
        Err(refusal) => {
            let instead_of = placement_request(&body);
            let wanted = Wanted { instead_of: &instead_of, leaving: None, changes: &engine::Change::ALL };
            Err(with_alternatives(&app, &selector, wanted, refusal).await)
        }
    }
}

fn decide(
    app: &App,
    loaded: &Loaded,
    mut guestbook: Guestbook,
    body: &ReservationRequest,
    id: &str,
) -> Result<Change<Reservation>, Failure> {
    let tenant = &loaded.tenant;
    let seated = loaded.stays.seated_without(&tenant.compiled, None);
    let authority = if placement::named(body.pinned_table_ids.as_ref()).is_some() {
        Authority::Restaurant
    } else {
        Authority::System
    };
    let placement = place(app, tenant, &seated, body, authority)?;
    let guest_match = guestbook.match_guest(app, tenant, &contact(body), ContactSource::Restaurant);
    let new = new_reservation(
        tenant,
        body,
        id,
        guest_match,
        Origin { status: Status::Booked, source: Source::Api },
    );
    let (mut statements, row) = new_reservation::insert(app, tenant, &new, &placement)?;
    if !body.email.is_empty() {
        statements.push(outbox::about_reservation(app, MailKind::Confirmation, id));
    }
    Ok(Change {
        touched: touched_days(tenant, body.day.0, placement.blocked),
        released: None,
        moves: seated.reseated(&tenant.compiled, &placement.moves),
        statements,
        answer: row.reservation(tenant)?,
    })
}
