//! PATCH /external/reservations/{reservationId}: status, day, time, party and tables.

use api::reservation::Status;
use api::{Code, Reservation, ReservationChange, Scope};
use axum::Json;
use axum::extract::State;
use engine::{Authority, CELL_MINUTES, Day, Instant, Placement, Promise, Span, TableSet, Wanted};

use crate::app::App;
use crate::authentication::Key;
use crate::commit::{Audience, Change, Request, commit, touched_days};
use crate::db::{Statement, Value};
use crate::extract::{At, Keyed};
use crate::mail;
use crate::payment::called_off::{self, By};
use crate::placing::{self, Wish};
use crate::problem::Failure;
use crate::rescheduling::{Seat, reseat};
use crate::reservation::{self, Row};
use crate::stay;
use crate::tenant::{Loaded, Seated, Tenant};
use crate::visit;

use super::reservation_read::{find, select};

const UPDATE_REMARKS: &str = "
    UPDATE reservations SET notes = COALESCE(?3, notes), internal_notes = COALESCE(?4, internal_notes),
                            label_ids = COALESCE(?5, label_ids) WHERE id = ?1 AND restaurant_id = ?2";

const REMARKS_LENGTH_MAX: usize = 4000;

/// Changes a reservation: all of it, or nothing, on the restaurant's word: notice, window, party bounds and pause are not
/// asked, while opening hours, limits and other parties' tables are. A party whose tables a host decided on keeps them;
/// any other gets the engine's choice where its own will not do. `tableIds` decides on them. Guests who are in the house
/// can change tables, from now on.
#[utoipa::path(patch, path = "/external/reservations/{reservationId}", tag = "Reservations",
    operation_id = "changeReservation", security(("apiKey" = ["reservations:write"])),
    params(("reservationId" = String, Path, description = "its id"),
           ("Idempotency-Key" = String, Header, description = "made by the client, 1 to 255 characters")),
    request_body = ReservationChange,
    responses((status = 200, body = Reservation),
              (status = 404, body = api::Problem, description = "reservation_not_found"),
              (status = 409, body = api::Problem,
               description = "transition_not_allowed, slot_not_bookable, tables_taken, idempotency_key_reused")))]
#[worker::send]
pub(crate) async fn change(
    State(app): State<App>,
    api_key: Key,
    At(id): At<String>,
    Keyed { key, body }: Keyed<ReservationChange>,
) -> Result<Json<Reservation>, Failure> {
    let door = api_key.with(Scope::ReservationsWrite);
    // The day decides what has to be read.
    let (tenant, row) = find(&app, &door, &id).await?;
    let day = body.day.map_or(row.day(), |day| day.0);
    let request = Request {
        door: &door,
        days: day..day.plus(1),
        audience: Audience::Restaurant,
        key: &key,
        besides: vec![select(&door, &id)],
    };
    match commit(&app, &request, |loaded| decide(&app, loaded, &body, day)).await {
        Ok(reservation) => Ok(Json(reservation)),
        Err(refusal) => {
            let wish = wish(&tenant, &row, &body, &Tables::of(&tenant, &row, &body)?);
            Err(placing::suggest(&app, &door, &wish, None, refusal).await)
        }
    }
}

/// The tables that a reservation has, and those that it shall have.
struct Tables {
    own: TableSet,
    /// On a host's word, now or before.
    pinned: Option<TableSet>,
    is_pinned_anew: bool,
}

impl Tables {
    fn of(tenant: &Tenant, row: &Row, body: &ReservationChange) -> Result<Self, Failure> {
        let own = row.tables(tenant);
        let named =
            body.table_ids.as_deref().map(|ids| placing::pinned(tenant, "/tableIds", ids)).transpose()?;
        let was_pinned = row.is_pinned();
        let is_pinned_anew = named.is_some_and(|named| named != own || !was_pinned);
        Ok(Self { own, pinned: named.or(was_pinned.then_some(own)), is_pinned_anew })
    }
}

