//! The lines of a payment's log.

use engine::{Entry, EntryKind, Tender};
use serde::Deserialize;

/// A line of the log.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Line {
    pub(crate) sequence: i64,
    pub(crate) kind: String,
    pub(crate) tender: String,
    pub(crate) amount: i64,
    pub(crate) of_sequence: Option<i64>,
    pub(crate) reference: String,
    pub(crate) cause: String,
    pub(crate) note: String,
    pub(crate) at: i64,
}

impl Line {
    /// Its index among the engine's entries, which are numbered from 0.
    pub(crate) fn index(&self) -> Option<usize> {
        index(self.sequence)
    }

    /// As an entry of the engine.
    pub(super) fn entry(&self) -> Option<Entry> {
        let tender = if self.tender == "card" { Tender::Card } else { Tender::GiftCard };
        let kind = match self.kind.as_str() {
            "reserved" => EntryKind::Authorized(tender),
            "captured" => EntryKind::Captured(tender),
            "released" => EntryKind::Voided(tender),
            "charged" => EntryKind::Charged,
            "refunded" => EntryKind::Refunded(self.of_sequence.and_then(index)?),
            "card_kept" => EntryKind::CardOnFile,
            "expired" => EntryKind::Expired,
            _ => return None,
        };
        Some(Entry { kind, amount: self.amount })
    }
}

/// Lines are numbered from 1, entries from 0.
pub(crate) fn index(sequence: i64) -> Option<usize> {
    usize::try_from(sequence).ok()?.checked_sub(1)
}

/// Its name in the log.
pub(crate) fn kind_name(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Authorized(_) => "reserved",
        EntryKind::Captured(_) => "captured",
        EntryKind::Voided(_) => "released",
        EntryKind::Charged => "charged",
        EntryKind::Refunded(_) => "refunded",
        EntryKind::CardOnFile => "card_kept",
        EntryKind::Expired => "expired",
    }
}
