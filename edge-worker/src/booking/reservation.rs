//! Reservations in SQL, and the views of their guest and their restaurant.

use api::basics::status::Status;
use api::booking::guest_booking::Booking;
use api::booking::reservation::{Guest, Payment as ReservedPayment, Reservation, ReservedExperience};
use api::booking::source::Source;
use api::configuration::label::Label;
use api::{Code, Date, Experience, Timestamp};
use engine::{Day, Instant, TableSet};
use serde::{Deserialize, Serialize};

use crate::house::tenant::{Tenant, TenantSelector, restaurant_id, select_tenant};
use crate::ledger::payment::{self, PaidVisit, Payment};
use crate::messages::outbox::{self, MailKind};
use crate::platform::app::App;
use crate::platform::db::{Statement, json_list};
use crate::platform::failure::Failure;
use crate::platform::secret;

/// The `reservation_not_found` failure.
pub(crate) fn not_found() -> Failure {
    Failure::new(Code::ReservationNotFound, "the restaurant has no such reservation")
}

/// The token that opens a reservation for its guest.
pub(crate) fn manage_token(app: &App, id: &str) -> Result<String, Failure> {
    secret::manage_token(&app.environment.root_key, id)
        .ok_or_else(|| Failure::internal("no manage token can be made"))
}

/// The guest's page for a reservation.
pub(crate) fn manage_url(app: &App, token: &str) -> String {
    format!("{}/manage/{token}", app.environment.public_url)
}

/// The guest's calendar file for a reservation.
pub(crate) fn calendar_url(app: &App, token: &str) -> String {
    format!("{}/v1/bookings/{token}/calendar.ics", app.environment.public_url)
}

/// The columns of table `reservations` that a [`Row`] has under the same names: read by `select_reservations!`, and
/// written by [`crate::booking::new_reservation::insert`]. The macro passed as `$list` turns them into SQL.
macro_rules! row_columns {
    ($($list:tt)+) => {
        $($list)+!(
            id,
            number,
            status,
            source,
            day,
            minutes,
            starts,
            ends,
            attendees,
            experience_id,
            table_ids,
            notes,
            locale,
            first_name,
            last_name,
            email,
            phone,
            internal_notes,
            label_ids,
            checkin_at,
            checkout_at,
            answer_by,
            message_to_guest
        )
    };
}
pub(crate) use row_columns;

/// The columns of `r`, for a SELECT.
macro_rules! of_r {
    ($first:ident $(, $column:ident)*) => {
        concat!("r.", stringify!($first) $(, ", r.", stringify!($column))*)
    };
}
pub(crate) use of_r;

