//! Changes of a reservation's seat: its time, its number of guests or its tables.

use api::Date;
use api::basics::status::Status;
use api::booking::source::Source;
use engine::{Instant, Placement, Promise};

use crate::booking::reservation::Row;
use crate::booking::reservation_log::LogLine;
use crate::booking::transition;
use crate::house::stay_row::{self, NewStay, StayRow};
use crate::house::tenant::Tenant;
use crate::platform::app::App;
use crate::platform::db::{Statement, Value, json_list};

const UPDATE_SEAT: &str = "
    UPDATE reservations
    SET day = ?2, minutes = ?3, starts = ?4, ends = ?5, attendees = ?6, table_ids = ?7,
        answer_by = ?8, message_to_guest = '' WHERE id = ?1";

/// Where and when a party sits.
pub(crate) struct Seat {
    pub(crate) day: Date,
    pub(crate) minutes: u16,
    pub(crate) attendees: u16,
    pub(crate) placement: Placement,
    /// The promise about its tables.
    pub(crate) promise: Promise,
}

/// Gives a reservation a new seat. The old stay must be released before. Updates `row`; returns the stay and
/// the statements.
pub(crate) fn reseat(
    app: &App,
    tenant: &Tenant,
    row: &mut Row,
    to: &Seat,
    actor: &'static str,
) -> (StayRow, Vec<Statement>) {
    let Seat { day, minutes, attendees, placement, promise } = to;
    let old_day = row.day;
    let stay = NewStay {
        id: &row.id,
        day: *day,
        minutes: *minutes,
        attendees: *attendees,
        experience_id: &row.experience_id,
        placement,
        promise: *promise,
        online: row.source == Source::Widget,
        hold: None,
        visitor: None,
    };
    let record = StayRow::new(tenant, &stay);
    row.day = day.0.0;
    row.minutes = *minutes;
    row.attendees = *attendees;
    row.starts = placement.stay.start().0;
    row.ends = placement.stay.end().0;
    // Whoever waits for an answer waits anew; before it is paid nobody does.
    let awaits =
        Status::from_name(&row.status).is_some_and(|status| engine::Status::from(status).awaits_answer());
    row.answer_by = if awaits {
        Some(tenant.compiled.house.answer_by(app.now(), Instant(row.starts)).0)
    } else {
        row.answer_by.map(|by| by.min(row.starts))
    };
    row.message_to_guest.clear();
    row.table_ids = json_list(&tenant.compiled.table_ids(&placement.tables));
    row.sequence += 1;
    row.seated = row.sequence;
    let mut statements = write(app, row, actor);
    statements.extend(record.insert(&tenant.id, &row.id, None, None));
    if old_day != row.day {
        statements.push(transition::next_revision(app, &tenant.id, old_day));
    }
    (record, statements)
}

/// The statements that restore a former seat; updates `row`. The seat's cells must be free, or the reservation's own.
pub(crate) fn restore_seat(
    app: &App,
    restaurant_id: &str,
    row: &mut Row,
    to: &StayRow,
    actor: &'static str,
) -> Vec<Statement> {
    let left = row.day;
    row.day = to.day;
    row.minutes = to.minutes;
    row.attendees = to.attendees;
    row.starts = to.starts;
    row.ends = to.ends;
    row.answer_by = row.answer_by.map(|by| by.min(row.starts));
    row.table_ids = json_list(&to.table_ids);
    row.sequence += 1;
    row.seated = row.sequence;
    let mut statements = vec![stay_row::release(restaurant_id, &row.id)];
    statements.extend(write(app, row, actor));
    statements.extend(to.insert(restaurant_id, &row.id, None, None));
    statements.push(transition::next_revision(app, restaurant_id, to.day));
    if left != to.day {
        statements.push(transition::next_revision(app, restaurant_id, left));
    }
    statements
}

fn write(app: &App, row: &Row, actor: &'static str) -> Vec<Statement> {
    let values: [Value; 8] = [
        row.id.as_str().into(),
        row.day.into(),
        row.minutes.into(),
        row.starts.into(),
        row.ends.into(),
        row.attendees.into(),
        row.table_ids.as_str().into(),
        Value::or_null(row.answer_by),
    ];
    let status = Status::from_name(&row.status).unwrap_or(Status::Booked);
    let line = LogLine { sequence: row.sequence, status, actor, table_ids: Some(&row.table_ids) };
    vec![line.insert(app, &row.id), Statement::new(UPDATE_SEAT, values)]
}
