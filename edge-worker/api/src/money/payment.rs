//! Payments as guests and restaurants see them.

use serde::{Deserialize, Serialize};

use crate::basics::date::Timestamp;
use crate::basics::status::Status;
use crate::configuration::payment_terms::PaymentType;

/// State of a payment:
///
/// - `pending`: to be paid
/// - `reserved`: the money is authorized, and the restaurant captures it later
/// - `paid`: paid
/// - `guaranteed`: there is a card on file, and nothing was charged to it
/// - `charged`: a fee was charged to the card on file
/// - `partially_refunded`: a part was refunded
/// - `refunded`: all was refunded
/// - `cancelled`: the authorization was voided, or nothing was ever paid
/// - `expired`: the time to pay is over
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PaymentState {
    /// To be paid.
    Pending,
    /// The money is authorized; the restaurant captures it later.
    Reserved,
    /// Paid.
    Paid,
    /// There is a card on file, and nothing was charged to it.
    Guaranteed,
    /// A fee was charged to the card on file.
    Charged,
    /// A part was refunded.
    PartiallyRefunded,
    /// All was refunded.
    Refunded,
    /// The authorization was voided, or nothing was ever paid.
    Cancelled,
    /// The time to pay is over.
    Expired,
}

/// A payment as its guest sees it: for a booking, for a supplement, or for a gift card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingPayment {
    /// Whether money is paid or a card on file is given.
    #[serde(rename = "type")]
    pub kind: PaymentType,
    /// Its state.
    pub state: PaymentState,
    /// Status of the booking; left out if the payment is for a gift card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking_status: Option<Status>,
    /// Agreed amount in minor units: the price, or the highest fee with a card on file. 10000 is 100.00 EUR.
    pub amount: i64,
    /// Part of `amount` that is paid by a gift card, in minor units: 1500 is 15.00 EUR.
    pub gift_card_amount: i64,
    /// What is still to be paid by card, in minor units (2500 is 25.00 EUR): at first, or as the supplement of a change.
    pub to_pay: i64,
    /// What was refunded, in minor units: 2000 is 20.00 EUR.
    pub refunded: i64,
    /// What cancelling now would cost, in minor units (2000 is 20.00 EUR): of what was paid, or charged to the card on file.
    pub fee_now: i64,
    /// Currency, ISO 4217: `EUR`.
    pub currency: String,
    /// Until when which share is refunded, earliest first. After the last one nothing is.
    pub refunds: Vec<RefundDeadline>,
    /// The terms that the guest agreed to, in their language, as they stand now: with the deadlines still ahead.
    pub terms: String,
    /// URL of the page to pay; only while a payment is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_url: Option<String>,
    /// Until when it has to be paid; only while a payment is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
}

/// The share that is refunded when cancelling until a given time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundDeadline {
    /// The last minute in which this share is refunded.
    pub until: Timestamp,
    /// The share that is refunded, in percent.
    pub percent: u8,
}
