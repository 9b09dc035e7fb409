//! POST /external/reservations/check-in: guests sit down at a table.

use api::basics::status::Status;
use api::booking::source::Source;
use api::{AtTable, Date, Reservation, Scope};
use axum::Json;
use engine::{Instant, Promise, Span, TableSet, WalkIn};

use crate::booking::at_table;
use crate::booking::contact::Contact;
use crate::booking::guestbook::{ContactSource, Guestbook};
use crate::booking::new_reservation::{self, NewReservation};
use crate::booking::reservation::{self, Row};
use crate::booking::transition::{self, Visit};
use crate::house::commit::{Change, commit, touched_days};
use crate::house::load::Loaded;
use crate::house::placement;
use crate::house::tenant::Tenant;
use crate::http::authentication::Key;
use crate::http::extract::Keyed;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::{secret, send};

/// A party that is booked within these minutes is not passed over in silence.
const SOON_MINUTES: i64 = 60;
/// The statuses of parties that are still expected.
const AWAITED: [Status; 2] = [Status::Booked, Status::Reconfirmed];

/// Check a party in
///
/// Sets the booked party at this table to `arrived` if its start is at most `visits.checkInMinutes` away, before or after;
/// of several the one with the nearest start, then the one with more of the tables, then the earlier one. Without such a
/// party the guests become a walk-in of `attendees`, or of the smallest party size of the table, until the next party needs
/// it; the number of guests can be changed later. At a shared table others may sit already; where several parties are
/// expected there, `reservationId` says which has come. If a party is late, or comes within the hour, the refusal says who: `reservationId`
/// checks it in. `walkIn` seats others before a party that comes later; one that is late is set to `no_show` first.
#[utoipa::path(post, path = "/external/reservations/check-in", tag = "Reservations", operation_id = "checkIn",
    security(("apiKey" = ["reservations:write"])),
    params(("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = AtTable,
    responses((status = 200, body = Reservation),
              (status = 404, body = api::Problem, description = "reservation_not_found: not expected at this table"),
              (status = 409, body = api::Problem, description = "tables_taken, idempotency_key_reused")))]
#[send]
pub(crate) async fn check_in(
    app: App,
    api_key: Key,
    Keyed { key, body }: Keyed<AtTable>,
) -> Result<Json<Reservation>, Failure> {
    let selector = api_key.with(Scope::ReservationsWrite);
    let id = secret::id();
    let statuses: Vec<Status> = AWAITED.into_iter().chain(at_table::in_house()).collect();
    let request = at_table::request(&app, &selector, &key, &statuses);
    commit(&app, &request, |loaded, around| decide(&app, loaded, &around, &body, &id)).await.map(Json)
}

/// The contact of a walk-in, who has given no details.
const NOBODY: Contact = Contact { first_name: "", last_name: "", email: "", phone: "", locale: "" };

fn decide(
    app: &App,
    loaded: &Loaded,
    around: &[Row],
    body: &AtTable,
    id: &str,
) -> Result<Change<Reservation>, Failure> {
    let tenant = &loaded.tenant;
    let tables = at_table::tables(tenant, body)?;
    let is_awaited = |row: &Row| row.status().is_ok_and(|status| AWAITED.contains(&status));
    let window = i64::from(tenant.compiled.configuration.visits.check_in_minutes);
    let away = |row: &Row| (row.starts - app.now().0).abs();
    let named = body.reservation_id.as_deref().filter(|id| !id.is_empty());
    let is_named = |row: &Row| named.is_none_or(|id| id == row.id);
    let is_walk_in = body.walk_in == Some(true);
    let nearness = |row: &Row| {
        let is_near = named.is_some() || away(row) <= window;
        (is_awaited(row) && is_named(row) && is_near && !is_walk_in).then(|| away(row))
    };
    if at_table::is_shared(tenant, &tables) {
        let is_due = |row: &Row| nearness(row).is_some();
        return match at_table::only(app, tenant, around, &tables, is_due)? {
            Some(row) => transition::record_arrival(app, tenant, row.clone(), Status::Arrived),
            None if named.is_some() => Err(reservation::not_found()),
            None => walk_in(app, loaded, tables, body.attendees, id, None),
        };
    }
    // A party that came early is at its table although its stay has not begun.
    let sits = |row: &Row| (!is_awaited(row)).then_some(());
    let seated = at_table::first(app, tenant, around, &tables, sits);
    if let Some(row) = at_table::first(app, tenant, around, &tables, nearness) {
        if let Some(others) =
            seated.filter(|others| others.status().is_ok_and(|status| status != Status::Paid))
        {
            return Err(in_use(tenant, &others, tables));
        }
        return transition::record_arrival(app, tenant, row, Status::Arrived);
    }
    if named.is_some() {
        return Err(reservation::not_found());
    }
    let is_due = |row: &Row| row.starts - app.now().0 <= SOON_MINUTES && app.now().0 < row.ends;
    // A walk-in cannot sit at tables that a late party still has.
    let is_in_the_way = |row: &Row| !is_walk_in || row.starts <= app.now().0;
    let expected = |row: &Row| (is_awaited(row) && is_due(row) && is_in_the_way(row)).then(|| away(row));
    if seated.is_none()
        && let Some(row) = at_table::first(app, tenant, around, &tables, expected)
    {
        return Err(booked_for(app, tenant, &row));
    }
    match seated {
        Some(row) if row.status()? != Status::Paid => Err(in_use(tenant, &row, tables)),
        // A party that has paid is taken to have left when the next one sits down.
        paid => walk_in(app, loaded, tables, body.attendees, id, paid.as_ref()),
    }
}

