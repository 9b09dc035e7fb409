//! Reservations in SQL, and as their guest and their restaurant see them.

use api::basics::status::Status;
use api::booking::guest_booking::Booking;
use api::booking::reservation::{Guest, Reservation, ReservedExperience};
use api::configuration::label::Label;
use api::{Code, Date, Experience, Timestamp};
use engine::{Day, Instant, Placement, Promise, TableSet};
use serde::Deserialize;

use crate::booking::guestbook::GuestMatch;
use crate::house::stay_row::{self, NewStay};
use crate::house::tenant::{Tenant, TenantSelector, restaurant_id, select_tenant};
use crate::ledger::payment::{self, Payment};
use crate::messages::outbox::{self, MailKind};
use crate::platform::app::App;
use crate::platform::db::{Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::secret;

/// A reservation to be written, from whichever audience it came.
pub(crate) struct NewReservation {
    pub(crate) id: String,
    pub(crate) status: Status,
    /// `widget`, `api`, `import` or `walk_in`.
    pub(crate) source: &'static str,
    pub(crate) day: Date,
    pub(crate) minutes: u16,
    pub(crate) attendees: u16,
    pub(crate) experience_id: String,
    /// Who books, by the guestbook.
    pub(crate) guest_match: GuestMatch,
    pub(crate) notes: String,
    pub(crate) hold_id: Option<String>,
    pub(crate) has_consent: bool,
    /// What it may be given instead of its tables.
    pub(crate) promise: Promise,
    /// Whether the guest booked it, and not the restaurant.
    pub(crate) online: bool,
}

/// A guest who was forgotten meanwhile is NULL, which the table refuses: the next try makes a new entry.
const INSERT_RESERVATION: &str = "
    INSERT INTO reservations (id, restaurant_id, number, status, source, day, minutes, starts, ends, attendees,
                              experience_id, table_ids, guest_id, notes, locale, hold_id, manage_digest, consent_at,
                              created_at, checkin_at, first_name, last_name, email, phone)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,
            (SELECT id FROM guests WHERE id = ?13 AND restaurant_id = ?2 AND erased_at IS NULL), ?14, ?15, ?16, ?17, ?18,
            ?19, ?20, ?21, ?22, ?23, ?24)";

const INSERT_LOG: &str = "
    INSERT INTO reservation_log (reservation_id, sequence, status, actor, at, table_ids)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// The statements that write a reservation with its stay (where its status keeps one), its guest and the first line
/// of its log; and its row.
pub(crate) fn insert(
    app: &App,
    tenant: &Tenant,
    new: &NewReservation,
    placement: &Placement,
) -> Result<(Vec<Statement>, Row), Failure> {
    let row = row(app, tenant, new, placement)?;
    let token = manage_token(app, &new.id)?;
    let guest = &new.guest_match.guest;
    let insert_reservation: [Value; 24] = [
        row.id.as_str().into(),
        tenant.id.as_str().into(),
        row.number.as_str().into(),
        new.status.name().into(),
        new.source.into(),
        row.day.into(),
        row.minutes.into(),
        row.starts.into(),
        row.ends.into(),
        row.attendees.into(),
        row.experience_id.as_str().into(),
        row.table_ids.as_str().into(),
        guest.id.as_str().into(),
        new.notes.as_str().into(),
        guest.locale.as_str().into(),
        Value::or_null(new.hold_id.as_deref()),
        secret::digest(&token).into(),
        Value::or_null(new.has_consent.then_some(app.now_ms)),
        app.now_ms.into(),
        Value::or_null(row.checkin_at),
        guest.first_name.as_str().into(),
        guest.last_name.as_str().into(),
        guest.email.as_str().into(),
        guest.phone.as_str().into(),
    ];
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
    };
    let keeps_tables = engine::Status::from(new.status).keeps_tables();
    let mut statements: Vec<Statement> =
        keeps_tables.then(|| stay_row::insert(tenant, &stay)).into_iter().flatten().collect();
    statements.extend(new.guest_match.statements.iter().cloned());
    statements.extend([
        Statement::new(INSERT_RESERVATION, insert_reservation),
        log(app, &new.id, (1, new.status), new.source, Some(&row.table_ids)),
    ]);
    Ok((statements, row))
}

