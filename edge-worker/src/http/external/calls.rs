//! /external/phone-numbers/{phoneNumberId}/calls: the phone system reports calls, the host stand polls them.

use api::booking::call::{Call, CallReport, CallStatus, Calls};
use api::{Reservation, Scope, Timestamp};
use axum::Json;
use engine::Day;
use serde::Deserialize;

use crate::booking::guest_entry::GuestRow;
use crate::booking::reservation::{Row, select_reservations};
use crate::house::retry::{Effect, retry_on_conflict};
use crate::house::tenant::{Tenant, TenantSelector, restaurant_id, select_tenant};
use crate::http::authentication::Key;
use crate::http::extract::{Json as JsonBody, PathParams, QueryParams};
use crate::platform::app::App;
use crate::platform::db::follow_ups::FollowUp;
use crate::platform::db::{Statement, Value, json_list};
use crate::platform::failure::Failure;
use crate::platform::{phone, send};

const ID_LENGTHS: std::ops::RangeInclusive<usize> = 10..=100;
const PHONE_NUMBER_ID_LENGTH_MAX: usize = 100;
/// Calls per answer.
const PAGE: i64 = 50;
/// Reservations read per caller, enough for the next one and the history to be among them.
const RESERVATIONS_READ: i64 = 30;
const HISTORY: usize = 5;

/// Only the first report of each status counts, so that reports may arrive late, twice and in any order. A report
/// without news changes nothing, not even the cursor.
const UPSERT_CALL: &str = "
    INSERT INTO calls (restaurant_id, phone_number_id, id, phone_number, ringing_at, picked_up_at, hung_up_at,
                       abandoned_at, created_at, changed_at, cursor)
    VALUES (?1, ?2, ?3, ?4, iif(?5 = 'ringing', ?6, NULL), iif(?5 = 'picked_up', ?6, NULL),
            iif(?5 = 'hung_up', ?6, NULL), iif(?5 = 'abandoned', ?6, NULL), ?6, ?6,
            (SELECT COALESCE(MAX(cursor), 0) + 1 FROM calls WHERE restaurant_id = ?1))
    ON CONFLICT (restaurant_id, phone_number_id, id) DO UPDATE SET
      ringing_at = COALESCE(ringing_at, excluded.ringing_at),
      picked_up_at = COALESCE(picked_up_at, excluded.picked_up_at),
      hung_up_at = COALESCE(hung_up_at, excluded.hung_up_at),
      abandoned_at = COALESCE(abandoned_at, excluded.abandoned_at),
      changed_at = excluded.changed_at,
      cursor = excluded.cursor
    WHERE (ringing_at IS NULL AND excluded.ringing_at IS NOT NULL)
       OR (picked_up_at IS NULL AND excluded.picked_up_at IS NOT NULL)
       OR (hung_up_at IS NULL AND excluded.hung_up_at IS NOT NULL)
       OR (abandoned_at IS NULL AND excluded.abandoned_at IS NOT NULL)";

macro_rules! select_calls {
    ($condition:expr) => {
        concat!(
            "SELECT id, phone_number_id, phone_number, picked_up_at, hung_up_at, abandoned_at, created_at,
                    cursor
             FROM calls WHERE restaurant_id = ",
            restaurant_id!(),
            $condition,
        )
    };
}

const SELECT_CALL: &str = select_calls!(" AND phone_number_id = ?3 AND id = ?4");
const SELECT_CALLS: &str =
    select_calls!(" AND cursor > ?4 AND phone_number_id = ?3 ORDER BY cursor LIMIT ?5");
/// Without a cursor: the latest calls.
const SELECT_LATEST_CALLS: &str =
    select_calls!(" AND phone_number_id = ?3 AND ?4 IS NULL ORDER BY cursor DESC LIMIT ?5");

const SELECT_CALLERS: &str = concat!(
    "SELECT id, first_name, last_name, company, locale, phone, email, notes, phone_key FROM guests
     WHERE phone_key IS NOT NULL AND substr(phone_key, -4) IN (SELECT substr(value, -4) FROM json_each(?3))
       AND phone_key IN (SELECT value FROM json_each(?3)) AND restaurant_id = ",
    restaurant_id!(),
    " ORDER BY phone_confirmed_at IS NULL, last_day DESC, id",
);
const SELECT_CALLERS_RESERVATIONS: &str = select_reservations!(
    "r.guest_id = ?3 AND r.restaurant_id = ",
    restaurant_id!(),
    " ORDER BY r.day DESC, r.minutes DESC, r.id LIMIT ?4",
);

