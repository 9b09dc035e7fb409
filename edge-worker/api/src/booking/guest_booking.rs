//! A guest's own booking: what they send, and what their manage link shows.

use serde::{Deserialize, Serialize};

use crate::basics::date::{Date, Timestamp};
use crate::basics::status::Status;
use crate::basics::text::Texts;
use crate::money::payment::BookingPayment;

/// A guest's wish to book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingRequest {
    /// The hold to make a reservation of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_id: Option<String>,
    /// How many guests.
    pub attendees: u16,
    /// The opening day.
    pub day: Date,
    /// Minutes since the opening day began.
    pub minutes: u16,
    /// What is booked.
    pub experience_id: String,
    /// The one floor plan that will do; any where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_plan_id: Option<String>,
    /// Minutes that the party agrees to stay, where less than usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u16>,
    /// The guest's first name.
    #[serde(default)]
    pub first_name: String,
    /// The guest's last name.
    pub last_name: String,
    /// Where the confirmation goes.
    pub email: String,
    /// In case something comes up.
    #[serde(default)]
    pub phone: String,
    /// Wishes, allergies, a high chair.
    #[serde(default)]
    pub notes: String,
    /// The language to write in.
    pub locale: String,
    /// That the guest agreed to the restaurant's keeping these details for the booking.
    pub consent: bool,
    /// What the guest was told that it costs, in minor units. Where it is something else by now, nothing is booked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_amount: Option<i64>,
    /// A gift card to pay with first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gift_card_code: Option<String>,
}

/// What a guest wants otherwise; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingChange {
    /// How many guests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendees: Option<u16>,
    /// The opening day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// Minutes since the opening day began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u16>,
    /// What the guest was told that it costs, in minor units; less than 0 is what comes back. Where it is something else
    /// by now, nothing is changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_amount: Option<i64>,
}

/// What a change would come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeQuote {
    /// How many guests.
    pub attendees: u16,
    /// The opening day.
    pub day: Date,
    /// Minutes since the opening day began.
    pub minutes: u16,
    /// Minor units that are to be paid; less than 0 is what comes back. [`BookingChange`] accepts it.
    pub amount: i64,
    /// Minor units that stay the restaurant's, since it is too late to call them off.
    pub forfeited: i64,
    /// ISO 4217.
    pub currency: String,
    /// What the guest would agree to, in their words.
    pub terms: String,
    /// When the party could come on that day, in minutes since it began.
    pub times: Vec<u16>,
}

/// The answer to a booking: the booking and the link that opens it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Booked {
    /// The booking.
    pub booking: Booking,
    /// Opens this booking; known to its guest alone.
    pub manage_token: String,
    /// The page on which the guest can look at it and call it off.
    pub manage_url: String,
    /// The calendar file.
    pub calendar_url: String,
}

/// What a guest sees of their booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Booking {
    /// For the telephone: six symbols without look-alikes.
    pub number: String,
    /// Where it stands.
    pub status: Status,
    /// The restaurant.
    pub restaurant_name: String,
    /// Its slug.
    pub restaurant_slug: String,
    /// What is booked, by language.
    pub experience_name: Texts,
    /// How many guests.
    pub attendees: u16,
    /// The opening day.
    pub day: Date,
    /// Minutes since the opening day began.
    pub minutes: u16,
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
    /// The language to write in.
    pub locale: String,
    /// Whether the guest can still call it off.
    pub can_cancel: bool,
    /// What was paid or is to be paid, where anything is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<Box<BookingPayment>>,
}

/// What the widget shows of [`Booked`]: whoever reads less downloads less.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BookedGlance {
    /// The booking.
    pub booking: BookingGlance,
    /// The page on which the guest can look at it and call it off.
    pub manage_url: String,
    /// The calendar file.
    pub calendar_url: String,
}

/// What the widget shows of [`Booking`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BookingGlance {
    /// For the telephone.
    pub number: String,
    /// Where it stands.
    pub status: Status,
    /// What is booked, by language.
    pub experience_name: Texts,
    /// How many guests.
    pub attendees: u16,
    /// The opening day.
    pub day: Date,
    /// Minutes since the opening day began.
    pub minutes: u16,
    /// What is to be paid.
    #[serde(default)]
    pub payment: Option<PaymentGlance>,
}

/// What the widget shows of [`BookingPayment`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentGlance {
    /// Where to pay; only while it is to be paid.
    #[serde(default)]
    pub pay_url: Option<String>,
}