fn row(app: &App, tenant: &Tenant, new: &NewReservation, placement: &Placement) -> Result<Row, Failure> {
    let table_ids = tenant.compiled.table_ids(&placement.tables);
    Ok(Row {
        id: new.id.clone(),
        number: secret::reservation_number()?,
        status: new.status.name().to_owned(),
        source: new.source.to_owned(),
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
        sequence: 1,
        seated: 1,
        pinned: Some(i64::from(new.promise == Promise::Tables)),
        payment: None,
    })
}

/// The statement that writes one line of a reservation's log: its number, where the reservation stands from there on,
/// and at which tables, where they are new. The number is the compare-and-swap of every change: who saw an older one
/// breaks the table's key.
pub(crate) fn log(
    app: &App,
    id: &str,
    (sequence, status): (i64, Status),
    actor: &str,
    table_ids: Option<&str>,
) -> Statement {
    let now = app.now_ms.into();
    let values =
        [id.into(), sequence.into(), status.name().into(), actor.into(), now, Value::or_null(table_ids)];
    Statement::new(INSERT_LOG, values)
}

/// That there is no such reservation.
pub(crate) fn not_found() -> Failure {
    Failure::new(Code::ReservationNotFound, "the restaurant has no such reservation")
}

/// The token that opens a reservation for its guest.
pub(crate) fn manage_token(app: &App, id: &str) -> Result<String, Failure> {
    secret::manage_token(&app.environment.token_secret, id)
        .ok_or_else(|| Failure::internal("no manage token can be made"))
}

/// The page on which its guest looks at a reservation.
pub(crate) fn manage_url(app: &App, token: &str) -> String {
    format!("{}/manage/{token}", app.environment.public_url)
}

/// Its calendar file.
pub(crate) fn calendar_url(app: &App, token: &str) -> String {
    format!("{}/v1/bookings/{token}/calendar.ics", app.environment.public_url)
}

/// The statement that selects [`Row`]s of the reservations (`r`) that the condition names.
macro_rules! select_reservations {
    ($($condition:expr),+ $(,)?) => {
        concat!(
            "SELECT r.id, r.number, r.status, r.source, r.day, r.minutes, r.starts, r.ends, r.attendees,
                    r.experience_id, r.table_ids, r.notes, r.locale, r.guest_id, r.first_name, r.last_name,
                    r.email, r.phone, r.internal_notes, r.label_ids, g.company, g.notes AS guest_notes,
                    g.label_ids AS guest_label_ids, r.checkin_at, r.checkout_at,
                    (SELECT MAX(l.sequence) FROM reservation_log l WHERE l.reservation_id = r.id) AS sequence,
                    (SELECT MAX(l.sequence) FROM reservation_log l
                     WHERE l.reservation_id = r.id AND l.table_ids IS NOT NULL) AS seated,
                    (SELECT s.promised_category_ids IS NULL FROM stays s WHERE s.id = r.id) AS pinned,
                    (SELECT ", $crate::ledger::payment::payment_json!(), " FROM payments p
                     WHERE p.reservation_id = r.id) AS payment
             FROM reservations r JOIN guests g ON g.id = r.guest_id WHERE ",
            $($condition),+
        )
    };
}
pub(crate) use select_reservations;

