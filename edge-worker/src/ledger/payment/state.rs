//! The state of a payment, and the fee for cancelling, as they follow from its log.

use api::configuration::payment_terms::PaymentType;
use api::money::payment::PaymentState;
use engine::{EntryKind, Instant, Ledger, Tender};

use crate::platform::failure::Failure;

use super::Payment;

impl Payment {
    /// The start from which deadlines are counted: while a change is unpaid, the one before it.
    pub(super) fn start_agreed(&self, start: Instant) -> Instant {
        self.open_supplement().map_or(start, |supplement| Instant(supplement.undo.stay.starts))
    }

    /// Whether the card's part has arrived: the money, or the card on file.
    pub(crate) fn is_secured(&self, ledger: &Ledger) -> bool {
        let entries = ledger.entries().iter();
        match self.kind {
            PaymentType::Guarantee => entries.clone().any(|entry| entry.kind == EntryKind::CardOnFile),
            // Money that was authorized and voided before anything was captured has not arrived.
            PaymentType::Payment | PaymentType::None => {
                let of = |kind| entries.clone().filter(|e| e.kind == kind).map(|e| e.amount).sum::<i64>();
                let is_taken = 0 < of(EntryKind::Captured(Tender::Card));
                let freed = if is_taken { 0 } else { of(EntryKind::Voided(Tender::Card)) };
                self.card_amount() <= of(EntryKind::Authorized(Tender::Card)) - freed
            }
        }
    }

    pub(crate) fn state(&self) -> Result<PaymentState, Failure> {
        let ledger = self.ledger()?;
        let totals = ledger.totals();
        let refunded = totals.refunded_captured + totals.refunded_charged;
        // An expired supplement leaves the former agreement in place.
        let has_expired = self.log.iter().any(|line| line.kind == "expired" && line.reference.is_empty());
        Ok(if 0 < refunded {
            if totals.retained() == 0 { PaymentState::Refunded } else { PaymentState::PartiallyRefunded }
        } else if 0 < totals.charged {
            PaymentState::Charged
        } else if 0 < totals.captured && self.is_secured(&ledger) {
            PaymentState::Paid
        } else if has_expired {
            PaymentState::Expired
        } else if !self.is_closed() || (self.amount() == 0 && self.open_supplement().is_some()) {
            PaymentState::Pending
        } else if self.kind == PaymentType::Guarantee && self.is_secured(&ledger) && !self.is_completed() {
            PaymentState::Guaranteed
        } else if 0 < totals.open() && self.is_secured(&ledger) {
            PaymentState::Reserved
        } else {
            PaymentState::Cancelled
        })
    }

    /// The agreed fee for cancelling at `now`, in minor units.
    pub(crate) fn fee(&self, start: Instant, now: Instant) -> i64 {
        let start = self.start_agreed(start);
        self.forfeited() + self.policy.policy().kept(self.amount() - self.forfeited(), start, now)
    }
}