fn in_use(tenant: &Tenant, row: &Row, tables: TableSet) -> Failure {
    let names = tenant.compiled.named_ids(&row.tables(tenant).intersection(&tables)).join(", ");
    Failure::tables_taken(format!("in use: {names}"), vec![row.id.clone()])
}

/// Who is booked at the table, and the ways out.
fn booked_for(app: &App, tenant: &Tenant, row: &Row) -> Failure {
    let minutes = tenant.local(Instant(row.starts)).minutes;
    let otherwise = if row.starts <= app.now().0 {
        "set it to no_show if they do not come, and check in again"
    } else {
        "walkIn: true"
    };
    let detail = format!(
        "booked for {} at {:02}:{:02} (number {}, id {}): send this reservationId if they have come, or {otherwise}",
        row.last_name,
        minutes / 60 % 24,
        minutes % 60,
        row.number,
        row.id,
    );
    Failure::tables_taken(detail, vec![row.id.clone()])
}

fn walk_in(
    app: &App,
    loaded: &Loaded,
    tables: TableSet,
    attendees: Option<u16>,
    id: &str,
    leaving: Option<&Row>,
) -> Result<Change<Reservation>, Failure> {
    let Loaded { tenant, stays } = loaded;
    let compiled = &tenant.compiled;
    let assignments = compiled.house.floor.assignments();
    let smallest = assignments.iter().find(|assignment| assignment.tables == tables);
    let smallest = smallest.map_or(1, |assignment| assignment.party.min.max(1));
    let experiences = &compiled.configuration.experiences;
    let experience = experiences.iter().position(|experience| experience.is_default).unwrap_or(0);
    let who = WalkIn {
        attendees: placement::party(attendees.unwrap_or(smallest))?,
        experience,
        tables,
        now: app.now(),
    };
    let seated = stays.seated_without(compiled, leaving.map(|row| &*row.id));
    let walk_in = engine::walk_in(&compiled.house, &seated.occupancy, &who);
    let now = Span::lasting(app.now(), 1);
    let (day, minutes, placement) =
        walk_in.map_err(|taken| placement::tables_taken(tenant, &seated, &taken, now))?;
    let new = NewReservation {
        answer_by: None,
        id: id.to_owned(),
        status: Status::Arrived,
        source: Source::WalkIn,
        day: Date(day),
        minutes,
        attendees: who.attendees,
        experience_id: experiences.get(experience).map(|e| e.id.clone()).unwrap_or_default(),
        guest_match: Guestbook::blank().match_guest(app, tenant, &NOBODY, ContactSource::Restaurant),
        notes: String::new(),
        hold_id: None,
        has_consent: false,
        promise: Promise::Tables,
        online: false,
        visitor: None,
    };
    let leave =
        |row: &Row| transition::change_status(app, &Visit::of(row, &tenant.id), Status::Finished, "api", 0);
    let mut statements = leaving.map(leave).unwrap_or_default();
    let (inserts, row) = new_reservation::insert(app, tenant, &new, &placement)?;
    statements.extend(inserts);
    Ok(Change {
        touched: touched_days(tenant, day, placement.blocked),
        released: None,
        moves: Vec::new(),
        statements,
        answer: row.reservation(tenant)?,
    })
}