/// A reservation with its guest.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) status: String,
    pub(crate) source: String,
    pub(crate) day: i32,
    pub(crate) minutes: u16,
    pub(crate) starts: i64,
    pub(crate) ends: i64,
    pub(crate) attendees: u16,
    pub(crate) experience_id: String,
    /// A JSON list.
    pub(crate) table_ids: String,
    pub(crate) notes: String,
    pub(crate) locale: String,
    pub(crate) guest_id: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) internal_notes: String,
    /// A JSON list.
    pub(crate) label_ids: String,
    company: String,
    guest_notes: String,
    /// A JSON list.
    guest_label_ids: String,
    /// Milliseconds since the epoch.
    pub(crate) checkin_at: Option<i64>,
    pub(crate) checkout_at: Option<i64>,
    /// The number of the last line of its log.
    pub(crate) sequence: i64,
    /// That of the line by which it got its seat.
    #[serde(default)]
    pub(crate) seated: i64,
    /// As long as it has tables: 1 if it keeps these very ones.
    pinned: Option<i64>,
    /// What was to be paid for it.
    #[serde(deserialize_with = "payment::deserialize")]
    pub(crate) payment: Option<Box<Payment>>,
}

impl Row {
    /// The statement that leaves a mail to its guest, if their address is known.
    pub(crate) fn mail(&self, app: &App, kind: MailKind) -> Option<Statement> {
        (!self.email.is_empty()).then(|| outbox::about_reservation(app, kind, &self.id))
    }

    /// Where the reservation stands.
    pub(crate) fn status(&self) -> Result<Status, Failure> {
        Status::from_name(&self.status)
            .ok_or_else(|| Failure::internal("a reservation has a status that does not exist"))
    }

    /// The tables that it has, as far as the house still has them.
    pub(crate) fn tables(&self, tenant: &Tenant) -> TableSet {
        let ids: Vec<String> = serde_json::from_str(&self.table_ids).unwrap_or_default();
        ids.iter().filter_map(|id| tenant.compiled.table(id)).collect()
    }

    /// Whether a host decided on its tables.
    pub(crate) fn is_pinned(&self) -> bool {
        self.pinned == Some(1)
    }

    /// The opening day.
    pub(crate) fn day(&self) -> Day {
        Day(self.day)
    }

    /// Whether its guest can still call it off.
    pub(crate) fn can_cancel(&self, now: Instant) -> Result<bool, Failure> {
        let status = engine::Status::from(self.status()?);
        let may = status.transition(engine::Status::Cancelled) == engine::Transition::Moves;
        Ok(may && now.0 < self.starts)
    }