/// The statement that selects [`Row`]s of the reservations (`r`) that the condition names.
macro_rules! select_reservations {
    ($($condition:expr),+ $(,)?) => {
        concat!(
            "SELECT ", $crate::booking::reservation::row_columns!($crate::booking::reservation::of_r), ", r.guest_id, g.company, g.notes AS guest_notes,
                    g.label_ids AS guest_label_ids,
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) status: String,
    pub(crate) source: Source,
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
    pub(crate) company: String,
    pub(crate) guest_notes: String,
    /// A JSON list.
    pub(crate) guest_label_ids: String,
    /// Milliseconds since the epoch.
    pub(crate) checkin_at: Option<i64>,
    pub(crate) checkout_at: Option<i64>,
    /// By when the restaurant answers, or the guest where it made an offer, in minutes since the epoch.
    pub(crate) answer_by: Option<i64>,
    /// What the restaurant wrote with its last answer.
    pub(crate) message_to_guest: String,
    /// The number of the last line of its log.
    pub(crate) sequence: i64,
    /// The number of the log line that gave it its current seat.
    #[serde(default)]
    pub(crate) seated: i64,
    /// 1 if it keeps exactly these tables; `None` without tables.
    pub(crate) pinned: Option<i64>,
    /// Its payment, if there is one.
    #[serde(skip_serializing, deserialize_with = "payment::deserialize")]
    pub(crate) payment: Option<Box<Payment>>,
}

impl Row {
    /// The statement that queues a mail to its guest, if their address is known.
    pub(crate) fn mail(&self, app: &App, kind: MailKind) -> Option<Statement> {
        (!self.email.is_empty()).then(|| outbox::about_reservation(app, kind, &self.id))
    }

    pub(crate) fn status(&self) -> Result<Status, Failure> {
        Status::from_name(&self.status)
            .ok_or_else(|| Failure::internal("a reservation has a status that does not exist"))
    }

    /// By when the answer comes that it waits for, or will wait for once it is paid: the restaurant's to a request, or the
    /// guest's to an offer.
    pub(crate) fn awaited(&self) -> Result<Option<Instant>, Failure> {
        let status = self.status()?;
        let waits = engine::Status::from(status).awaits_answer() || status == Status::PaymentPending;
        Ok(self.answer_by.filter(|_| waits).map(Instant))
    }

    /// When what waits for an answer lapses: at its start, if not before.
    pub(crate) fn lapses(&self) -> Instant {
        Instant(self.answer_by.map_or(self.starts, |by| by.min(self.starts)))
    }

    /// Its tables, as far as the configuration still has them.
    pub(crate) fn tables(&self, tenant: &Tenant) -> TableSet {
        let ids: Vec<String> = serde_json::from_str(&self.table_ids).unwrap_or_default();
        ids.iter().filter_map(|id| tenant.compiled.table(id)).collect()
    }

    /// Whether a host pinned its tables.
    pub(crate) fn is_pinned(&self) -> bool {
        self.pinned == Some(1)
    }

    /// The opening day.
    pub(crate) fn day(&self) -> Day {
        Day(self.day)
    }

    /// Whether its guest can still cancel it.
    pub(crate) fn can_cancel(&self, now: Instant) -> Result<bool, Failure> {
        let status = engine::Status::from(self.status()?);
        let may = status.transition(engine::Status::Cancelled) == engine::Transition::Allowed;
        Ok(may && now.0 < self.starts)
    }

    /// The booked experience, if the restaurant still offers it.
    fn experience<'a>(&self, tenant: &'a Tenant) -> Option<&'a Experience> {
        let index = tenant.compiled.experience(&self.experience_id)?;
        tenant.compiled.configuration.experiences.get(index)
    }

    /// The restaurant API's representation.
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
            day: Date(self.day()),
            minutes: self.minutes,
            start_time: Instant(self.starts).into(),
            end_time: Instant(self.ends).into(),
            checkin_time: self.checkin_at.map(at),
            checkout_time: self.checkout_at.map(at),
            status: self.status()?,
            source: self.source,
            restaurant_id: tenant.id.clone(),
            guest: self.guest(),
            pinned_tables: tenant.compiled.restaurants_ids(&table_ids).iter().filter_map(table).collect(),
            seats: tenant.compiled.seats(&table_ids),
            labels: labels(tenant, &[&self.guest_label_ids, &self.label_ids]),
            special_request_notes: self.notes.clone(),
            internal_notes: self.internal_notes.clone(),
            answer_by: self.awaited()?.map(Into::into),
            message_to_guest: self.message_to_guest.clone(),
            payment: self.paid(tenant)?,
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

    /// Its payment in the restaurant API's terms.
    fn paid(&self, tenant: &Tenant) -> Result<ReservedPayment, Failure> {
        let Some(payment) = &self.payment else {
            let currency = tenant.compiled.configuration.restaurant.currency.clone();
            return Ok(ReservedPayment { currency, ..ReservedPayment::default() });
        };
        let state = serde_json::to_value(payment.state()?).map_err(Failure::internal)?;
        Ok(ReservedPayment {
            kind: payment.kind,
            amount: payment.amount(),
            currency: payment.currency.clone(),
            payment_intent_id: payment.reference().map(str::to_owned),
            invoice_url: None,
            refund_minutes: payment.policy.refund_minutes,
            state: state.as_str().map(str::to_owned),
        })
    }

    /// The guest's view.
    pub(crate) fn booking(&self, app: &App, tenant: &Tenant) -> Result<Booking, Failure> {
        let configuration = &tenant.compiled.configuration;
        let experience = self.experience(tenant);
        let awaited = self.awaited()?.map(|by| tenant.local(by));
        Ok(Booking {
            number: self.number.clone(),
            status: self.status()?,
            restaurant_name: configuration.restaurant.name.clone(),
            restaurant_slug: configuration.restaurant.slug.clone(),
            experience_id: self.experience_id.clone(),
            experience_name: experience.map(|e| e.name.clone()).unwrap_or_default(),
            floor_plan_id: tenant.floor_plan_of(&self.tables(tenant)),
            attendees: self.attendees,
            day: Date(self.day()),
            minutes: self.minutes,
            end_minutes: (configuration.settings.show_end_time || self.is_cut_short(tenant))
                .then(|| self.end_minutes(tenant)),
            start_time: Timestamp::from(Instant(self.starts)),
            end_time: Timestamp::from(Instant(self.ends)),
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            notes: self.notes.clone(),
            locale: self.locale.clone(),
            can_cancel: self.can_cancel(app.now())?,
            answer_day: awaited.as_ref().map(|by| Date(by.day)),
            answer_minutes: awaited.as_ref().map(|by| by.minutes),
            message_to_guest: self.message_to_guest.clone(),
            payment: self
                .payment
                .as_ref()
                .map(|paid| self.booking_payment(app, tenant, paid).map(Box::new))
                .transpose()?,
        })
    }
}