fn decide(
    app: &App,
    loaded: &Loaded,
    body: &ReservationChange,
    day: Day,
) -> Result<Change<Reservation>, Failure> {
    let Loaded { tenant, guests, .. } = loaded;
    let mut row: Row = loaded.beside(0).first()?.ok_or_else(reservation::not_found)?;
    if body.day.map_or(row.day(), |day| day.0) != day {
        return Err(Failure::new(Code::Busy, "the reservation was moved just now; try again"));
    }
    let status = row.status()?;
    let to = body.status.unwrap_or(status);
    let has_new_status = visit::check(status, to)?;
    let seat = Tables::of(tenant, &row, body)?;
    let [before, after] = [status, to].map(|status| engine::Status::from(status).keeps_tables());
    let is_rescheduled = is_rescheduled(&row, body);
    let is_moved = seat.is_pinned_anew || is_rescheduled;
    if is_moved && !after {
        let detail = "a reservation that is over keeps no tables; change its status first";
        return Err(Failure::new(Code::TransitionNotAllowed, detail));
    }

    let mut change =
        Change { touched: Vec::new(), released: None, moves: Vec::new(), statements: Vec::new(), answer: () };
    // A guest who came after all needs tables again.
    if is_moved || (after && !before) {
        let seated = guests.seated_without(&tenant.compiled, Some(&row.id));
        let placement = if engine::Status::from(to).is_in_house() {
            sitting(app, loaded, &seated, &row, body, &seat)?
        } else {
            let wish = wish(tenant, &row, body, &seat);
            placing::place(app, tenant, &seated.occupancy, &wish, Code::SlotNotBookable)?
        };
        // Where guests sit is a host's word.
        let promise = match seat.pinned {
            None if !engine::Status::from(to).is_in_house() => stay::promise(tenant, &row.experience_id),
            _ => Promise::Tables,
        };
        change.moves = seated.reseated(&tenant.compiled, &placement.moves);
        change.released = Some(stay::release(&tenant.id, &row.id));
        let blocked = placement.blocked;
        let to = Seat {
            day: body.day.unwrap_or(api::Date(row.day())),
            minutes: body.minutes.unwrap_or(row.minutes),
            attendees: body.attendees.unwrap_or(row.attendees),
            placement,
            promise,
        };
        (_, change.statements) = reseat(app, tenant, &mut row, &to, "api");
        change.touched = touched_days(tenant, row.day(), blocked);
    }
    if has_new_status {
        change.statements.extend(visit::bring(app, tenant, &mut row, to));
        change.statements.extend(give_back(app, &row, to)?);
    }
    change.statements.extend(remark(tenant, &mut row, body)?);
    change.statements.extend(mail(app, &row, status, to, is_rescheduled));
    let Change { touched, released, moves, statements, answer: () } = change;
    Ok(Change { touched, released, moves, statements, answer: row.reservation(tenant)? })
}

/// What the restaurant calls off it pays back in full. Who does not come has a policy: nothing moves by itself.
fn give_back(app: &App, row: &Row, to: Status) -> Result<Vec<Statement>, Failure> {
    let is_called_off = matches!(to, Status::Cancelled | Status::Declined | Status::Voided);
    match row.payment.as_ref().filter(|_| is_called_off) {
        Some(payment) => called_off::statements(app, payment, Instant(row.starts), By::Restaurant),
        None => Ok(Vec::new()),
    }
}

/// The statement that writes what is remarked, where something is; the row has it then.
fn remark(tenant: &Tenant, row: &mut Row, body: &ReservationChange) -> Result<Option<Statement>, Failure> {
    let ReservationChange { special_request_notes, internal_notes, label_ids, .. } = body;
    if special_request_notes.is_none() && internal_notes.is_none() && label_ids.is_none() {
        return Ok(None);
    }
    for (pointer, text) in
        [("/specialRequestNotes", special_request_notes), ("/internalNotes", internal_notes)]
    {
        if text.as_ref().is_some_and(|text| REMARKS_LENGTH_MAX < text.chars().count()) {
            return Err(Failure::invalid_field(pointer, "at most 4000 characters"));
        }
    }
    if let Some(ids) = label_ids {
        row.label_ids = reservation::label_ids(tenant, "reservation", ids)?;
    }
    row.notes = special_request_notes.clone().unwrap_or_else(|| row.notes.clone());
    row.internal_notes = internal_notes.clone().unwrap_or_else(|| row.internal_notes.clone());
    // What is left out stays as it is by then: somebody else may be changing it.
    let label_ids = label_ids.as_ref().map(|_| row.label_ids.as_str());
    let values: [Value; 5] = [
        row.id.as_str().into(),
        tenant.id.as_str().into(),
        Value::or_null(special_request_notes.as_deref()),
        Value::or_null(internal_notes.as_deref()),
        Value::or_null(label_ids),
    ];
    Ok(Some(Statement::new(UPDATE_REMARKS, values)))
}

