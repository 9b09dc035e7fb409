//! PATCH /external/reservations/{reservationId}: changes status, day, time, party, tables, notes and labels.

use api::basics::status::Status;
use api::{Code, Reservation, ReservationChange, Scope};
use axum::Json;
use engine::{Authority, CELL_MINUTES, Day, Instant, Placement, Promise, Span, TableChoice, TableSet};

use crate::booking::contact::{entered, is_email};
use crate::booking::rescheduling::{Seat, reseat};
use crate::booking::reservation::{self, Row};
use crate::booking::transition;
use crate::house::commit::{Change, ExtraReads, Request, commit, touched_days};
use crate::house::idempotency::Audience;
use crate::house::load::Loaded;
use crate::house::offered_alternatives::{CHANGES_OF_A_BOOKING, Leaving, Wanted, with_alternatives};
use crate::house::placement::{self, PlacementRequest};
use crate::house::stay_row;
use crate::house::stays::Seated;
use crate::house::tenant::Tenant;
use crate::http::authentication::Key;
use crate::http::extract::{Keyed, PathParams};
use crate::ledger::refund::{self, Kept};
use crate::messages::outbox::MailKind;
use crate::platform::app::App;
use crate::platform::db::{Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::send;

const UPDATE_REMARKS: &str = "
    UPDATE reservations SET notes = COALESCE(?3, notes), internal_notes = COALESCE(?4, internal_notes),
                            label_ids = COALESCE(?5, label_ids), email = COALESCE(?6, email)
    WHERE id = ?1 AND restaurant_id = ?2";

const UPDATE_ANSWER: &str = "UPDATE reservations SET message_to_guest = ?2, answer_by = ?3 WHERE id = ?1";

const REMARKS_LENGTH_MAX: usize = 4000;
const MESSAGE_LENGTH_MAX: usize = 1000;

/// Change a reservation
///
/// Changes all of it or nothing, with the restaurant's authority: notice, booking window, party bounds and pause do not
/// apply, while opening hours, limits and other parties' tables do. `tableIds` pins tables. A party with pinned tables
/// keeps them; any other gets tables of the engine's choice if its own do not suit. Guests who are already in the house
/// can change tables, from now on, but not day or time. Cancelling, declining or voiding refunds what was paid in full.
///
/// A request is answered with `booked`, with `declined`, or with `unconfirmed` and another day, time or size: an offer, which
/// keeps its tables until the guest accepts it, or until `answerBy`. `messageToGuest` says why.
#[utoipa::path(patch, path = "/external/reservations/{reservationId}", tag = "Reservations",
    operation_id = "changeReservation", security(("apiKey" = ["reservations:write"])),
    params(("reservationId" = String, Path, description = "the reservation's id"),
           ("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = ReservationChange,
    responses((status = 200, body = Reservation),
              (status = 404, body = api::Problem, description = "reservation_not_found"),
              (status = 409, body = api::Problem,
               description = "transition_not_allowed, slot_not_bookable, tables_taken, idempotency_key_reused")))]
#[send]
pub(crate) async fn change(
    app: App,
    api_key: Key,
    PathParams(id): PathParams<String>,
    Keyed { key, body }: Keyed<ReservationChange>,
) -> Result<Json<Reservation>, Failure> {
    let selector = api_key.with(Scope::ReservationsWrite);
    // The reservation's day decides which stays have to be loaded.
    let (tenant, row) = reservation::find(&app, &selector, &id).await?;
    let day = body.day.map_or(row.day(), |day| day.0);
    let request = Request {
        selector: &selector,
        days: day..day.plus(1),
        audience: Audience::Restaurant,
        key: &key,
        extra_reads: ExtraReads {
            statements: vec![reservation::select(&selector, &id)],
            read: |rows| rows.first()?.ok_or_else(reservation::not_found),
        },
    };
    match commit(&app, &request, |loaded, row| decide(&app, loaded, row, &body, day)).await {
        Ok(reservation) => Ok(Json(reservation)),
        Err(refusal) => {
            let placement_request =
                placement_request(&tenant, &row, &body, &Tables::of(&tenant, &row, &body)?);
            let wanted = Wanted {
                instead_of: &placement_request,
                leaving: Some(Leaving::Reservation(&row.id)),
                changes: &CHANGES_OF_A_BOOKING,
            };
            Err(with_alternatives(&app, &selector, wanted, refusal).await)
        }
    }
}

/// The tables that a reservation has, and those that it is to get.
struct Tables {
    own: TableSet,
    /// Pinned by a host, now or before.
    pinned: Option<TableSet>,
    is_pinned_anew: bool,
}

impl Tables {
    fn of(tenant: &Tenant, row: &Row, body: &ReservationChange) -> Result<Self, Failure> {
        let own = row.tables(tenant);
        let named = placement::named(body.table_ids.as_ref())
            .map(|ids| placement::pinned(tenant, "/tableIds", ids))
            .transpose()?;
        let was_pinned = row.is_pinned();
        let is_pinned_anew = named.is_some_and(|named| named != own || !was_pinned);
        Ok(Self { own, pinned: named.or(was_pinned.then_some(own)), is_pinned_anew })
    }
}

fn decide(
    app: &App,
    loaded: &Loaded,
    mut row: Row,
    body: &ReservationChange,
    day: Day,
) -> Result<Change<Reservation>, Failure> {
    let Loaded { tenant, stays } = loaded;
    if body.day.map_or(row.day(), |day| day.0) != day {
        return Err(Failure::new(Code::Busy, "the reservation was moved just now; try again"));
    }
    let status = row.status()?;
    let to = body.status.unwrap_or(status);
    let has_new_status = transition::check(app.now(), Instant(row.starts), status, to)?;
    let seat = Tables::of(tenant, &row, body)?;
    let old_email = row.email.clone();
    let [before, after] = [status, to].map(|status| engine::Status::from(status).keeps_tables());
    let is_rescheduled = is_rescheduled(&row, body);
    let is_moved = seat.is_pinned_anew || is_rescheduled;
    if is_moved && !after {
        let detail = "a reservation that is over keeps no tables; change its status first";
        return Err(Failure::new(Code::TransitionNotAllowed, detail));
    }

    let mut change =
        Change { touched: Vec::new(), released: None, moves: Vec::new(), statements: Vec::new(), answer: () };
    // A party that was a no-show and comes after all needs tables again.
    if is_moved || (after && !before) {
        let seated = stays.seated_without(&tenant.compiled, Some(&row.id));
        let placement = if engine::Status::from(to).is_in_house() {
            sitting(app, loaded, &seated, &row, body, &seat)?
        } else {
            let placement_request = placement_request(tenant, &row, body, &seat);
            placement::place(app, tenant, &seated, &placement_request, Code::SlotNotBookable)?
        };
        // Guests in the house sit where a host seated them, so the party is not moved any more.
        let promise = match seat.pinned {
            None if !engine::Status::from(to).is_in_house() => stay_row::promise(tenant, &row.experience_id),
            _ => Promise::Tables,
        };
        change.moves = seated.reseated(&tenant.compiled, &placement.moves);
        change.released = Some(stay_row::release(&tenant.id, &row.id));
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
        change.statements.extend(transition::apply(app, tenant, &mut row, to));
        change.statements.extend(refund_on_cancellation(app, &row, to)?);
    }
    let keeps_tables = engine::Status::from(to).keeps_tables();
    change.statements.extend(remark(tenant, &mut row, body)?);
    // Whoever has a new address has not seen what the old one was sent.
    let again =
        || (row.email != old_email && keeps_tables).then(|| row.mail(app, MailKind::Confirmation)).flatten();
    let mail = mail(app, &row, status, to, is_rescheduled).or_else(again);
    change.statements.extend(answer(app, tenant, &mut row, body, has_new_status, mail.is_some())?);
    change.statements.extend(mail);
    let Change { touched, released, moves, statements, answer: () } = change;
    Ok(Change { touched, released, moves, statements, answer: row.reservation(tenant)? })
}

/// The statement that writes what the guest is told, and by when they answer an offer; `row` is updated as well.
fn answer(
    app: &App,
    tenant: &Tenant,
    row: &mut Row,
    body: &ReservationChange,
    has_new_status: bool,
    is_told: bool,
) -> Result<Option<Statement>, Failure> {
    let is_over = row.starts <= app.now().0;
    if is_over && has_new_status && row.status()? == Status::Unconfirmed {
        let detail = "what is offered has begun already; offer another day or time";
        return Err(Failure::new(Code::TransitionNotAllowed, detail));
    }
    // A mail and a page show lines, and nothing else that has no sign.
    let lines = |text: &str| text.replace(|c: char| c.is_control() && c != '\n', "");
    let message = body.message_to_guest.as_deref().map(|text| lines(&entered(text)));
    if message.is_some() && !is_told {
        let detail = "this change sends the guest no mail, so nobody would read it";
        return Err(Failure::invalid_field("/messageToGuest", detail));
    }
    if message.as_ref().is_some_and(|message| MESSAGE_LENGTH_MAX < message.chars().count()) {
        return Err(Failure::invalid_field("/messageToGuest", "at most 1000 characters"));
    }
    if !is_told && !has_new_status {
        return Ok(None);
    }
    row.message_to_guest = message.unwrap_or_default();
    let awaits = engine::Status::from(row.status()?).awaits_answer();
    if awaits {
        row.answer_by = Some(tenant.compiled.house.answer_by(app.now(), Instant(row.starts)).0);
    }
    let values: [Value; 3] =
        [row.id.as_str().into(), row.message_to_guest.as_str().into(), Value::or_null(row.answer_by)];
    Ok(Some(Statement::new(UPDATE_ANSWER, values)))
}

/// What the restaurant cancels is refunded in full. For a no-show no money moves automatically, since the agreed policy
/// applies.
fn refund_on_cancellation(app: &App, row: &Row, to: Status) -> Result<Vec<Statement>, Failure> {
    let is_called_off = matches!(to, Status::Cancelled | Status::Declined | Status::Voided);
    match row.payment.as_ref().filter(|_| is_called_off) {
        Some(payment) => refund::on_cancellation(app, payment, Instant(row.starts), Kept::Nothing),
        None => Ok(Vec::new()),
    }
}

/// The statement that writes notes and labels, if any are given; `row` is updated as well.
fn remark(tenant: &Tenant, row: &mut Row, body: &ReservationChange) -> Result<Option<Statement>, Failure> {
    let ReservationChange { special_request_notes, internal_notes, label_ids, email, .. } = body;
    if special_request_notes.is_none() && internal_notes.is_none() && label_ids.is_none() && email.is_none() {
        return Ok(None);
    }
    for (pointer, text) in
        [("/specialRequestNotes", special_request_notes), ("/internalNotes", internal_notes)]
    {
        if text.as_ref().is_some_and(|text| REMARKS_LENGTH_MAX < text.chars().count()) {
            return Err(Failure::invalid_field(pointer, "at most 4000 characters"));
        }
    }
    if let Some(email) = email {
        if !is_email(email) {
            return Err(Failure::invalid_field("/email", "an e-mail address"));
        }
        row.email.clone_from(email);
    }
    if let Some(ids) = label_ids {
        row.label_ids = reservation::label_ids(tenant, "reservation", ids)?;
    }
    row.notes = special_request_notes.clone().unwrap_or_else(|| row.notes.clone());
    row.internal_notes = internal_notes.clone().unwrap_or_else(|| row.internal_notes.clone());
    // Fields left out keep the value they have at commit time, since another request may be changing them.
    let label_ids = label_ids.as_ref().map(|_| row.label_ids.as_str());
    let values: [Value; 6] = [
        row.id.as_str().into(),
        tenant.id.as_str().into(),
        Value::or_null(special_request_notes.as_deref()),
        Value::or_null(internal_notes.as_deref()),
        Value::or_null(label_ids),
        Value::or_null(email.as_deref()),
    ];
    Ok(Some(Statement::new(UPDATE_REMARKS, values)))
}

fn is_rescheduled(row: &Row, body: &ReservationChange) -> bool {
    body.day.is_some_and(|day| day.0 != row.day())
        || body.minutes.is_some_and(|minutes| minutes != row.minutes)
        || body.attendees.is_some_and(|attendees| attendees != row.attendees)
}

fn placement_request<'a>(
    tenant: &Tenant,
    row: &'a Row,
    body: &ReservationChange,
    seat: &Tables,
) -> PlacementRequest<'a> {
    let attendees = body.attendees.unwrap_or(row.attendees);
    // If the number of guests does not change, neither does the agreed length of stay.
    let agreed = u16::try_from(row.ends - row.starts).ok().filter(|_| attendees == row.attendees);
    let house = &tenant.compiled.house;
    let experience = tenant.compiled.experience(&row.experience_id).and_then(|i| house.experiences.get(i));
    let duration = experience.and_then(|experience| {
        let agreed = house.agreed(experience, attendees, (row.day(), row.minutes), agreed);
        agreed.filter(|minutes| house.stay_minutes(experience, attendees, Some(*minutes)).is_some())
    });
    PlacementRequest {
        attendees,
        day: body.day.unwrap_or(api::Date(row.day())),
        minutes: body.minutes.unwrap_or(row.minutes),
        experience_id: &row.experience_id,
        floor_plan_id: None,
        duration,
        authority: Authority::Restaurant,
        is_confirmed: false,
        wanted: match seat.pinned {
            Some(tables) => placement::at_tables(tenant, tables, attendees, seat.own),
            None => TableChoice::Same(seat.own),
        },
    }
}