#[derive(Deserialize)]
struct CallRow {
    id: String,
    phone_number_id: String,
    phone_number: String,
    picked_up_at: Option<i64>,
    hung_up_at: Option<i64>,
    abandoned_at: Option<i64>,
    created_at: i64,
    cursor: i64,
}

impl CallRow {
    /// The status by all reports so far. A call cannot be both abandoned and picked up; if both are reported, it was
    /// picked up and is over.
    fn status(&self) -> CallStatus {
        let Self { picked_up_at, hung_up_at, abandoned_at, .. } = self;
        match (picked_up_at.is_some(), hung_up_at.is_some(), abandoned_at.is_some()) {
            (_, true, _) | (true, _, true) => CallStatus::HungUp,
            (_, _, true) => CallStatus::Abandoned,
            (true, ..) => CallStatus::PickedUp,
            _ => CallStatus::Ringing,
        }
    }
}

/// The caller's guestbook entry and reservations.
#[derive(Default)]
struct Caller {
    guest: Option<api::booking::reservation::Guest>,
    next_reservation: Option<Reservation>,
    history: Vec<Reservation>,
}

/// Report a call
///
/// Reports the status of a call. Reports may arrive in any order and repeatedly: they are merged by the call's id, so
/// they need no `Idempotency-Key`.
#[utoipa::path(post, path = "/external/phone-numbers/{phoneNumberId}/calls", tag = "Phone calls",
    operation_id = "reportCall", security(("apiKey" = ["calls:write"])),
    params(("phoneNumberId" = String, Path, description = "the line that was called, 1 to 100 characters")),
    request_body = CallReport,
    responses((status = 200, body = Call)))]
#[send]
pub(crate) async fn report(
    app: App,
    key: Key,
    PathParams(phone_number_id): PathParams<String>,
    JsonBody(body): JsonBody<CallReport>,
) -> Result<Json<Call>, Failure> {
    let selector = key.with(Scope::CallsWrite);
    check(&phone_number_id, &body)?;
    let reads = || vec![select_tenant(&selector)];
    let tenant = retry_on_conflict(&app, reads, |rows| {
        let tenant = Tenant::read_today(&app, &selector, rows)?;
        let number = number(&tenant, &body)?;
        let status = serde_json::to_value(body.status).unwrap_or_default();
        let values: [Value; 6] = [
            tenant.id.as_str().into(),
            phone_number_id.as_str().into(),
            body.id.as_str().into(),
            number.as_str().into(),
            status.as_str().unwrap_or_default().into(),
            app.now_ms.into(),
        ];
        Ok(Effect {
            statements: vec![Statement::new(UPSERT_CALL, values).then(FollowUp::Webhooks)],
            answer: tenant,
        })
    })
    .await?;
    let select = selector.statement(SELECT_CALL, [phone_number_id.into(), body.id.into()]);
    let calls = calls(&app, &selector, &tenant, app.db.all(select).await?).await?;
    let call = calls.into_iter().next().ok_or_else(|| Failure::internal("a call that was just written"))?;
    Ok(Json(call))
}

fn check(phone_number_id: &str, body: &CallReport) -> Result<(), Failure> {
    if !(1..=PHONE_NUMBER_ID_LENGTH_MAX).contains(&phone_number_id.chars().count()) {
        return Err(Failure::invalid_field("phoneNumberId", "1 to 100 characters"));
    }
    if !ID_LENGTHS.contains(&body.id.chars().count()) {
        return Err(Failure::invalid_field("/id", "10 to 100 characters"));
    }
    Ok(())
}

/// The caller's number in E.164. Without a country code it is of the restaurant's country.
fn number(tenant: &Tenant, body: &CallReport) -> Result<String, Failure> {
    let number = phone::e164(&body.phone_number, &tenant.compiled.configuration.restaurant.country);
    number
        .ok_or_else(|| Failure::invalid_field("/phoneNumber", "a phone number, best in E.164: +436601123345"))
}

/// Which calls to list.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Following {
    /// The `cursor` of the previous answer, to list only calls that have changed since; the latest calls if left out.
    after: Option<i64>,
}