impl Row {
    /// The end on the restaurant's clock, in minutes since the opening day began.
    fn end_minutes(&self, tenant: &Tenant) -> u16 {
        let end = tenant.local(Instant(self.ends));
        let days = u16::try_from(end.day.0 - self.day).unwrap_or(0);
        days * 1440 + end.minutes
    }

    /// Whether the house closes before such a party would leave, of which guests are told.
    fn is_cut_short(&self, tenant: &Tenant) -> bool {
        let house = &tenant.compiled.house;
        let index = tenant.compiled.experience(&self.experience_id);
        let experience = index.and_then(|index| house.experiences.get(index));
        experience.is_some_and(|e| house.is_cut_short(e, self.attendees, (self.day(), self.minutes)))
    }

    /// The guest's view of its payment.
    pub(crate) fn booking_payment(
        &self,
        app: &App,
        tenant: &Tenant,
        payment: &Payment,
    ) -> Result<api::BookingPayment, Failure> {
        let visit = PaidVisit { start: Instant(self.starts), status: self.status()?, locale: &self.locale };
        payment.booking_payment(app, tenant, &visit)
    }
}

const SELECT_RESERVATION: &str = select_reservations!("r.id = ?3 AND r.restaurant_id = ", restaurant_id!());

/// Finds a restaurant's reservation by id.
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

/// The labels in these JSON lists of ids, as far as the configuration still has them.
pub(crate) fn labels(tenant: &Tenant, lists: &[&str]) -> Vec<Label> {
    let list = |text: &&str| serde_json::from_str::<Vec<String>>(text).unwrap_or_default();
    let ids: Vec<String> = lists.iter().flat_map(list).collect();
    let known = tenant.compiled.configuration.labels.iter();
    known.filter(|label| ids.contains(&label.id)).cloned().collect()
}

/// Validates label ids of one type; returns them as a JSON list, as stored.
pub(crate) fn label_ids(tenant: &Tenant, kind: &str, ids: &[String]) -> Result<String, Failure> {
    let labels = &tenant.compiled.configuration.labels;
    let is_known = |id: &String| labels.iter().any(|label| label.id == *id && label.kind == kind);
    if let Some(i) = ids.iter().position(|id| !is_known(id)) {
        let detail = format!("the restaurant has no such label of the type {kind}");
        return Err(Failure::invalid_field(&format!("/labelIds/{i}"), detail));
    }
    Ok(json_list(ids))
}
