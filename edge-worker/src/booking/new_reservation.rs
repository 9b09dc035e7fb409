//! Inserting a new reservation.

use api::booking::source::Source;
use api::{Date, Status};
use engine::{Instant, Placement, Promise};

use crate::booking::guestbook::GuestMatch;
use crate::booking::reservation::{Row, manage_token, row_columns};
use crate::booking::reservation_log::LogLine;
use crate::house::stay_row::{self, NewStay};
use crate::house::tenant::Tenant;
use crate::house::visitor::Visitor;
use crate::platform::app::App;
use crate::platform::db::{Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::secret;

/// A reservation to be inserted, for any audience.
pub(crate) struct NewReservation {
    pub(crate) id: String,
    pub(crate) status: Status,
    pub(crate) source: Source,
    pub(crate) day: Date,
    pub(crate) minutes: u16,
    pub(crate) attendees: u16,
    pub(crate) experience_id: String,
    /// The guest, as matched by the guestbook.
    pub(crate) guest_match: GuestMatch,
    pub(crate) notes: String,
    pub(crate) hold_id: Option<String>,
    pub(crate) has_consent: bool,
    /// The promise about its tables.
    pub(crate) promise: Promise,
    /// Whether it was booked by the guest rather than by the restaurant.
    pub(crate) online: bool,
    /// By when the restaurant answers, if it is, or will be, a request.
    pub(crate) answer_by: Option<Instant>,
    /// Who keeps its tables without having paid, if it waits for a payment.
    pub(crate) visitor: Option<Visitor>,
}

macro_rules! names {
    ($first:ident $(, $column:ident)*) => {
        concat!(stringify!($first) $(, ", ", stringify!($column))*)
    };
}

macro_rules! of_json {
    ($first:ident $(, $column:ident)*) => {
        concat!("?1 ->> '", stringify!($first), "'" $(, ", ?1 ->> '", stringify!($column), "'")*)
    };
}

/// `?1` is the row as JSON. Guards against a guest who was erased meanwhile: the subquery is NULL then, which violates
/// NOT NULL and rolls the batch back. The next try creates a new entry in the guestbook.
const INSERT_RESERVATION: &str = concat!(
    "INSERT INTO reservations (",
    row_columns!(names),
    ", restaurant_id, guest_id, hold_id, manage_digest, consent_at,
                               created_at)
     SELECT ",
    row_columns!(of_json),
    ", ?2,
            (SELECT id FROM guests WHERE id = ?1 ->> 'guest_id' AND restaurant_id = ?2 AND erased_at IS NULL),
            ?3, ?4, ?5, ?6",
);

/// The statements that insert a reservation with its guest, the first line of its log and, if its status keeps
/// tables, its stay; and its row.
pub(crate) fn insert(
    app: &App,
    tenant: &Tenant,
    new: &NewReservation,
    placement: &Placement,
) -> Result<(Vec<Statement>, Row), Failure> {
    let row = row(app, tenant, new, placement)?;
    let token = manage_token(app, &new.id)?;
    let values: [Value; 6] = [
        serde_json::to_string(&row).map_err(Failure::internal)?.into(),
        tenant.id.as_str().into(),
        Value::or_null(new.hold_id.as_deref()),
        secret::digest(&token).into(),
        Value::or_null(new.has_consent.then_some(app.now_ms)),
        app.now_ms.into(),
    ];
    let line = LogLine {
        sequence: row.sequence,
        status: new.status,
        actor: new.source.name(),
        table_ids: Some(&row.table_ids),
    };
    let stay = NewStay {
        id: &new.id,
        day: new.day,
        minutes: new.minutes,
        attendees: new.attendees,
        experience_id: &new.experience_id,
        placement,
        promise: new.promise,
        online: new.online,
        hold: None,
        visitor: new.visitor.as_ref(),
    };
    let keeps_tables = engine::Status::from(new.status).keeps_tables();
    let mut statements: Vec<Statement> =
        keeps_tables.then(|| stay_row::insert(tenant, &stay)).into_iter().flatten().collect();
    statements.extend(new.guest_match.statements.iter().cloned());
    statements.extend([Statement::new(INSERT_RESERVATION, values), line.insert(app, &new.id)]);
    Ok((statements, row))
}

fn row(app: &App, tenant: &Tenant, new: &NewReservation, placement: &Placement) -> Result<Row, Failure> {
    let table_ids = tenant.compiled.table_ids(&placement.tables);
    Ok(Row {
        id: new.id.clone(),
        number: secret::reservation_number()?,
        status: new.status.name().to_owned(),
        source: new.source,
        day: new.day.0.0,
        minutes: new.minutes,
        starts: placement.stay.start().0,
        ends: placement.stay.end().0,
        attendees: new.attendees,
        experience_id: new.experience_id.clone(),
        table_ids: serde_json::to_string(&table_ids).unwrap_or_default(),
        notes: new.notes.clone(),
        locale: new.guest_match.guest.locale.clone(),
        guest_id: new.guest_match.guest.id.clone(),
        first_name: new.guest_match.guest.first_name.clone(),
        last_name: new.guest_match.guest.last_name.clone(),
        email: new.guest_match.guest.email.clone(),
        phone: new.guest_match.guest.phone.clone(),
        company: new.guest_match.guest.company.clone(),
        guest_notes: new.guest_match.guest.notes.clone(),
        guest_label_ids: new.guest_match.label_ids.clone(),
        internal_notes: String::new(),
        label_ids: "[]".to_owned(),
        checkin_at: engine::Status::from(new.status).is_in_house().then_some(app.now_ms),
        checkout_at: None,
        answer_by: new.answer_by.map(|by| by.0),
        message_to_guest: String::new(),
        sequence: 1,
        seated: 1,
        pinned: Some(i64::from(new.promise == Promise::Tables)),
        payment: None,
    })
}
