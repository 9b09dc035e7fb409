//! POST /v1/restaurants/{slug}/reservations: a guest makes a booking.

use api::{Booked, BookingRequest};
use axum::Json;
use axum::http::StatusCode;

use crate::house::visitor::Visitor;
use crate::http::extract::{Keyed, PathParams};
use crate::operations::book_for_guest;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Create a booking
///
/// Books the held slot, or any other slot if there is no hold. An expired hold still books as long as its slot is free.
/// Where a payment is due, the booking is `payment_pending` and `payUrl` names the page to pay.
#[utoipa::path(post, path = "/v1/restaurants/{slug}/reservations", tag = "Guests", operation_id = "createBooking",
    params(("slug" = String, Path, description = "the restaurant's slug"),
           ("Idempotency-Key" = String, Header, description = "client-generated, 1 to 255 visible ASCII characters")),
    request_body = BookingRequest,
    responses((status = 201, body = Booked),
              (status = 404, body = api::Problem,
               description = "restaurant_not_found, experience_not_found, gift_card_not_usable"),
              (status = 409, body = api::Problem,
               description = "slot_not_bookable, hold_expired, hold_already_used, quote_changed, \
                              idempotency_key_reused"),
              (status = 429, body = api::Problem, description = "too_many_bookings, too_many_requests; with Retry-After"),
              (status = 503, body = api::Problem, description = "payments_unavailable, busy")))]
#[send]
pub(crate) async fn create(
    app: App,
    PathParams(slug): PathParams<String>,
    visitor: Visitor,
    Keyed { key, body }: Keyed<BookingRequest>,
) -> Result<(StatusCode, Json<Booked>), Failure> {
    let booked = book_for_guest::book(&app, &slug, &visitor, &key, &body).await?;
    Ok((StatusCode::CREATED, Json(booked)))
}
