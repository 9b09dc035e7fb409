//! What a booking costs, and what of it is refunded: in whole minor units, agreed when the guest accepts it.
//!
//! One function, [`Policy::kept`], gives for every instant how much the restaurant keeps of what was paid, or may
//! charge to a card on file. The widget shows deadlines with it and the edge refunds by it, so both always agree.

use crate::time::Instant;

/// Whether a booking is secured, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    /// Not secured: nothing is paid.
    #[default]
    None,
    /// By a payment: a deposit, or the whole price.
    Payment,
    /// By a card on file, to which a fee is charged if the guest does not come.
    Guarantee,
}

/// Until an instant a share is refunded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundStep {
    /// How long before the start, including that instant.
    pub minutes_before: u32,
    /// The refunded percentage.
    pub percent: u8,
}

/// What a booking costs, and what of it is refunded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Whether it is secured, and how.
    pub security: Security,
    /// In minor units of the restaurant's currency.
    pub price: u32,
    /// Whether the price is for each guest, rather than for the reservation.
    pub is_per_guest: bool,
    /// The smallest party that it applies to.
    pub from_guests: u16,
    /// From the earliest to the latest, each with a smaller share. After the last one nothing is refunded.
    pub refunds: Vec<RefundStep>,
}

impl Policy {
    /// Whether the steps are in order, and there is a price where one is needed.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let is_priced = self.security == Security::None || 0 < self.price;
        let in_order =
            |a: &RefundStep, b: &RefundStep| b.minutes_before < a.minutes_before && b.percent < a.percent;
        let in_range = |step: &RefundStep| (1..=100).contains(&step.percent);
        is_priced && self.refunds.is_sorted_by(in_order) && self.refunds.iter().all(in_range)
    }

    /// What a party pays now, or guarantees, in minor units; 0 if nothing is required.
    #[must_use]
    pub fn amount(&self, attendees: u16) -> i64 {
        if self.security == Security::None || attendees < self.from_guests {
            return 0;
        }
        i64::from(self.price) * if self.is_per_guest { i64::from(attendees) } else { 1 }
    }

    /// What the restaurant keeps of `amount` if the booking is cancelled at `now`, rounded down in favour of the
    /// guest. A no-show counts as cancelled after the start.
    #[must_use]
    pub fn kept(&self, amount: i64, start: Instant, now: Instant) -> i64 {
        let percent =
            self.deadlines(start).find(|(until, _)| now <= *until).map_or(0, |(_, percent)| percent);
        amount * (100 - i64::from(percent)) / 100
    }

    /// The refund deadlines, with the refunded percentages; after the last one nothing is refunded.
    pub fn deadlines(&self, start: Instant) -> impl Iterator<Item = (Instant, u8)> + '_ {
        self.refunds.iter().map(move |step| (start.plus(-i64::from(step.minutes_before)), step.percent))
    }
}
