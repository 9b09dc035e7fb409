//! The guestbook as the restaurant's systems see it.

use serde::{Deserialize, Serialize};

use crate::basics::date::{Date, Timestamp};
use crate::booking::reservation::{Guest, Reservation};
use crate::configuration::label::Label;
use crate::money::gift_card::GiftCard;
use crate::money::purchase::Purchase;

/// A guest's entry in the guestbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuestEntry {
    /// The guest's details.
    pub guest: Guest,
    /// Labels of the guest.
    pub labels: Vec<Label>,
    /// The last day for which they have booked; `null` if there is none.
    pub last_day: Option<Date>,
    /// Whether the e-mail address is known to be theirs: they opened a link mailed to it, or the restaurant entered it.
    pub email_confirmed: bool,
}

/// Changes of a guest's entry. Fields that are left out stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuestChange {
    /// First name, at most 200 characters.
    pub first_name: Option<String>,
    /// Last name, at most 200 characters.
    pub last_name: Option<String>,
    /// Company, at most 200 characters.
    pub company: Option<String>,
    /// The restaurant's notes on the guest, at most 4000 characters.
    pub notes: Option<String>,
    /// Ids of all labels of the guest, of the type `guestbook`.
    pub label_ids: Option<Vec<String>>,
}

/// Entries that may be one guest's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuestMatches {
    /// What they have in common.
    pub reason: MatchReason,
    /// The entries, the longest known first.
    pub guests: Vec<GuestEntry>,
}

/// What entries have in common: `email` or `phone`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MatchReason {
    /// The same e-mail address, which nobody has proven yet for one of them.
    Email,
    /// The same phone number.
    Phone,
}

/// A request to merge two entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergeRequest {
    /// Id of the entry that is merged into the one of the path.
    pub guest_id: String,
}

/// Two entries that became one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuestMerge {
    /// Id of the merge, by which it is undone.
    pub id: String,
    /// Id of the entry that was kept.
    pub guest_id: String,
    /// Id of the entry that was merged into it.
    pub merged_guest_id: String,
    /// When they were merged.
    pub timestamp: Timestamp,
}

/// Everything that is stored about a guest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuestExport {
    /// Their entry in the guestbook.
    pub entry: GuestEntry,
    /// What else there is.
    #[serde(flatten)]
    pub records: PersonalRecords,
}

/// Everything that is stored about an e-mail address: also about who has no entry in the guestbook, since they only
/// bought or received a gift card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonalData {
    /// The entries of the guestbook with this address.
    pub entries: Vec<GuestEntry>,
    /// What else there is.
    #[serde(flatten)]
    pub records: PersonalRecords,
}

/// What is stored about a person outside the guestbook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonalRecords {
    /// Their reservations, by day and time.
    pub reservations: Vec<Reservation>,
    /// Gift cards of their e-mail address, without the codes.
    pub gift_cards: Vec<GiftCard>,
    /// The gift cards that they bought or received.
    pub gift_card_purchases: Vec<Purchase>,
    /// The restaurant's notes on their payments, oldest first.
    pub payment_notes: Vec<PaymentNote>,
    /// Entries of the guestbook that were merged into theirs, as these were.
    pub merged_entries: Vec<Guest>,
    /// When they called by phone.
    pub calls: Vec<Timestamp>,
}

/// The restaurant's note on a movement of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentNote {
    /// The note.
    pub note: String,
    /// When it was written.
    pub timestamp: Timestamp,
}
