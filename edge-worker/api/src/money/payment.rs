//! Money as guests and restaurants see it.

use serde::{Deserialize, Serialize};

use crate::basics::date::Timestamp;
use crate::basics::status::Status;
use crate::configuration::payment_terms::PaymentType;

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PaymentState {
    /// To be paid.
    Pending,
    /// The money is set aside; the restaurant takes it later.
    Reserved,
    /// Paid.
    Paid,
    /// A card is kept, and nothing was taken from it.
    Guaranteed,
    /// A fee was taken from the card that was kept.
    Charged,
    /// A part was given back.
    PartiallyRefunded,
    /// All was given back.
    Refunded,
    /// What was set aside was given free, or nothing was ever paid.
    Cancelled,
    /// The time to pay ran out.
    Expired,
}

/// What a guest paid or is to pay: for a booking, or for a gift card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingPayment {
    /// Whether money is taken or a card is kept.
    #[serde(rename = "type")]
    pub kind: PaymentType,
    /// Where it stands.
    pub state: PaymentState,
    /// Where the booking stands; left out where it is for a gift card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking_status: Option<Status>,
    /// What is agreed, in minor units: paid, or at stake.
    pub amount: i64,
    /// How much of it a gift card pays.
    pub gift_card_amount: i64,
    /// What a card is still to bring: at first, or after a change that made the booking dearer.
    pub to_pay: i64,
    /// What was given back.
    pub refunded: i64,
    /// What calling it off now would cost: of what was paid, or from the card that is kept.
    pub fee_now: i64,
    /// ISO 4217.
    pub currency: String,
    /// Until when what comes back, earliest first; after the last one nothing does.
    pub refunds: Vec<RefundDeadline>,
    /// What the guest agreed to, in their words.
    pub terms: String,
    /// Where to pay; only while it is to be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_url: Option<String>,
    /// Until when it is to be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
}

/// Until an instant a share comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundDeadline {
    /// The last minute of it.
    pub until: Timestamp,
    /// What comes back, of a hundred.
    pub percent: u8,
}
