//! What a booking costs, and what comes back when.

use serde::{Deserialize, Serialize};

/// What is paid at booking.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentSettings {
    /// How much, and from which party size on.
    pub payment: PaymentTerms,
    /// Minutes until an unpaid booking is given up; a quarter of an hour where 0.
    pub pending_minutes: u32,
    /// Minutes before the start until which calling off is free; until the start where 0.
    pub refund_minutes: u32,
    /// What comes back until then, of a hundred; all of it where left out, and with 0 nothing ever does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund_percent: Option<u8>,
    /// What comes back later: each step nearer to the start than the one before it, and with less.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refund_steps: Vec<RefundStep>,
    /// Whether the money is only set aside at booking, and taken by the restaurant's own call. A card can set money aside
    /// for a week: for later visits it is taken at once all the same.
    #[serde(skip_serializing_if = "crate::basics::text::is_default")]
    pub capture_later: bool,
    /// Whether anything is paid.
    #[serde(rename = "type")]
    pub kind: PaymentType,
}

/// Up to some minutes before the start a share comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundStep {
    /// How long before the start; the minute itself belongs to it.
    pub minutes_before: u32,
    /// What comes back, of a hundred.
    pub percent: u8,
}

/// Minutes until an unpaid booking is given up, where the restaurant does not say.
const PENDING_MINUTES: u32 = 15;

impl PaymentSettings {
    /// As the engine has it.
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
                PaymentType::None => engine::Security::Word,
                PaymentType::Payment => engine::Security::Payment,
                PaymentType::Guarantee => engine::Security::Guarantee,
            },
            price: price_per_pax,
            is_per_guest: kind == PricingType::PerPax,
            from_guests: self.payment.required_from_pax,
            refunds: first.into_iter().chain(self.refund_steps.iter().copied()).map(step).collect(),
        }
    }

    /// Minutes until an unpaid booking is given up.
    #[must_use]
    pub fn minutes_to_pay(&self) -> u32 {
        if self.pending_minutes == 0 { PENDING_MINUTES } else { self.pending_minutes }
    }
}

/// How much is paid, and from which party size on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentTerms {
    /// The price.
    pub pricing: Pricing,
    /// The smallest party that pays.
    pub required_from_pax: u16,
}

/// A price, in minor units of the restaurant's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pricing {
    /// What is taken, per guest or per reservation.
    pub price_per_pax: u32,
    /// What guests are shown.
    pub display_price_per_pax: u32,
    /// What it is multiplied by.
    #[serde(rename = "type")]
    pub kind: PricingType,
}

/// Whether anything is paid at booking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PaymentType {
    /// Nothing.
    #[default]
    None,
    /// Money is taken.
    Payment,
    /// A card is kept.
    Guarantee,
}

/// What a price is multiplied by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PricingType {
    /// The number of guests.
    #[default]
    PerPax,
    /// One.
    PerReservation,
}
