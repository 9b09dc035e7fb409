//! A guest's own booking: their requests, and what their manage link shows.

use serde::{Deserialize, Serialize};

use crate::availability::alternative::Alternative;
use crate::availability::exclusion_reason::ExclusionReason;
use crate::basics::date::{Date, Timestamp};
use crate::basics::status::Status;
use crate::basics::text::{Texts, or_empty, unless_empty};
use crate::money::payment::BookingPayment;

/// A guest's request to book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingRequest {
    /// Id of the hold to book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_id: Option<String>,
    /// Number of guests.
    pub attendees: u16,
    /// The opening day.
    pub day: Date,
    /// Start, in minutes since the opening day began: 1140 is 19:00.
    pub minutes: u16,
    /// Id of the experience.
    pub experience_id: String,
    /// Id of the only floor plan to consider; any if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_plan_id: Option<String>,
    /// Length of stay in minutes that the party agrees to, if shorter than usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u16>,
    /// The guest's first name, at most 100 characters on one line.
    #[serde(default, deserialize_with = "or_empty")]
    #[cfg_attr(feature = "openapi", schema(nullable))]
    pub first_name: String,
    /// The guest's last name, 1 to 100 characters on one line.
    pub last_name: String,
    /// The guest's e-mail address, to which the confirmation is sent.
    pub email: String,
    /// The guest's phone number, at most 40 characters.
    #[serde(default, deserialize_with = "or_empty")]
    #[cfg_attr(feature = "openapi", schema(nullable))]
    pub phone: String,
    /// The guest's wishes, such as allergies or a high chair; at most 1000 characters.
    #[serde(default, deserialize_with = "or_empty")]
    #[cfg_attr(feature = "openapi", schema(nullable))]
    pub notes: String,
    /// Language of messages to the guest: `de`.
    pub locale: String,
    /// Must be `true`: the guest agrees that the restaurant stores these details for the booking.
    pub consent: bool,
    /// The price that the guest was shown, in minor units: 10000 is 100.00 EUR. If it is not the present one, nothing
    /// is booked and the answer is `quote_changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_amount: Option<i64>,
    /// Code of a gift card that is used first; what it does not cover is paid by card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gift_card_code: Option<String>,
}

/// A guest's change of their booking. Fields that are left out stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingChange {
    /// Number of guests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendees: Option<u16>,
    /// The opening day.
    #[serde(default, deserialize_with = "unless_empty", skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// Start, in minutes since the opening day began: 1140 is 19:00.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u16>,
    /// Id of the only floor plan to consider; any if left out, the present tables first.
    #[serde(default, deserialize_with = "unless_empty", skip_serializing_if = "Option::is_none")]
    pub floor_plan_id: Option<String>,
    /// The price of the change that the guest was shown, in minor units; a refund is less than 0: -2000 is 20.00 EUR back.
    /// If it is not the present one, nothing is changed and the answer is `quote_changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_amount: Option<i64>,
}

/// What a change of a booking would cost or refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeQuote {
    /// Number of guests.
    pub attendees: u16,
    /// The opening day.
    pub day: Date,
    /// Start, in minutes since the opening day began: 1140 is 19:00.
    pub minutes: u16,
    /// End of the stay, in minutes since the opening day began, where the house closes before such a party would leave; left
    /// out elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_minutes: Option<u16>,
    /// The supplement to be paid, in minor units: 2000 is 20.00 EUR. A refund is less than 0. Send it as `acceptedAmount` with the change.
    pub amount: i64,
    /// Minor units that the restaurant keeps for guests who no longer come, since it is too late to cancel for them: 4000 is 40.00 EUR.
    pub forfeited: i64,
    /// Currency, ISO 4217: `EUR`.
    pub currency: String,
    /// The terms that the guest would agree to, in their language.
    pub terms: String,
    /// Starts that the party could book on that day, in minutes since the opening day began.
    pub times: Vec<u16>,
    /// Why the start cannot be booked, most fundamental first; left out if it can.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusion_reasons: Vec<ExclusionReason>,
    /// Where nothing is free on that day: other days and party sizes, nearest first, at most five.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
}

