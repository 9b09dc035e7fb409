//! POST /external/reservations: the restaurant's own systems book.

use api::reservation::Status;
use api::{Code, FieldError, Reservation, ReservationRequest, Scope};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use engine::{Authority, Occupancy, Placement, Promise, Wanted};

use crate::app::App;
use crate::authentication::Key;
use crate::commit::{Audience, Change, Request, commit, touched_days};
use crate::contact::{Contact, is_email, is_one_line};
use crate::extract::Keyed;
use crate::guestbook::{self, Guestbook, Welcome};
use crate::mail;
use crate::placing::{self, Wish};
use crate::problem::Failure;
use crate::reservation::{self, NewReservation};
use crate::secret;
use crate::stay;
use crate::tenant::{Loaded, Tenant};

const TEXT_LENGTH_MAX: usize = 1000;

/// Books by the guests' rules, with tables of the engine's choice; or, with `pinnedTableIds`, on the restaurant's
/// own word: then notice, window, party bounds and pause are not asked, while opening hours, limits and other
/// parties' tables still are.
#[utoipa::path(post, path = "/external/reservations", tag = "Reservations", operation_id = "createReservation",
    security(("apiKey" = ["reservations:write"])),
    params(("Idempotency-Key" = String, Header, description = "made by the client, 1 to 255 characters")),
    request_body = ReservationRequest,
    responses((status = 201, body = Reservation),
              (status = 404, body = api::Problem, description = "experience_not_found"),
              (status = 409, body = api::Problem,
               description = "slot_not_bookable, tables_taken, idempotency_key_reused")))]
#[worker::send]
pub(crate) async fn create(
    State(app): State<App>,
    api_key: Key,
    Keyed { key, body }: Keyed<ReservationRequest>,
) -> Result<(StatusCode, Json<Reservation>), Failure> {
    let door = api_key.with(Scope::ReservationsWrite);
    check(&body).map_err(Failure::invalid)?;
    let request = Request {
        door: &door,
        days: body.day.0..body.day.0.plus(1),
        audience: Audience::Restaurant,
        key: &key,
        besides: vec![guestbook::select(&door, std::iter::once(contact(&body)))],
    };
    let id = secret::id();
    match commit(&app, &request, |loaded| decide(&app, loaded, &body, &id)).await {
        Ok(reservation) => Ok((StatusCode::CREATED, Json(reservation))),
        Err(refusal) => Err(placing::suggest(&app, &door, &wish(&body), None, refusal).await),
    }
}

/// What is wrong with a request by itself.
pub(crate) fn check(body: &ReservationRequest) -> Result<(), Vec<FieldError>> {
    let mut errors = Vec::new();
    let notes = body.notes.as_deref().unwrap_or_default();
    for (pointer, text) in [
        ("/firstName", body.first_name.as_str()),
        ("/lastName", &body.last_name),
        ("/phone", &body.phone),
        ("/notes", notes),
    ] {
        if TEXT_LENGTH_MAX < text.chars().count() {
            errors.push(FieldError::new(pointer, "at most 1000 characters"));
        }
    }
    for (pointer, text) in
        [("/firstName", &body.first_name), ("/lastName", &body.last_name), ("/phone", &body.phone)]
    {
        if !is_one_line(text) {
            errors.push(FieldError::new(pointer, "one line"));
        }
    }
    if body.last_name.trim().is_empty() {
        errors.push(FieldError::new("/lastName", "a name is needed"));
    }
    if !body.email.is_empty() && !is_email(&body.email) {
        errors.push(FieldError::new("/email", "not an e-mail address"));
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

fn decide(
    app: &App,
    loaded: &Loaded,
    body: &ReservationRequest,
    id: &str,
) -> Result<Change<Reservation>, Failure> {
    let tenant = &loaded.tenant;
    let seated = loaded.guests.seated_without(&tenant.compiled, None);
    let authority = if body.pinned_table_ids.is_some() { Authority::Restaurant } else { Authority::System };
    let placement = place(app, tenant, &seated.occupancy, body, authority)?;
    let welcome = Guestbook::from_rows(&loaded.beside(0))?.welcome(app, tenant, &contact(body));
    let new = new_reservation(tenant, body, id, welcome, (Status::Booked, "api"));
    let (mut statements, row) = reservation::insert(app, tenant, &new, &placement)?;
    if !body.email.is_empty() {
        statements.push(reservation::outbox(app, mail::Kind::Confirmation, id));
    }
    Ok(Change {
        touched: touched_days(tenant, body.day.0, placement.blocked),
        released: None,
        moves: seated.reseated(&tenant.compiled, &placement.moves),
        statements,
        answer: row.reservation(tenant)?,
    })
}

/// Where the engine puts the party.
pub(crate) fn place(
    app: &App,
    tenant: &Tenant,
    occupancy: &Occupancy,
    body: &ReservationRequest,
    authority: Authority,
) -> Result<Placement, Failure> {
    let wanted = match &body.pinned_table_ids {
        Some(ids) => Wanted::Pinned(placing::pinned(tenant, "/pinnedTableIds", ids)?),
        None => Wanted::Best,
    };
    let wish = Wish { authority, wanted, ..wish(body) };
    placing::place(app, tenant, occupancy, &wish, Code::SlotNotBookable)
}

fn wish(body: &ReservationRequest) -> Wish<'_> {
    Wish {
        attendees: body.attendees,
        day: body.day,
        minutes: body.minutes,
        experience_id: &body.experience_id,
        floor_plan_id: body.floor_plan_id.as_deref(),
        duration: body.duration,
        authority: Authority::System,
        wanted: Wanted::Best,
    }
}

/// Who books.
pub(crate) fn contact(body: &ReservationRequest) -> Contact<'_> {
    Contact {
        first_name: &body.first_name,
        last_name: &body.last_name,
        email: &body.email,
        phone: &body.phone,
        locale: &body.locale,
    }
}

/// The reservation that a request of the restaurant asks for, with its status and its source.
pub(crate) fn new_reservation(
    tenant: &Tenant,
    body: &ReservationRequest,
    id: &str,
    welcome: Welcome,
    (status, source): (Status, &'static str),
) -> NewReservation {
    NewReservation {
        id: id.to_owned(),
        status,
        source,
        day: body.day,
        minutes: body.minutes,
        attendees: body.attendees,
        experience_id: body.experience_id.clone(),
        welcome,
        notes: body.notes.clone().unwrap_or_default(),
        hold_id: None,
        has_consent: false,
        promise: match body.pinned_table_ids {
            Some(_) => Promise::Tables,
            None => stay::promise(tenant, &body.experience_id),
        },
        online: false,
    }
}
