//! GET /v1/bookings/{manageToken}/calendar.ics: the booking for the guest's calendar.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};
use serde::Deserialize;

use crate::booking::reservation::manage_url;
use crate::booking::standing::Standing;
use crate::http::extract::PathParams;
use crate::operations::manage_booking::{self, GuestBooking};
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Other tables are no change to the guest, and stand in no calendar.
const COUNT_CHANGES: &str = "
    SELECT COUNT(*) AS changes FROM reservation_log WHERE reservation_id = ?1 AND actor <> 'reseating'";

#[derive(Deserialize)]
struct ChangesRow {
    changes: u32,
}

/// Download a booking's calendar file
///
/// The booking as an iCalendar file (RFC 5545). It keeps its UID when it changes, and its SEQUENCE rises; STATUS says
/// whether it is agreed, still asked for, or off.
#[utoipa::path(get, path = "/v1/bookings/{manageToken}/calendar.ics", tag = "Guests", operation_id = "readCalendar",
    params(("manageToken" = String, Path, description = "the token of the guest's manage link")),
    responses((status = 200, body = String, content_type = "text/calendar"), (status = 404, body = api::Problem)))]
#[send]
pub(crate) async fn read(app: App, PathParams(token): PathParams<String>) -> Result<Response, Failure> {
    let opened = manage_booking::open(&app, &token).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"booking.ics\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let count = Statement::new(COUNT_CHANGES, [opened.row.id.as_str().into()]);
    let sequence = app.db.first::<ChangesRow>(count).await?.map_or(0, |row| row.changes);
    Ok((headers, calendar(&app, &opened, &token, sequence)?.to_string()).into_response())
}

fn calendar(app: &App, opened: &GuestBooking, token: &str, sequence: u32) -> Result<Calendar, Failure> {
    let restaurant = &opened.tenant.compiled.configuration.restaurant;
    let booking = opened.row.booking(app, &opened.tenant)?;
    let at = |seconds: i64| DateTime::<Utc>::from_timestamp(seconds, 0).unwrap_or_default();
    let status = match Standing::of(booking.status) {
        Standing::Asked | Standing::Offered | Standing::ToPay => EventStatus::Tentative,
        Standing::Agreed | Standing::Here | Standing::Over => EventStatus::Confirmed,
        Standing::Off => EventStatus::Cancelled,
    };
    let experience = api::text(&booking.experience_name, &booking.locale, &restaurant.locales);
    let event = Event::new()
        .uid(&format!("{}@couvert", opened.row.id))
        .timestamp(at(app.now_ms.div_euclid(1000)))
        .starts(at(booking.start_time.seconds))
        .ends(at(booking.end_time.seconds))
        .summary(&format!("{} · {}", restaurant.name, booking.attendees))
        .description(&format!("{experience}\n{}\n{}", booking.number, manage_url(app, token)))
        .location(&restaurant.address)
        // Calendars ignore a change, or a cancellation, that does not count further (RFC 5545, 3.8.7.4).
        .sequence(sequence)
        .status(status)
        .done();
    Ok(Calendar::new().push(event).done())
}
