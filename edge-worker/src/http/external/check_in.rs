//! POST /external/reservations/check-in: guests sit down at a table.

use api::basics::status::Status;
use api::{AtTable, Date, Reservation, Scope};
use axum::Json;
use axum::extract::State;
use engine::{Promise, TableSet, WalkIn};

use crate::booking::at_table;
use crate::booking::contact::Contact;
use crate::booking::guestbook::Guestbook;
use crate::booking::reservation::{self, NewReservation, Row};
use crate::booking::transition::{self, Visit};
use crate::house::commit::{Change, commit, touched_days};
use crate::house::load::Loaded;
use crate::house::placement;
use crate::http::authentication::Key;
use crate::http::extract::Keyed;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::{secret, send};

/// A booked party is the one that sits down if it starts within so many minutes.
const AROUND_MINUTES: i64 = 15;
/// Those who are expected.
const AWAITED: [Status; 2] = [Status::Booked, Status::Reconfirmed];

/// Lets a booked party arrive that has this table and starts within 15 minutes, before or after; of several the one
/// whose start is nearest, then the one that has more of the tables, then the earlier. Without one, the guests are a
/// walk-in: of as few as the table is for, until somebody else has it; the number can be changed.
#[utoipa::path(post, path = "/external/reservations/check-in", tag = "Reservations", operation_id = "checkIn",
    security(("apiKey" = ["reservations:write"])),
    params(("Idempotency-Key" = String, Header, description = "made by the client, 1 to 255 characters")),
    request_body = AtTable,
    responses((status = 200, body = Reservation),
              (status = 409, body = api::Problem, description = "tables_taken, idempotency_key_reused")))]
#[send]
pub(crate) async fn check_in(
    State(app): State<App>,
    api_key: Key,
    Keyed { key, body }: Keyed<AtTable>,
) -> Result<Json<Reservation>, Failure> {
    let selector = api_key.with(Scope::ReservationsWrite);
    let id = secret::id();
    let statuses: Vec<Status> = AWAITED.into_iter().chain(at_table::in_house()).collect();
    let request = at_table::request(&app, &selector, &key, &statuses);
    commit(&app, &request, |loaded, around| decide(&app, loaded, &around, &body, &id)).await.map(Json)
}

/// Whoever walks in has not said who they are.
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
    let nearness = |row: &Row| {
        let away = (row.starts - app.now().0).abs();
        (is_awaited(row) && away <= AROUND_MINUTES).then_some(away)
    };
    if let Some(row) = at_table::first(app, tenant, around, &tables, nearness) {
        return transition::record_arrival(app, tenant, row, Status::Arrived);
    }
    // A party that came early sits there although its stay has yet to begin.
    let sits = |row: &Row| (!is_awaited(row)).then_some(());
    match at_table::first(app, tenant, around, &tables, sits) {
        Some(row) if row.status()? != Status::Paid => {
            Err(placement::tables_taken(tenant, &row.tables(tenant).intersection(&tables)))
        }
        // Whoever has paid and makes room for the next has left.
        paid => walk_in(app, loaded, tables, id, paid.as_ref()),
    }
}

fn walk_in(
    app: &App,
    loaded: &Loaded,
    tables: TableSet,
    id: &str,
    leaving: Option<&Row>,
) -> Result<Change<Reservation>, Failure> {
    let Loaded { tenant, stays } = loaded;
    let compiled = &tenant.compiled;
    let assignments = compiled.house.floor.assignments();
    let assignment = assignments.iter().find(|assignment| assignment.tables == tables);
    let experiences = &compiled.configuration.experiences;
    let experience = experiences.iter().position(|experience| experience.is_default).unwrap_or(0);
    let who = WalkIn {
        attendees: assignment.map_or(1, |assignment| assignment.party.min.max(1)),
        experience,
        tables,
        now: app.now(),
    };
    let seated = stays.seated_without(compiled, leaving.map(|row| &*row.id));
    let (day, minutes, placement) = engine::walk_in(&compiled.house, &seated.occupancy, &who)
        .map_err(|taken| placement::tables_taken(tenant, &taken))?;
    let new = NewReservation {
        id: id.to_owned(),
        status: Status::Arrived,
        source: "walk_in",
        day: Date(day),
        minutes,
        attendees: who.attendees,
        experience_id: experiences.get(experience).map(|e| e.id.clone()).unwrap_or_default(),
        guest_match: Guestbook::blank().match_guest(app, tenant, &NOBODY),
        notes: String::new(),
        hold_id: None,
        has_consent: false,
        promise: Promise::Tables,
        online: false,
    };
    let leave =
        |row: &Row| transition::change_status(app, &Visit::of(row, &tenant.id), Status::Finished, "api", 0);
    let mut statements = leaving.map(leave).unwrap_or_default();
    let (inserts, row) = reservation::insert(app, tenant, &new, &placement)?;
    statements.extend(inserts);
    Ok(Change {
        touched: touched_days(tenant, day, placement.blocked),
        released: None,
        moves: Vec::new(),
        statements,
        answer: row.reservation(tenant)?,
    })
}