/// How many minutes after its end a visit can still be resumed.
const LATE_MINUTES_MAX: i64 = 12 * 60;

/// The placement, from now on, of guests who are in the house: only other parties' tables are checked, no other rule.
fn sitting(
    app: &App,
    Loaded { tenant, stays }: &Loaded,
    seated: &Seated,
    row: &Row,
    body: &ReservationChange,
    seat: &Tables,
) -> Result<Placement, Failure> {
    if body.day.is_some_and(|day| day.0 != row.day()) || body.minutes.is_some_and(|m| m != row.minutes) {
        return Err(Failure::invalid_field("/minutes", "guests who are in the house came when they came"));
    }
    placement::party(body.attendees.unwrap_or(row.attendees))?;
    let house = &tenant.compiled.house;
    let this_quarter = Instant(app.now().cell() * CELL_MINUTES);
    let (starts, ends) = (Instant(row.starts), Instant(row.ends));
    if ends.plus(LATE_MINUTES_MAX) < app.now() {
        return Err(Failure::new(Code::TransitionNotAllowed, "this visit was over long ago"));
    }
    let held = stays.party(&row.id).map(|party| party.blocked.end());
    let attendees = body.attendees.unwrap_or(row.attendees);
    let asked = seat.pinned.unwrap_or(seat.own);
    let tables = match placement::at_tables(tenant, asked, attendees, seat.own) {
        TableChoice::AtCounter { seats, near } => {
            let until = held.unwrap_or(ends).max(this_quarter.plus(CELL_MINUTES));
            let cells = this_quarter.max(starts).cell()..until.cell();
            let run = house.free_seats(&seated.occupancy, (&seats, &near), cells.clone(), attendees);
            let taken = || {
                let taken = house.taken(&seated.occupancy, &seats, cells.clone(), attendees).unwrap_or(seats);
                let now = Span::lasting(this_quarter, 1);
                placement::tables_taken(tenant, seated, &taken, now)
            };
            run.ok_or_else(taken)?
        }
        TableChoice::Best | TableChoice::Same(_) | TableChoice::Pinned(_) => asked,
    };
    let keeps = tables == seat.own && held.is_some();
    let until = held.unwrap_or(ends.plus(i64::from(house.rules.buffer_minutes)));
    let until = if keeps { until } else { until.max(this_quarter.plus(CELL_MINUTES)) };
    let from = starts.max(this_quarter).min(until.plus(-CELL_MINUTES));
    let spans = Span::new(starts, ends).zip(Span::new(from, until));
    let (stay, blocked) = spans.ok_or_else(|| Failure::internal("a stay of no length"))?;
    match house.taken(&seated.occupancy, &tables, blocked.cells(), attendees) {
        // A party keeps the tables it has, even if another party has them next.
        Some(taken) if !keeps || tenant.compiled.places(&tables).is_some() => {
            Err(placement::tables_taken(tenant, seated, &taken, blocked))
        }
        _ => Ok(Placement { stay, blocked, tables, moves: Vec::new() }),
    }
}

/// The mail to the guest, if they have to know: that it is agreed, changed, cancelled, or declined.
fn mail(app: &App, row: &Row, from: Status, to: Status, is_rescheduled: bool) -> Option<Statement> {
    let is_agreed = matches!(to, Status::Booked | Status::Reconfirmed);
    let kind = match to {
        Status::Cancelled if from != to => MailKind::Cancellation,
        // Money comes back, which nobody should find out from their bank.
        Status::Voided if from != to && row.payment.is_some() => MailKind::Cancellation,
        Status::Declined if from != to => MailKind::Declined,
        Status::Unconfirmed if from != to || is_rescheduled => MailKind::Offered,
        _ if is_agreed && matches!(from, Status::Requested | Status::Unconfirmed) => MailKind::Confirmation,
        _ if is_agreed && is_rescheduled => MailKind::Changed,
        _ => return None,
    };
    row.mail(app, kind)
}
