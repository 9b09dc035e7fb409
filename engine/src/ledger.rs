//! What happened to the money of one booking: entries to which one may only add, and the sums that follow from them.

use std::fmt;

/// What the money was paid with, and so where it goes back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tender {
    /// A card, by the provider.
    Card,
    /// A gift card of the house.
    GiftCard,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// Money was set aside for the restaurant.
    Reserved(Tender),
    /// What was set aside was taken.
    Captured(Tender),
    /// What was set aside was given free.
    Released(Tender),
    /// Money was taken from the card that the guest left for it.
    Charged,
    /// Money of the capture or charge with this index was given back.
    Refunded(usize),
    /// A card was left from which a fee may be taken. Without an amount.
    CardKept,
    /// The time to pay ran out. Without an amount.
    Expired,
}

/// One line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What happened.
    pub happened: Happened,
    /// Minor units.
    pub amount: i64,
}

/// Sums over all entries, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Ever set aside.
    pub reserved: i64,
    /// Taken of that.
    pub captured: i64,
    /// Given free of that.
    pub released: i64,
    /// Taken from the card that was left.
    pub charged: i64,
    /// Given back of what was captured.
    pub refunded_captured: i64,
    /// Given back of what was charged.
    pub refunded_charged: i64,
}

impl Totals {
    /// Set aside and neither taken nor given free.
    #[must_use]
    pub fn open(&self) -> i64 {
        self.reserved - self.captured - self.released
    }

    /// What the restaurant has.
    #[must_use]
    pub fn kept(&self) -> i64 {
        self.captured + self.charged - self.refunded_captured - self.refunded_charged
    }
}

/// Why an entry cannot follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerFault {
    /// An amount of nothing or less.
    NotPositive,
    /// More than is set aside would be taken or given free.
    MoreThanReserved,
    /// More than was taken would be given back.
    MoreThanTaken,
    /// A refund of what took nothing.
    OfNothing,
}

impl fmt::Display for LedgerFault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::NotPositive => "an amount must be more than 0",
            Self::MoreThanReserved => "that is more than is reserved",
            Self::MoreThanTaken => "that is more than was taken and not yet given back",
            Self::OfNothing => "nothing was taken by that entry",
        })
    }
}

/// The entries of one booking, each of which could follow the ones before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    entries: Vec<Entry>,
}

impl Ledger {
    /// Adds an entry.
    ///
    /// # Errors
    /// See [`LedgerFault`]; nothing is added then.
    pub fn add(&mut self, entry: Entry) -> Result<(), LedgerFault> {
        let Entry { happened, amount } = entry;
        let needs_amount = !matches!(happened, Happened::CardKept | Happened::Expired);
        if needs_amount && amount <= 0 {
            return Err(LedgerFault::NotPositive);
        }
        if let Happened::Captured(tender) | Happened::Released(tender) = happened
            && self.open(tender) < amount
        {
            return Err(LedgerFault::MoreThanReserved);
        }
        if let Happened::Refunded(of) = happened
            && self.left_of(of)? < amount
        {
            return Err(LedgerFault::MoreThanTaken);
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
        for Entry { happened, amount } in &self.entries {
            match happened {
                Happened::Reserved(_) => totals.reserved += amount,
                Happened::Captured(_) => totals.captured += amount,
                Happened::Released(_) => totals.released += amount,
                Happened::Charged => totals.charged += amount,
                Happened::Refunded(of) => match self.entries.get(*of).map(|entry| entry.happened) {
                    Some(Happened::Charged) => totals.refunded_charged += amount,
                    _ => totals.refunded_captured += amount,
                },
                Happened::CardKept | Happened::Expired => {}
            }
        }
        totals
    }

    /// What of this tender is set aside and neither taken nor given free.
    #[must_use]
    pub fn open(&self, tender: Tender) -> i64 {
        let counts = |entry: &Entry| {
            if entry.happened == Happened::Reserved(tender) {
                entry.amount
            } else if [Happened::Captured(tender), Happened::Released(tender)].contains(&entry.happened) {
                -entry.amount
            } else {
                0
            }
        };
        self.entries.iter().map(counts).sum()
    }

    /// What is left of the capture or charge with this index.
    ///
    /// # Errors
    /// [`LedgerFault::OfNothing`] where the entry took nothing.
    pub fn left_of(&self, index: usize) -> Result<i64, LedgerFault> {
        let taken = self.entries.get(index).filter(|entry| is_taking(entry)).ok_or(LedgerFault::OfNothing)?;
        let back = |entry: &&Entry| entry.happened == Happened::Refunded(index);
        Ok(taken.amount - self.entries.iter().filter(back).map(|entry| entry.amount).sum::<i64>())
    }

    /// How an amount goes back: to gift cards first, since that is the guest's own money in the house and costs no fee;
    /// then to the card, the latest first. Each part names the entry that it is of.
    ///
    /// # Errors
    /// [`LedgerFault::MoreThanTaken`] where not as much is left.
    pub fn refund(&self, amount: i64) -> Result<Vec<(usize, i64)>, LedgerFault> {
        let is_gift = |entry: &Entry| entry.happened == Happened::Captured(Tender::GiftCard);
        let taking = || self.entries.iter().enumerate().filter(|(_, entry)| is_taking(entry));
        let gifts = taking().filter(|(_, entry)| is_gift(entry));
        let cards = taking().filter(|(_, entry)| !is_gift(entry)).rev();
        let mut parts = Vec::new();
        let mut rest = amount;
        for (index, _) in gifts.chain(cards) {
            let part = rest.min(self.left_of(index)?);
            if 0 < part {
                parts.push((index, part));
                rest -= part;
            }
        }
        if rest == 0 { Ok(parts) } else { Err(LedgerFault::MoreThanTaken) }
    }
}

fn is_taking(entry: &Entry) -> bool {
    matches!(entry.happened, Happened::Captured(_) | Happened::Charged)
}