/// List calls
///
/// At most 50 calls of a line, each with the caller's guestbook entry, next reservation and history. A host stand polls
/// every second or two with the `cursor` of the last answer, which costs one index read while nothing has changed.
#[utoipa::path(get, path = "/external/phone-numbers/{phoneNumberId}/calls", tag = "Phone calls",
    operation_id = "listCalls", security(("apiKey" = ["calls:read"])),
    params(("phoneNumberId" = String, Path, description = "the line that was called"), Following),
    responses((status = 200, body = Calls)))]
#[send]
pub(crate) async fn list(
    app: App,
    key: Key,
    PathParams(phone_number_id): PathParams<String>,
    QueryParams(following): QueryParams<Following>,
) -> Result<Json<Calls>, Failure> {
    let selector = key.with(Scope::CallsRead);
    let sql = if following.after.is_some() { SELECT_CALLS } else { SELECT_LATEST_CALLS };
    let values = [phone_number_id.into(), Value::or_null(following.after), PAGE.into()];
    let mut rows = app.db.read(vec![select_tenant(&selector), selector.statement(sql, values)]).await?;
    let tenant = Tenant::read_today(&app, &selector, &mut rows)?;
    let mut calls = calls(&app, &selector, &tenant, rows.all()?).await?;
    calls.sort_by_key(|call| call.cursor);
    let cursor = calls.last().map_or(following.after.unwrap_or(0), |call| call.cursor);
    Ok(Json(Calls { calls, cursor }))
}

/// The calls with their callers: at most two more reads, however many there are.
async fn calls(
    app: &App,
    selector: &TenantSelector,
    tenant: &Tenant,
    rows: Vec<CallRow>,
) -> Result<Vec<Call>, Failure> {
    let mut numbers: Vec<&str> = rows.iter().map(|row| row.phone_number.as_str()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut callers = Vec::new();
    if !numbers.is_empty() {
        let select = selector.statement(SELECT_CALLERS, [json_list(&numbers).into()]);
        let guests: Vec<GuestRow> = app.db.all(select).await?;
        let of = |guest: &GuestRow| {
            selector
                .statement(SELECT_CALLERS_RESERVATIONS, [guest.id.as_str().into(), RESERVATIONS_READ.into()])
        };
        let first_of_number =
            |number: &&str| guests.iter().find(|guest| guest.phone_key.as_deref() == Some(number));
        let known: Vec<(&str, &GuestRow)> =
            numbers.iter().filter_map(|number| Some((*number, first_of_number(number)?))).collect();
        let selects: Vec<Statement> = known.iter().map(|(_, guest)| of(guest)).collect();
        if !selects.is_empty() {
            let mut reservations = app.db.read(selects).await?;
            for (number, guest) in known {
                callers.push((number.to_owned(), caller(app, tenant, guest, &reservations.all::<Row>()?)?));
            }
        }
    }
    let caller = |number: &str| callers.iter().find(|(known, _)| known == number).map(|(_, caller)| caller);
    Ok(rows
        .iter()
        .map(|row| {
            let caller = caller(&row.phone_number);
            Call {
                id: row.id.clone(),
                phone_number_id: row.phone_number_id.clone(),
                phone_number: row.phone_number.clone(),
                status: row.status(),
                timestamp: Timestamp::of_millis(row.created_at),
                cursor: row.cursor,
                guest: caller.and_then(|caller| caller.guest.clone()),
                next_reservation: caller.and_then(|caller| caller.next_reservation.clone()),
                history: caller.map(|caller| caller.history.clone()).unwrap_or_default(),
            }
        })
        .collect())
}

fn caller(app: &App, tenant: &Tenant, guest: &GuestRow, rows: &[Row]) -> Result<Caller, Failure> {
    let is_ahead = |row: &Row| {
        let keeps = row.status().is_ok_and(|status| engine::Status::from(status).keeps_tables());
        keeps && app.now().0 < row.ends && tenant.compiled.house.offsets.today(app.now()) <= Day(row.day)
    };
    let next = rows.iter().filter(|row| is_ahead(row)).min_by_key(|row| row.starts);
    let past =
        rows.iter().filter(|row| row.starts <= app.now().0 && next.is_none_or(|next| next.id != row.id));
    Ok(Caller {
        guest: Some(guest.guest()),
        next_reservation: next.map(|row| row.reservation(tenant)).transpose()?,
        history: past.take(HISTORY).map(|row| row.reservation(tenant)).collect::<Result<_, _>>()?,
    })
}
