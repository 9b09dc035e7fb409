//! Bookings made by the restaurant, shared by the single request and the import: validated and placed.

use api::basics::status::Status;
use api::booking::source::Source;
use api::{Code, FieldError, ReservationRequest};
use engine::{Authority, Placement, Promise, TableChoice, TableSet};

use crate::booking::contact::{Contact, is_email, is_one_line};
use crate::booking::guestbook::GuestMatch;
use crate::booking::new_reservation::NewReservation;
use crate::house::placement::{self, PlacementRequest};
use crate::house::stay_row;
use crate::house::stays::Seated;
use crate::house::tenant::Tenant;
use crate::platform::app::App;
use crate::platform::failure::Failure;

const TEXT_LENGTH_MAX: usize = 1000;

/// Validates a request by itself.
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

/// Where the engine places the party.
pub(crate) fn place(
    app: &App,
    tenant: &Tenant,
    seated: &Seated,
    body: &ReservationRequest,
    authority: Authority,
) -> Result<Placement, Failure> {
    let wanted = match placement::named(body.pinned_table_ids.as_ref()) {
        Some(ids) => {
            let tables = placement::pinned(tenant, "/pinnedTableIds", ids)?;
            placement::at_tables(tenant, tables, body.attendees, TableSet::EMPTY)
        }
        None => TableChoice::Best,
    };
    let placement_request = PlacementRequest { authority, wanted, ..placement_request(body) };
    placement::place(app, tenant, seated, &placement_request, Code::SlotNotBookable)
}

/// The request to the engine.
pub(crate) fn placement_request(body: &ReservationRequest) -> PlacementRequest<'_> {
    PlacementRequest {
        attendees: body.attendees,
        day: body.day,
        minutes: body.minutes,
        experience_id: &body.experience_id,
        floor_plan_id: body.floor_plan_id.as_deref(),
        duration: body.duration,
        authority: Authority::System,
        is_confirmed: false,
        wanted: TableChoice::Best,
    }
}

/// How a reservation came about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    pub(crate) status: Status,
    pub(crate) source: Source,
}

/// The guest's contact details.
pub(crate) fn contact(body: &ReservationRequest) -> Contact<'_> {
    Contact {
        first_name: &body.first_name,
        last_name: &body.last_name,
        email: &body.email,
        phone: &body.phone,
        locale: &body.locale,
    }
}

/// The reservation to create for a restaurant's request.
pub(crate) fn new_reservation(
    tenant: &Tenant,
    body: &ReservationRequest,
    id: &str,
    guest_match: GuestMatch,
    origin: Origin,
) -> NewReservation {
    let Origin { status, source } = origin;
    NewReservation {
        id: id.to_owned(),
        status,
        source,
        day: body.day,
        minutes: body.minutes,
        attendees: body.attendees,
        experience_id: body.experience_id.clone(),
        guest_match,
        notes: body.notes.clone().unwrap_or_default(),
        hold_id: None,
        has_consent: false,
        promise: match placement::named(body.pinned_table_ids.as_ref()) {
            Some(_) => Promise::Tables,
            None => stay_row::promise(tenant, &body.experience_id),
        },
        online: false,
        answer_by: None,
        visitor: None,
    }
}
