//! What a booking costs, and what is refunded until when.

use serde::{Deserialize, Serialize};

/// What is paid at booking.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentSettings {
    /// The price, and from which party size it is asked.
    pub payment: PaymentTerms,
    /// Minutes until an unpaid booking expires, at most 1440; 0 means 15.
    pub pending_minutes: u32,
    /// Minutes before the start until which `refundPercent` is refunded; 0 means until the start.
    pub refund_minutes: u32,
    /// Percentage that is refunded until then, from 0 to 100; 100 if left out. With 0 nothing is ever refunded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund_percent: Option<u8>,
    /// What is refunded after that. Each step is nearer to the start than the one before it, with a lower percentage.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refund_steps: Vec<RefundStep>,
    /// Whether the money is only authorized at booking and captured by a call of the restaurant's. Cards can be
    /// authorized for a week only: for later visits the money is captured at booking all the same.
    #[serde(skip_serializing_if = "crate::basics::text::is_default")]
    pub capture_later: bool,
    /// Whether money is paid, a card on file is given, or neither.
    #[serde(rename = "type")]
    pub kind: PaymentType,
}

/// The share that is refunded up to some minutes before the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundStep {
    /// Minutes before the start until which the share is refunded, that minute included.
    pub minutes_before: u32,
    /// Percentage that is refunded, from 1 to 100.
    pub percent: u8,
}

impl PaymentSettings {
    /// The engine's form of it.
    #[must_use]
    pub fn policy(&self) -> engine::Policy {
        let Pricing { price_per_pax, kind, .. } = self.payment.pricing;
        let first =
            RefundStep { minutes_before: self.refund_minutes, percent: self.refund_percent.unwrap_or(100) };
        let step = |step: RefundStep| engine::RefundStep {
            minutes_before: step.minutes_before,
            percent: step.percent,
        };
        let first = Some(first).filter(|first| first.percent != 0);
        engine::Policy {
            security: match self.kind {
                PaymentType::None => engine::Security::None,
                PaymentType::Payment => engine::Security::Payment,
                PaymentType::Guarantee => engine::Security::Guarantee,
            },
            price: price_per_pax,
            is_per_guest: kind == PricingType::PerPax,
            from_guests: self.payment.required_from_pax,
            refunds: first.into_iter().chain(self.refund_steps.iter().copied()).map(step).collect(),
        }
    }
}

/// The price, and from which party size it is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentTerms {
    /// The price.
    pub pricing: Pricing,
    /// Number of guests of the smallest party that has to pay.
    pub required_from_pax: u16,
}

/// A price, in minor units of the restaurant's currency: 2000 is 20.00 EUR.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pricing {
    /// Price that is paid or, with a card on file, the fee: per guest or per reservation, in minor units: 1500 is 15.00 EUR.
    pub price_per_pax: u32,
    /// Price per guest that guests are shown for the experience, in minor units: 8900 is 89.00 EUR.
    pub display_price_per_pax: u32,
    /// Whether the price is per guest or per reservation.
    #[serde(rename = "type")]
    pub kind: PricingType,
}

/// What a booking requires: nothing (`none`), a `payment` of money, or a `guarantee`, which is a card on file that can
/// be charged with a fee.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PaymentType {
    /// Nothing.
    #[default]
    None,
    /// Money is paid.
    Payment,
    /// A card on file is given.
    Guarantee,
}

/// Whether a price is for each guest (`per_pax`) or for the reservation (`per_reservation`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PricingType {
    /// For each guest.
    #[default]
    PerPax,
    /// For the reservation.
    PerReservation,
}
