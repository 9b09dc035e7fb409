//! GET /v1/bookings/{manageToken}/change quotes a change of a booking, PATCH /v1/bookings/{manageToken} makes it.

use api::Booking;
use api::booking::guest_booking::{BookingChange, ChangeQuote};
use axum::Json;

use crate::http::extract::{Keyed, PathParams, QueryParams};
use crate::operations::change_booking::{self, ChangeOutcome, ChangeQuestion};
use crate::operations::manage_booking;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Quote a booking change
///
/// What the change would cost or refund, and the starts that the party could book on that day. Nothing is changed.
/// Send the quoted `amount` as `acceptedAmount` with the change.
#[utoipa::path(get, path = "/v1/bookings/{manageToken}/change", tag = "Guests", operation_id = "quoteBookingChange",
    params(("manageToken" = String, Path, description = "the token of the guest's manage link"), ChangeQuestion),
    responses((status = 200, body = ChangeQuote), (status = 404, body = api::Problem),
              (status = 409, body = api::Problem, description = "change_not_allowed")))]
#[send]
pub(crate) async fn quote(
    app: App,
    PathParams(token): PathParams<String>,
    QueryParams(question): QueryParams<ChangeQuestion>,
) -> Result<Json<ChangeQuote>, Failure> {
    let booking = manage_booking::open(&app, &token).await?;
    let outcome = change_booking::quote(&app, &booking, &question).await?;
    let ChangeOutcome { wanted, difference, times, cut_short, reasons, alternatives, .. } = outcome;
    Ok(Json(ChangeQuote {
        attendees: wanted.attendees,
        day: wanted.day,
        minutes: wanted.minutes,
        end_minutes: cut_short.map(|stay| wanted.minutes + stay),
        amount: difference.accepted(),
        forfeited: if booking.is_guaranteed() { 0 } else { difference.lost },
        currency: booking.tenant.compiled.configuration.restaurant.currency.clone(),
        terms: difference.agreed.map(|agreed| agreed.terms).unwrap_or_default(),
        times,
        exclusion_reasons: reasons.into_iter().map(Into::into).collect(),
        alternatives,
    }))
}

/// Change a booking
///
/// Changes party size, day or time, all of it or nothing. A change that costs more takes effect at once and waits for
/// its supplement to be paid; if that is not paid in time, the booking is restored as it was before.
#[utoipa::path(patch, path = "/v1/bookings/{manageToken}", tag = "Guests", operation_id = "changeBooking",
    params(("manageToken" = String, Path, description = "the token of the guest's manage link"),
           ("Idempotency-Key" = String, Header, description = "client-generated, 1 to 255 visible ASCII characters")),
    request_body = BookingChange,
    responses((status = 200, body = Booking), (status = 404, body = api::Problem),
              (status = 409, body = api::Problem,
               description = "change_not_allowed, slot_not_bookable, quote_changed, idempotency_key_reused"),
              (status = 503, body = api::Problem, description = "payments_unavailable, busy")))]
#[send]
pub(crate) async fn change(
    app: App,
    PathParams(token): PathParams<String>,
    Keyed { key, body }: Keyed<BookingChange>,
) -> Result<Json<Booking>, Failure> {
    change_booking::change(&app, &token, &key, &body).await.map(Json)
}
