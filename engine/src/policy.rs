//! What a booking costs, and what of it comes back: in whole minor units, agreed when the guest accepts it.
//!
//! One function, [`Policy::kept`], says for every instant how much the restaurant keeps of what was paid, or may take
//! from a card that it only knows. The widget draws its clock with it and the edge pays back by it, so that what is
//! shown is what happens.

use crate::time::Instant;

/// Whether a booking is secured, and by what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    /// By the guest's word.
    #[default]
    Word,
    /// By money: a deposit, or all of the price.
    Payment,
    /// By a card, from which a fee is taken if the guest does not come.
    Guarantee,
}

/// Up to an instant a share comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundStep {
    /// How long before the start; the instant itself belongs to it.
    pub minutes_before: u32,
    /// What comes back, of a hundred.
    pub percent: u8,
}

/// What a booking costs, and what of it comes back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Whether it is secured.
    pub security: Security,
    /// Minor units of the restaurant's currency.
    pub price: u32,
    /// Whether the price is each guest's, or the reservation's.
    pub is_per_guest: bool,
    /// The smallest party that it is asked of.
    pub from_guests: u16,
    /// From the earliest to the latest, each with less coming back. After the last one nothing does.
    pub refunds: Vec<RefundStep>,
}

impl Policy {
    /// Whether the steps are in order, and there is a price where one is needed.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let is_priced = self.security == Security::Word || 0 < self.price;
        let in_order =
            |a: &RefundStep, b: &RefundStep| b.minutes_before < a.minutes_before && b.percent < a.percent;
        let in_range = |step: &RefundStep| (1..=100).contains(&step.percent);
        is_priced && self.refunds.is_sorted_by(in_order) && self.refunds.iter().all(in_range)
    }

    /// What a party pays now, or what is at stake for it: minor units; 0 where its word is enough.
    #[must_use]
    pub fn amount(&self, attendees: u16) -> i64 {
        if self.security == Security::Word || attendees < self.from_guests {
            return 0;
        }
        i64::from(self.price) * if self.is_per_guest { i64::from(attendees) } else { 1 }
    }

    /// What the restaurant keeps of `amount` where the booking is called off at `now`: rounded down, so that a
    /// rounding is the guest's. Who does not come has called it off after the start.
    #[must_use]
    pub fn kept(&self, amount: i64, start: Instant, now: Instant) -> i64 {
        let percent =
            self.deadlines(start).find(|(until, _)| now <= *until).map_or(0, |(_, percent)| percent);
        amount * (100 - i64::from(percent)) / 100
    }

    /// Until when what share comes back, of a hundred; after the last one nothing does.
    pub fn deadlines(&self, start: Instant) -> impl Iterator<Item = (Instant, u8)> + '_ {
        self.refunds.iter().map(move |step| (start.plus(-i64::from(step.minutes_before)), step.percent))
    }
}
