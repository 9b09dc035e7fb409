//! Errors on the wire: RFC 9457 problem details with a stable `code`.

use serde::{Deserialize, Serialize};

use crate::availability::alternative::Alternative;
use crate::availability::exclusion_reason::ExclusionReason;
use crate::basics::field_error::FieldError;

/// What went wrong, for programs. There is a code of its own only where a client would act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Code {
    /// The body is not JSON.
    MalformedJson,
    /// The body is JSON, but a field is missing, unknown, of the wrong type or out of range. See `errors`.
    InvalidInput,
    /// The body is larger than this call accepts.
    BodyTooLarge,
    /// The `Content-Type` of the body is not `application/json`.
    UnsupportedMediaType,
    /// This call needs an `Idempotency-Key` header.
    IdempotencyKeyRequired,
    /// This `Idempotency-Key` was used before with another request.
    IdempotencyKeyReused,
    /// There is no key, or an unknown one.
    Unauthorized,
    /// The key is known, but lacks the scope that this call needs.
    ScopeMissing,
    /// Too many requests; try again after `Retry-After` seconds.
    TooManyRequests,
    /// This visitor keeps too many tables already. Booking needs no hold; or try again after `Retry-After` seconds.
    TooManyHolds,
    /// Too many bookings of this visitor, or for this e-mail address; try again after `Retry-After` seconds, or call.
    TooManyBookings,
    /// There is no such address.
    NotFound,
    /// There is such an address, but not for this method. See the `Allow` header.
    MethodNotAllowed,
    /// No restaurant has this slug.
    RestaurantNotFound,
    /// A restaurant has this slug already.
    RestaurantExists,
    /// The restaurant has no such floor plan.
    FloorPlanNotFound,
    /// The restaurant has no such experience.
    ExperienceNotFound,
    /// The restaurant has no such reservation.
    ReservationNotFound,
    /// The link opens no booking.
    BookingNotFound,
    /// The slot cannot be booked. See `exclusionReasons` and `alternatives`.
    SlotNotBookable,
    /// A pinned table is in use during the stay. `reservationIds` says by whom, unless it is blocked or only held.
    TablesTaken,
    /// The hold has expired, and its slot can no longer be booked. See `alternatives`.
    HoldExpired,
    /// There is no such hold, or it has expired.
    HoldNotFound,
    /// A reservation was made of this hold already.
    HoldAlreadyUsed,
    /// The hold has been extended as often as it can be.
    HoldNotExtendable,
    /// The guest can no longer make this change; the restaurant can.
    ChangeNotAllowed,
    /// The reservation's status does not allow this.
    TransitionNotAllowed,
    /// Booked parties would have no table, or what they booked would no longer exist. See `stranded`.
    PartiesStranded,
    /// The restaurant has no such gift card.
    GiftCardNotFound,
    /// A gift card has this code already.
    GiftCardExists,
    /// The gift card can no longer be used: its last day is over.
    GiftCardExpired,
    /// The gift card's balance is lower than the amount.
    BalanceTooLow,
    /// No gift card of this code can be redeemed.
    GiftCardNotUsable,
    /// The restaurant sold no such gift card, or the link opens none.
    PurchaseNotFound,
    /// The gift card has no such transaction.
    TransactionNotFound,
    /// The amount to be paid is no longer the one that the guest accepted.
    QuoteChanged,
    /// There is no payment for this, or the link opens none.
    PaymentNotFound,
    /// The payment's state does not allow this, or not for this amount.
    PaymentNotAllowed,
    /// The card's bank declined.
    CardDeclined,
    /// The payment provider cannot be reached now, or the restaurant has none. Nothing happened.
    PaymentsUnavailable,
    /// The guestbook has no such entry.
    GuestNotFound,
    /// The guest has a reservation ahead: cancel it first.
    GuestIsExpected,
    /// Another entry of the guestbook has this e-mail address.
    GuestExists,
    /// The restaurant has no such key.
    KeyNotFound,
    /// The restaurant has no such webhook.
    WebhookNotFound,
    /// The configuration has no such part.
    NotConfigured,
    /// Too many guests at once; try again in a moment. Nothing happened.
    Busy,
    /// An error of the server. It is not known to have happened; repeat the request with the same `Idempotency-Key`.
    Internal,
}

/// An error answer, `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `urn:couvert:problem:` followed by the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status code.
    pub status: u16,
    /// What went wrong, for programs. It never changes its meaning.
    pub code: Code,
    /// What went wrong, as a text for people.
    pub detail: String,
    /// For `invalid_input`: each field that is wrong, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// For a slot that cannot be booked: why, most fundamental first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusion_reasons: Vec<ExclusionReason>,
    /// For a slot that cannot be booked: the nearest ones that can, nearest first, at most five.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
}
