//! What happened to the money of one booking: append-only entries, and the sums over them.

use std::fmt;

/// What was paid with, and so where refunds go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tender {
    /// A card, through the provider.
    Card,
    /// A gift card of the restaurant.
    GiftCard,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// Money was authorized, and not yet captured.
    Authorized(Tender),
    /// What was authorized was captured.
    Captured(Tender),
    /// What was authorized was voided.
    Voided(Tender),
    /// The card on file was charged.
    Charged,
    /// Money of the capture or charge with this index was refunded.
    Refunded(usize),
    /// A card was put on file, to which a fee may be charged. Without an amount.
    CardOnFile,
    /// The payment deadline passed. Without an amount.
    Expired,
}

/// One entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What happened.
    pub kind: EntryKind,
    /// Minor units.
    pub amount: i64,
}

/// Sums over all entries, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Ever authorized.
    pub authorized: i64,
    /// Captured of that.
    pub captured: i64,
    /// Voided of that.
    pub voided: i64,
    /// Charged to the card on file.
    pub charged: i64,
    /// Refunded of what was captured.
    pub refunded_captured: i64,
    /// Refunded of what was charged.
    pub refunded_charged: i64,
}

impl Totals {
    /// Authorized and neither captured nor voided.
    #[must_use]
    pub fn open(&self) -> i64 {
        self.authorized - self.captured - self.voided
    }

    /// What the restaurant has, net of refunds.
    #[must_use]
    pub fn retained(&self) -> i64 {
        self.captured + self.charged - self.refunded_captured - self.refunded_charged
    }
}

/// Why an entry is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerError {
    /// The amount is not positive.
    NotPositive,
    /// More than is authorized would be captured or voided.
    ExceedsAuthorized,
    /// More than is left would be refunded.
    ExceedsRemaining,
    /// A refund of an entry that is no capture or charge.
    NotRefundable,
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::NotPositive => "an amount must be more than 0",
            Self::ExceedsAuthorized => "that is more than is authorized",
            Self::ExceedsRemaining => "that is more than was charged and not yet refunded",
            Self::NotRefundable => "nothing was charged by that entry",
        })
    }
}

/// The entries of one booking, each of which was allowed after the ones before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    entries: Vec<Entry>,
}

impl Ledger {
    /// Adds an entry.
    ///
    /// # Errors
    /// See [`LedgerError`]; the entry is not added then.
    pub fn add(&mut self, entry: Entry) -> Result<(), LedgerError> {
        let Entry { kind, amount } = entry;
        let needs_amount = !matches!(kind, EntryKind::CardOnFile | EntryKind::Expired);
        if needs_amount && amount <= 0 {
            return Err(LedgerError::NotPositive);
        }
        if let EntryKind::Captured(tender) | EntryKind::Voided(tender) = kind
            && self.open(tender) < amount
        {
            return Err(LedgerError::ExceedsAuthorized);
        }
        if let EntryKind::Refunded(of) = kind
            && self.left_of(of)? < amount
        {
            return Err(LedgerError::ExceedsRemaining);
        }
        self.entries.push(entry);
        Ok(())
    }

    /// The entries, in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The sums.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for Entry { kind, amount } in &self.entries {
            match kind {
                EntryKind::Authorized(_) => totals.authorized += amount,
                EntryKind::Captured(_) => totals.captured += amount,
                EntryKind::Voided(_) => totals.voided += amount,
                EntryKind::Charged => totals.charged += amount,
                EntryKind::Refunded(of) => match self.entries.get(*of).map(|entry| entry.kind) {
                    Some(EntryKind::Charged) => totals.refunded_charged += amount,
                    _ => totals.refunded_captured += amount,
                },
                EntryKind::CardOnFile | EntryKind::Expired => {}
            }
        }
        totals
    }

    /// What is authorized with this tender, and neither captured nor voided.
    #[must_use]
    pub fn open(&self, tender: Tender) -> i64 {
        let counts = |entry: &Entry| {
            if entry.kind == EntryKind::Authorized(tender) {
                entry.amount
            } else if [EntryKind::Captured(tender), EntryKind::Voided(tender)].contains(&entry.kind) {
                -entry.amount
            } else {
                0
            }
        };
        self.entries.iter().map(counts).sum()
    }

    /// What is left of the capture or charge with this index, after refunds.
    ///
    /// # Errors
    /// [`LedgerError::NotRefundable`] if the entry is no capture or charge.
    pub fn left_of(&self, index: usize) -> Result<i64, LedgerError> {
        let taken =
            self.entries.get(index).filter(|entry| is_taking(entry)).ok_or(LedgerError::NotRefundable)?;
        let back = |entry: &&Entry| entry.kind == EntryKind::Refunded(index);
        Ok(taken.amount - self.entries.iter().filter(back).map(|entry| entry.amount).sum::<i64>())
    }
}

pub(crate) fn is_taking(entry: &Entry) -> bool {
    matches!(entry.kind, EntryKind::Captured(_) | EntryKind::Charged)
}
