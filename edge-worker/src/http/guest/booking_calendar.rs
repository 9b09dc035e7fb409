//! GET /v1/bookings/{manageToken}/calendar.ics: the booking for the guest's calendar.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};

use crate::booking::reservation::manage_url;
use crate::http::extract::PathParams;
use crate::operations::manage_booking::{self, GuestBooking};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Download a booking's calendar file
///
/// The booking as an iCalendar file (RFC 5545). A cancelled booking is marked as cancelled under the same UID.
#[utoipa::path(get, path = "/v1/bookings/{manageToken}/calendar.ics", tag = "Guests", operation_id = "readCalendar",
    params(("manageToken" = String, Path, description = "the token of the guest's manage link")),
    responses((status = 200, body = String, content_type = "text/calendar"), (status = 404, body = api::Problem)))]
#[send]
pub(crate) async fn read(
    State(app): State<App>,
    PathParams(token): PathParams<String>,
) -> Result<Response, Failure> {
    let opened = manage_booking::open(&app, &token).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"booking.ics\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, calendar(&app, &opened, &token)?.to_string()).into_response())
}

fn calendar(app: &App, opened: &GuestBooking, token: &str) -> Result<Calendar, Failure> {
    let restaurant = &opened.tenant.compiled.configuration.restaurant;
    let booking = opened.row.booking(app, &opened.tenant)?;
    let at = |seconds: i64| DateTime::<Utc>::from_timestamp(seconds, 0).unwrap_or_default();
    let is_cancelled = booking.status == api::basics::status::Status::Cancelled;
    let experience = api::text(&booking.experience_name, &booking.locale);
    let event = Event::new()
        .uid(&format!("{}@couvert", opened.row.id))
        .timestamp(at(app.now_ms.div_euclid(1000)))
        .starts(at(booking.start_time.seconds))
        .ends(at(booking.end_time.seconds))
        .summary(&format!("{} · {}", restaurant.name, booking.attendees))
        .description(&format!("{experience}\n{}\n{}", booking.number, manage_url(app, token)))
        .location(&restaurant.address)
        .status(if is_cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed })
        .done();
    Ok(Calendar::new().push(event).done())
}
