//! Errors on the wire: RFC 9457 problem details with a stable `code`.

use serde::{Deserialize, Serialize};

use crate::availability::alternative::Alternative;
use crate::availability::exclusion_reason::ExclusionReason;
use crate::basics::field_error::FieldError;

/// What went wrong, for programs. A code is only added where a client would act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Code {
    /// The body is not JSON.
    MalformedJson,
    /// The body is JSON, but a field is missing, unknown, of the wrong type or out of range. See `errors`.
    InvalidInput,
    /// The body is larger than this call takes.
    BodyTooLarge,
    /// The body is not announced as `application/json`.
    UnsupportedMediaType,
    /// This call needs an `Idempotency-Key` header.
    IdempotencyKeyRequired,
    /// This `Idempotency-Key` came before with another body.
    IdempotencyKeyReused,
    /// No key, or none that is known.
    Unauthorized,
    /// The key is known, but lacks the scope that this needs.
    ScopeMissing,
    /// Too many requests; try again after `Retry-After` seconds.
    TooManyRequests,
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
    /// A pinned table is in use during the stay.
    TablesTaken,
    /// The hold ran out, and its slot can no longer be booked. See `alternatives`.
    HoldExpired,
    /// The hold is not there, or has run out.
    HoldNotFound,
    /// A reservation was made of this hold already.
    HoldAlreadyUsed,
    /// The hold has been extended as often as it can be.
    HoldNotExtendable,
    /// The guest can no longer change this by themselves; the restaurant can.
    ChangeNotAllowed,
    /// The reservation's status does not allow this.
    TransitionNotAllowed,
    /// Parties are booked who would have no table, or what they booked would be gone. See `stranded`.
    PartiesStranded,
    /// The restaurant has no such gift card.
    GiftCardNotFound,
    /// A gift card has this code already.
    GiftCardExists,
    /// The gift card can no longer be used: its last day is over.
    GiftCardExpired,
    /// The gift card holds less than that.
    BalanceTooLow,
    /// No gift card of this code can be redeemed.
    GiftCardNotUsable,
    /// Nobody bought such a gift card here, or the link opens none.
    PurchaseNotFound,
    /// The gift card has no such transaction.
    TransactionNotFound,
    /// What is to be paid is no longer what the guest accepted.
    QuoteChanged,
    /// Nothing was to be paid for this, or the link opens no payment.
    PaymentNotFound,
    /// The payment does not allow this, or not as much.
    PaymentNotAllowed,
    /// The card's bank said no.
    CardDeclined,
    /// The provider cannot be asked just now, or the house has none. Nothing happened.
    PaymentsUnavailable,
    /// The guestbook has no such entry.
    GuestNotFound,
    /// The guest is still expected: cancel what they have booked first.
    GuestIsExpected,
    /// The restaurant has no such key.
    KeyNotFound,
    /// The restaurant has no such webhook.
    WebhookNotFound,
    /// The configuration has no such part.
    NotConfigured,
    /// Too many guests at once; try again in a moment. Nothing happened.
    Busy,
    /// Our fault. Nothing is known to have happened; repeat with the same `Idempotency-Key`.
    Internal,
}

/// An error answer, `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `urn:couvert:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status.
    pub status: u16,
    /// What went wrong, for programs.
    pub code: Code,
    /// What went wrong, for people.
    pub detail: String,
    /// For bad input: what is wrong where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// For a slot that cannot be booked: why, most fundamental first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusion_reasons: Vec<ExclusionReason>,
    /// For a slot that cannot be booked: the nearest that can, nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
}
