//! GET /external/reservations

use api::basics::status::Status;
use api::{Date, FieldError, Reservation, Scope};
use axum::Json;
use axum::extract::RawQuery;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::booking::reservation::{Row, select_reservations};
use crate::house::tenant::{Tenant, restaurant_id, select_tenant};
use crate::http::authentication::Key;
use crate::platform::app::App;
use crate::platform::db::Value;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Reservations per page.
const PAGE: i64 = 200;
/// The longest range of days per request.
const DAYS_MAX: i32 = 366;

/// Ordered by day, time and id, which together identify where a page ends.
const SELECT_RESERVATIONS: &str = select_reservations!(
    "r.restaurant_id = ",
    restaurant_id!(),
    " AND r.day BETWEEN ?3 AND ?4
      AND (r.day, r.minutes, r.id) > (?5, ?6, ?7)
      AND (?8 IS NULL OR r.status IN (SELECT value FROM json_each(?8)))
      AND (?9 = 1 OR r.source <> 'walk_in')
      ORDER BY r.day, r.minutes, r.id LIMIT ?10",
);

const NAMES: [&str; 5] = ["from", "to", "status", "includeWalkIns", "cursor"];

struct Filter {
    from: Date,
    to: Date,
    statuses: Vec<Status>,
    include_walk_ins: bool,
    after: Cursor,
}

/// The last reservation of the previous page.
struct Cursor {
    day: i32,
    minutes: i64,
    id: String,
}

/// List reservations
///
/// The reservations of a range of opening days, at most a year, by day and time. The `Link` header with `rel="next"`
/// names the next page.
#[utoipa::path(get, path = "/external/reservations", tag = "Reservations", operation_id = "listReservations",
    security(("apiKey" = ["reservations:read"])),
    params(("from" = Date, Query, description = "the first opening day"),
           ("to" = Date, Query, description = "the last opening day, included"),
           ("status" = Option<Vec<Status>>, Query, description = "only these statuses; may be repeated"),
           ("includeWalkIns" = Option<bool>, Query, description = "whether walk-ins are listed too; default `false`"),
           ("cursor" = Option<String>, Query, description = "from the `Link` header of the previous page")),
    responses((status = 200, body = Vec<Reservation>)))]
#[send]
pub(crate) async fn list(app: App, key: Key, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let selector = key.with(Scope::ReservationsRead);
    let query = query.unwrap_or_default();
    let filter = filter(&query).map_err(Failure::invalid)?;
    let names: Vec<&str> = filter.statuses.iter().map(|status| status.name()).collect();
    let statuses = (!names.is_empty()).then(|| serde_json::to_string(&names).unwrap_or_default());
    let Cursor { day, minutes, id } = filter.after;
    let values: [Value; 8] = [
        filter.from.0.0.into(),
        filter.to.0.0.into(),
        day.into(),
        minutes.into(),
        id.into(),
        Value::or_null(statuses),
        i64::from(filter.include_walk_ins).into(),
        (PAGE + 1).into(),
    ];
    let select = selector.statement(SELECT_RESERVATIONS, values);
    let mut rows = app.db.read(vec![select_tenant(&selector), select]).await?;
    let tenant = Tenant::read_today(&app, &selector, &mut rows)?;
    let rows: Vec<Row> = rows.all()?;
    let page = rows.iter().take(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let reservations: Vec<Reservation> =
        page.clone().map(|row| row.reservation(&tenant)).collect::<Result<_, _>>()?;
    let is_cut = reservations.len() < rows.len();
    let mut response = Json(reservations).into_response();
    if let Some(link) = page.clone().next_back().filter(|_| is_cut).and_then(|last| next_page(&query, last)) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

/// The `Link` header of RFC 8288, relative to the URL of the request.
fn next_page(query: &str, last: &Row) -> Option<HeaderValue> {
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("cursor=")).collect();
    let cursor = format!("{}.{}.{}", last.day, last.minutes, last.id);
    HeaderValue::from_str(&format!("<?{}&cursor={cursor}>; rel=\"next\"", kept.join("&"))).ok()
}

/// Parsed by hand, since `status` may be repeated.
fn filter(query: &str) -> Result<Filter, Vec<FieldError>> {
    let (mut from, mut to) = (None, None);
    let (mut statuses, mut include_walk_ins) = (Vec::new(), false);
    let mut after = Cursor { day: i32::MIN, minutes: 0, id: String::new() };
    let mut errors = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if value.is_empty() && NAMES.contains(&name) {
            // As good as left out.
            continue;
        }
        let is_sound = match name {
            "from" => value.parse::<Date>().map(|day| from = Some(day)).is_ok(),
            "to" => value.parse::<Date>().map(|day| to = Some(day)).is_ok(),
            "status" => Status::from_name(value).map(|status| statuses.push(status)).is_some(),
            "includeWalkIns" => value.parse().map(|include| include_walk_ins = include).is_ok(),
            "cursor" => cursor(value).map(|cursor| after = cursor).is_some(),
            _ => false,
        };
        if !is_sound {
            errors.push(FieldError::new(name, "not a parameter of this call, or not of its form"));
        }
    }
    match (from, to) {
        (Some(from), Some(to)) if errors.is_empty() => {
            if to < from || from.0.plus(DAYS_MAX) < to.0 {
                return Err(vec![FieldError::new("to", "from `from` on, at most a year")]);
            }
            Ok(Filter { from, to, statuses, include_walk_ins, after })
        }
        _ => {
            let needed = [("from", from.is_none()), ("to", to.is_none())];
            errors.extend(
                needed
                    .into_iter()
                    .filter(|(_, is_missing)| *is_missing)
                    .map(|(name, _)| FieldError::new(name, "a day in the form yyyy-mm-dd is needed")),
            );
            Err(errors)
        }
    }
}

fn cursor(text: &str) -> Option<Cursor> {
    let mut parts = text.splitn(3, '.');
    let (day, minutes) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(Cursor { day, minutes, id: parts.next()?.to_owned() })
}
