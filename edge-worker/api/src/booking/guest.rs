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

/// Everything that is stored about a guest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuestExport {
    /// Their entry in the guestbook.
    pub entry: GuestEntry,
    /// Their reservations, by day and time.
    pub reservations: Vec<Reservation>,
    /// Gift cards of their e-mail address, without the codes.
    pub gift_cards: Vec<GiftCard>,
    /// The gift cards that they bought or received.
    pub gift_card_purchases: Vec<Purchase>,
    /// When they called by phone.
    pub calls: Vec<Timestamp>,
}
