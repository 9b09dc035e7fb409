//! Status changes in SQL.
//!
//! The next log line is the compare-and-swap: of two changes based on the same state, one violates the primary key.
//! Freeing tables can only conflict with a decision that moves this same party, and the log line detects that too; so
//! the day's revision is incremented whatever its last value was.

use api::basics::status::Status;
use api::{Code, Reservation};
use engine::{Instant, Transition};

use crate::booking::reservation::Row;
use crate::booking::reservation_log::LogLine;
use crate::house::commit::Change;
use crate::house::stay_row;
use crate::house::tenant::Tenant;
use crate::platform::app::App;
use crate::platform::db::{Statement, Value};
use crate::platform::failure::Failure;

/// A reservation, reduced to what a status change needs.
pub(crate) struct Visit<'a> {
    pub(crate) id: &'a str,
    pub(crate) restaurant_id: &'a str,
    /// The opening day.
    pub(crate) day: i32,
    /// The number of the last line of its log.
    pub(crate) sequence: i64,
    pub(crate) checkin_at: Option<i64>,
}

impl<'a> Visit<'a> {
    pub(crate) fn of(row: &'a Row, restaurant_id: &'a str) -> Self {
        let Row { id, day, sequence, checkin_at, .. } = row;
        Self { id, restaurant_id, day: *day, sequence: *sequence, checkin_at: *checkin_at }
    }
}

const UPDATE_STATUS: &str = "
    UPDATE reservations SET status = ?2, checkin_at = ?3, checkout_at = ?4, finish_at = ?5,
                            message_to_guest = ''
    WHERE id = ?1";

const INSERT_NEXT_REVISION: &str = "
    INSERT INTO day_revisions (restaurant_id, day, revision, at) VALUES (?1, ?2, 1, ?3)
    ON CONFLICT DO UPDATE SET revision = revision + 1, at = max(at, ?3)";

/// A party is in the house at the earliest this many minutes before its start.
const ARRIVAL_MINUTES_MAX: i64 = 12 * 60;

/// Why a status cannot be true yet, if so.
fn too_early(now: Instant, starts: Instant, to: Status) -> Option<&'static str> {
    let is_here = engine::Status::from(to).is_in_house() || to == Status::Finished;
    if to == Status::NoShow && now < starts {
        Some("nobody is a no-show before the start")
    } else if is_here && ARRIVAL_MINUTES_MAX < starts.0 - now.0 {
        Some("no party is here more than 12 hours before its start; change its day first")
    } else {
        None
    }
}

/// Whether a status change of a reservation with this start is allowed now, and if so, whether it changes anything.
pub(crate) fn check(now: Instant, starts: Instant, from: Status, to: Status) -> Result<bool, Failure> {
    let from = engine::Status::from(from);
    match from.transition(to.into()) {
        Transition::Allowed => match too_early(now, starts, to) {
            Some(reason) => Err(Failure::new(Code::TransitionNotAllowed, reason)),
            None => Ok(true),
        },
        Transition::Unchanged => Ok(false),
        Transition::Forbidden => {
            let allowed: Vec<&str> = from.next().iter().map(|next| Status::from(*next).name()).collect();
            let (from, allowed) = (Status::from(from).name(), allowed.join(", "));
            let allowed = if allowed.is_empty() { "nothing".to_owned() } else { allowed };
            let detail = format!("after {from} may come: {allowed}");
            Err(Failure::new(Code::TransitionNotAllowed, detail))
        }
    }
}

fn checkin_at(app: &App, before: Option<i64>, status: engine::Status) -> Option<i64> {
    if status.is_in_house() {
        before.or(Some(app.now_ms))
    } else {
        // A party that is expected again has not arrived.
        before.filter(|_| !status.keeps_tables())
    }
}

/// The statements that change a reservation's status. `finish_minutes` is how long a party is assumed to stay after
/// paying.
pub(crate) fn change_status(
    app: &App,
    visit: &Visit,
    to: Status,
    actor: &str,
    finish_minutes: u16,
) -> Vec<Statement> {
    let status = engine::Status::from(to);
    let now = app.now_ms;
    let checkin_at = checkin_at(app, visit.checkin_at, status);
    let checkout_at = (to == Status::Finished).then_some(now);
    let finish_at = (to == Status::Paid).then_some(now + i64::from(finish_minutes) * 60_000);
    let values: [Value; 5] = [
        visit.id.into(),
        to.name().into(),
        Value::or_null(checkin_at),
        Value::or_null(checkout_at),
        Value::or_null(finish_at),
    ];
    let line = LogLine { sequence: visit.sequence + 1, status: to, actor, table_ids: None };
    let mut statements = vec![line.insert(app, visit.id), Statement::new(UPDATE_STATUS, values)];
    if !status.keeps_tables() {
        statements.push(stay_row::release(visit.restaurant_id, visit.id));
        statements.push(next_revision(app, visit.restaurant_id, visit.day));
    }
    statements
}

/// Changes a reservation's status on the restaurant's authority. Updates `row`; returns the statements.
pub(crate) fn apply(app: &App, tenant: &Tenant, row: &mut Row, to: Status) -> Vec<Statement> {
    let minutes = tenant.compiled.configuration.visits.finish_minutes;
    let statements = change_status(app, &Visit::of(row, &tenant.id), to, "api", minutes);
    to.name().clone_into(&mut row.status);
    row.checkin_at = checkin_at(app, row.checkin_at, to.into());
    row.checkout_at = (to == Status::Finished).then_some(app.now_ms);
    row.message_to_guest.clear();
    row.sequence += 1;
    statements
}

/// Changes a reservation to a status in which it keeps its tables, so no other decision depends on it.
pub(crate) fn record_arrival(
    app: &App,
    tenant: &Tenant,
    mut row: Row,
    to: Status,
) -> Result<Change<Reservation>, Failure> {
    let is_new = check(app.now(), Instant(row.starts), row.status()?, to)?;
    let statements = if is_new { apply(app, tenant, &mut row, to) } else { Vec::new() };
    let answer = row.reservation(tenant)?;
    Ok(Change { touched: Vec::new(), released: None, moves: Vec::new(), statements, answer })
}

/// The statement that increments a day's revision, for changes that free tables.
pub(crate) fn next_revision(app: &App, restaurant_id: &str, day: i32) -> Statement {
    Statement::new(INSERT_NEXT_REVISION, [restaurant_id.into(), day.into(), app.now_ms.into()])
}
