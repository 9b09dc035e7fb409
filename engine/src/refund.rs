//! How a refund is split over what a booking was paid with.

use crate::ledger::{Entry, EntryKind, Ledger, LedgerError, Tender, is_taking};

/// A part of a refund: what is refunded of one capture or charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundPart {
    /// The index of the capture or charge.
    pub entry: usize,
    /// Minor units.
    pub amount: i64,
}

impl Ledger {
    /// Splits a refund into parts: gift cards first, since that is the guest's own money at the restaurant and costs
    /// no fee; then the card, latest entry first. Each part names the entry that it refunds.
    ///
    /// # Errors
    /// [`LedgerError::ExceedsRemaining`] if less than that is left.
    pub fn refund(&self, amount: i64) -> Result<Vec<RefundPart>, LedgerError> {
        let is_gift = |entry: &Entry| entry.kind == EntryKind::Captured(Tender::GiftCard);
        let taking = || self.entries().iter().enumerate().filter(|(_, entry)| is_taking(entry));
        let gifts = taking().filter(|(_, entry)| is_gift(entry));
        let cards = taking().filter(|(_, entry)| !is_gift(entry)).rev();
        let mut parts = Vec::new();
        let mut rest = amount;
        for (index, _) in gifts.chain(cards) {
            let part = rest.min(self.left_of(index)?);
            if 0 < part {
                parts.push(RefundPart { entry: index, amount: part });
                rest -= part;
            }
        }
        if rest == 0 { Ok(parts) } else { Err(LedgerError::ExceedsRemaining) }
    }
}