/// The answer to a booking: the booking and the link that opens it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Booked {
    /// The booking.
    pub booking: Booking,
    /// Token that gives access to this booking. It is a secret of the guest's.
    pub manage_token: String,
    /// URL of the page on which the guest can view, change and cancel the booking.
    pub manage_url: String,
    /// URL of the booking's calendar file.
    pub calendar_url: String,
}

/// A booking as its guest sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Booking {
    /// Booking number for use on the telephone: six characters, none of which look alike.
    pub number: String,
    /// Its status.
    pub status: Status,
    /// Name of the restaurant.
    pub restaurant_name: String,
    /// Slug of the restaurant.
    pub restaurant_slug: String,
    /// Id of the experience.
    #[serde(default)]
    pub experience_id: String,
    /// Name of the experience, by language code.
    pub experience_name: Texts,
    /// Id of the floor plan on which the party sits; left out if it has no table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_plan_id: Option<String>,
    /// Number of guests.
    pub attendees: u16,
    /// The opening day.
    pub day: Date,
    /// Start, in minutes since the opening day began: 1140 is 19:00.
    pub minutes: u16,
    /// End of the stay, in minutes since the opening day began; left out if the restaurant does not say it to guests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_minutes: Option<u16>,
    /// When the stay starts.
    pub start_time: Timestamp,
    /// When the stay ends.
    pub end_time: Timestamp,
    /// The guest's first name.
    pub first_name: String,
    /// The guest's last name.
    pub last_name: String,
    /// The guest's wishes.
    pub notes: String,
    /// Language of messages to the guest.
    pub locale: String,
    /// Whether the guest can still cancel it.
    pub can_cancel: bool,
    /// The calendar day by which it is answered: a request by the restaurant, also one that is to be paid first; an offer
    /// (`unconfirmed`) by the guest. Left out if it waits for neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_day: Option<Date>,
    /// The time on that day, in minutes since it began: 720 is noon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_minutes: Option<u16>,
    /// What the restaurant wrote with its last answer; left out if nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message_to_guest: String,
    /// Its payment; left out if nothing is or was to be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<Box<BookingPayment>>,
}

/// What the widget shows of [`Booked`]: a smaller type needs less code to be downloaded.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BookedGlance {
    /// The booking.
    pub booking: BookingGlance,
    /// URL of the page on which the guest can view, change and cancel the booking.
    pub manage_url: String,
    /// URL of the booking's calendar file.
    pub calendar_url: String,
}

/// What the widget shows of [`Booking`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BookingGlance {
    /// Booking number for use on the telephone.
    pub number: String,
    /// Its status.
    pub status: Status,
    /// Id of the experience.
    #[serde(default)]
    pub experience_id: String,
    /// Name of the experience, by language code.
    pub experience_name: Texts,
    /// Number of guests.
    pub attendees: u16,
    /// The opening day.
    pub day: Date,
    /// Start, in minutes since the opening day began: 1140 is 19:00.
    pub minutes: u16,
    /// End of the stay, in minutes since the opening day began, if the restaurant says it.
    #[serde(default)]
    pub end_minutes: Option<u16>,
    /// The day by which the restaurant answers, if it is a request, or will be once it is paid.
    #[serde(default)]
    pub answer_day: Option<Date>,
    /// The time on that day.
    #[serde(default)]
    pub answer_minutes: Option<u16>,
    /// Its payment.
    #[serde(default)]
    pub payment: Option<PaymentGlance>,
}

/// What the widget shows of [`BookingPayment`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentGlance {
    /// URL of the page to pay; only while a payment is due.
    #[serde(default)]
    pub pay_url: Option<String>,
}