    /// What is booked, if the restaurant still has it.
    fn experience<'a>(&self, tenant: &'a Tenant) -> Option<&'a Experience> {
        let index = tenant.compiled.experience(&self.experience_id)?;
        tenant.compiled.configuration.experiences.get(index)
    }

    /// As its restaurant's systems see it.
    pub(crate) fn reservation(&self, tenant: &Tenant) -> Result<Reservation, Failure> {
        let configuration = &tenant.compiled.configuration;
        let table_ids: Vec<String> = serde_json::from_str(&self.table_ids).unwrap_or_default();
        let experience = self.experience(tenant);
        let at = |ms: i64| Instant(ms.div_euclid(60_000)).into();
        let table =
            |id: &String| configuration.floor_plans.iter().find_map(|plan| plan.tables.get(id)).cloned();
        Ok(Reservation {
            id: self.id.clone(),
            number: self.number.clone(),
            attendees: self.attendees,
            experience: ReservedExperience {
                id: self.experience_id.clone(),
                name: experience.map(|e| e.name.clone()).unwrap_or_default(),
                shorthand: experience.map(|e| e.shorthand.clone()).unwrap_or_default(),
            },
            start_time: Instant(self.starts).into(),
            end_time: Instant(self.ends).into(),
            checkin_time: self.checkin_at.map(at),
            checkout_time: self.checkout_at.map(at),
            status: self.status()?,
            source: self.source.clone(),
            restaurant_id: tenant.id.clone(),
            guest: self.guest(),
            pinned_tables: table_ids.iter().filter_map(table).collect(),
            labels: labels(tenant, &[&self.guest_label_ids, &self.label_ids]),
            special_request_notes: self.notes.clone(),
            internal_notes: self.internal_notes.clone(),
            payment: self.paid()?,
        })
    }

    fn guest(&self) -> Guest {
        Guest {
            id: self.guest_id.clone(),
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            company: self.company.clone(),
            locale: self.locale.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            notes: self.guest_notes.clone(),
        }
    }

    /// What was paid, in the words of the restaurant API's seed document.
    fn paid(&self) -> Result<api::booking::reservation::Payment, Failure> {
        let Some(payment) = &self.payment else { return Ok(api::booking::reservation::Payment::default()) };
        let state = serde_json::to_value(payment.state()?).map_err(Failure::internal)?;
        Ok(api::booking::reservation::Payment {
            kind: payment.kind,
            amount: payment.amount(),
            payment_intent_id: payment.reference().map(str::to_owned),
            invoice_url: None,
            refund_minutes: payment.policy.refund_minutes,
            state: state.as_str().map(str::to_owned),
        })
    }

    /// As its guest sees it.
    pub(crate) fn booking(&self, app: &App, tenant: &Tenant) -> Result<Booking, Failure> {
        let configuration = &tenant.compiled.configuration;
        let experience = self.experience(tenant);
        Ok(Booking {
            number: self.number.clone(),
            status: self.status()?,
            restaurant_name: configuration.restaurant.name.clone(),
            restaurant_slug: configuration.restaurant.slug.clone(),
            experience_name: experience.map(|e| e.name.clone()).unwrap_or_default(),
            attendees: self.attendees,
            day: Date(self.day()),
            minutes: self.minutes,
            start_time: Timestamp::from(Instant(self.starts)),
            end_time: Timestamp::from(Instant(self.ends)),
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            notes: self.notes.clone(),
            locale: self.locale.clone(),
            can_cancel: self.can_cancel(app.now())?,
            payment: self
                .payment
                .as_ref()
                .map(|paid| self.booking_payment(app, paid).map(Box::new))
                .transpose()?,
        })
    }
}

impl Row {
    fn booking_payment(&self, app: &App, payment: &Payment) -> Result<api::BookingPayment, Failure> {
        payment.booking_payment(app, Instant(self.starts), self.status()?)
    }
}

const SELECT_RESERVATION: &str = select_reservations!("r.id = ?3 AND r.restaurant_id = ", restaurant_id!());

/// The restaurant and its reservation of this id.
pub(crate) async fn find(app: &App, selector: &TenantSelector, id: &str) -> Result<(Tenant, Row), Failure> {
    let mut rows = app.db.read(vec![select_tenant(selector), select(selector, id)]).await?;
    let tenant = Tenant::read_today(app, selector, &mut rows)?;
    let row: Option<Row> = rows.first()?;
    Ok((tenant, row.ok_or_else(not_found)?))
}

/// The statement that reads one reservation.
pub(crate) fn select(selector: &TenantSelector, id: &str) -> Statement {
    selector.statement(SELECT_RESERVATION, [id.into()])
}

/// The labels of some JSON lists of ids, as far as the restaurant still has them.
pub(crate) fn labels(tenant: &Tenant, lists: &[&str]) -> Vec<Label> {
    let list = |text: &&str| serde_json::from_str::<Vec<String>>(text).unwrap_or_default();
    let ids: Vec<String> = lists.iter().flat_map(list).collect();
    let known = tenant.compiled.configuration.labels.iter();
    known.filter(|label| ids.contains(&label.id)).cloned().collect()
}

/// A list of labels of one type as the database keeps it.
pub(crate) fn label_ids(tenant: &Tenant, kind: &str, ids: &[String]) -> Result<String, Failure> {
    let labels = &tenant.compiled.configuration.labels;
    let is_known = |id: &String| labels.iter().any(|label| label.id == *id && label.kind == kind);
    if let Some(i) = ids.iter().position(|id| !is_known(id)) {
        let detail = format!("the restaurant has no such label of the type {kind}");
        return Err(Failure::invalid_field(&format!("/labelIds/{i}"), detail));
    }
    Ok(stay_row::json(ids))
}