fn is_rescheduled(row: &Row, body: &ReservationChange) -> bool {
    body.day.is_some_and(|day| day.0 != row.day())
        || body.minutes.is_some_and(|minutes| minutes != row.minutes)
        || body.attendees.is_some_and(|attendees| attendees != row.attendees)
}

fn wish<'a>(tenant: &Tenant, row: &'a Row, body: &ReservationChange, seat: &Tables) -> Wish<'a> {
    let attendees = body.attendees.unwrap_or(row.attendees);
    // As many guests stay as long as was agreed.
    let agreed = u16::try_from(row.ends - row.starts).ok().filter(|_| attendees == row.attendees);
    let house = &tenant.compiled.house;
    let experience = tenant.compiled.experience(&row.experience_id).and_then(|i| house.experiences.get(i));
    let is_sound = |minutes: &u16| {
        experience.is_some_and(|e| house.stay_minutes(e, attendees, Some(*minutes)).is_some())
    };
    Wish {
        attendees,
        day: body.day.unwrap_or(api::Date(row.day())),
        minutes: body.minutes.unwrap_or(row.minutes),
        experience_id: &row.experience_id,
        floor_plan_id: None,
        duration: agreed.filter(is_sound),
        authority: Authority::Restaurant,
        wanted: seat.pinned.map_or(Wanted::Same(seat.own), Wanted::Pinned),
    }
}

/// How long after its end a visit can still be taken up.
const LATE_MINUTES_MAX: i64 = 12 * 60;

/// Where guests sit from now on who are in the house: nothing but other parties can be in their way.
fn sitting(
    app: &App,
    Loaded { tenant, guests, .. }: &Loaded,
    seated: &Seated,
    row: &Row,
    body: &ReservationChange,
    seat: &Tables,
) -> Result<Placement, Failure> {
    if body.day.is_some_and(|day| day.0 != row.day()) || body.minutes.is_some_and(|m| m != row.minutes) {
        return Err(Failure::invalid_field("/minutes", "guests who are in the house came when they came"));
    }
    placing::party(body.attendees.unwrap_or(row.attendees))?;
    let house = &tenant.compiled.house;
    let this_quarter = Instant(app.now().cell() * CELL_MINUTES);
    let (starts, ends) = (Instant(row.starts), Instant(row.ends));
    if ends.plus(LATE_MINUTES_MAX) < app.now() {
        return Err(Failure::new(Code::TransitionNotAllowed, "this visit was over long ago"));
    }
    let held = guests.party(&row.id).map(|party| party.blocked.end());
    let tables = seat.pinned.unwrap_or(seat.own);
    let keeps = tables == seat.own && held.is_some();
    let until = held.unwrap_or(ends.plus(i64::from(house.rules.buffer_minutes)));
    let until = if keeps { until } else { until.max(this_quarter.plus(CELL_MINUTES)) };
    let from = starts.max(this_quarter).min(until.plus(-CELL_MINUTES));
    let spans = Span::new(starts, ends).zip(Span::new(from, until));
    let (stay, blocked) = spans.ok_or_else(|| Failure::internal("a stay of no length"))?;
    match house.taken(&seated.occupancy, &tables, blocked.cells()) {
        // What it has it keeps, whoever comes next.
        Some(taken) if !keeps => Err(placing::tables_taken(tenant, &taken)),
        _ => Ok(Placement { stay, blocked, tables, moves: Vec::new() }),
    }
}

/// What the guest is told: that it is agreed, as it is now, or that it is off.
fn mail(app: &App, row: &Row, from: Status, to: Status, is_rescheduled: bool) -> Option<Statement> {
    let is_agreed = matches!(to, Status::Booked | Status::Reconfirmed);
    let kind = match to {
        Status::Cancelled if from != to => mail::Kind::Cancellation,
        _ if is_agreed && (is_rescheduled || from == Status::Requested) => mail::Kind::Confirmation,
        _ => return None,
    };
    (!row.email.is_empty()).then(|| reservation::outbox(app, kind, &row.id))
}
