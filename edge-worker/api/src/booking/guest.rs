//! The guestbook as the restaurant's systems see it.

use serde::{Deserialize, Serialize};

use crate::basics::date::{Date, Timestamp};
use crate::booking::reservation::{Guest, Reservation};
use crate::configuration::label::Label;
use crate::money::gift_card::GiftCard;
use crate::money::purchase::Purchase;

/// A guest's entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuestEntry {
    /// Who.
    pub guest: Guest,
    /// Marks on the guest.
    pub labels: Vec<Label>,
    /// The last day that they booked.
    pub last_day: Option<Date>,
}

/// What is to change about a guest's entry; what is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuestChange {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// The restaurant's remarks.
    pub notes: Option<String>,
    /// Labels of the type `guestbook`.
    pub label_ids: Option<Vec<String>>,
}

/// Everything that is kept about a guest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuestExport {
    /// Their entry.
    pub entry: GuestEntry,
    /// What they booked.
    pub reservations: Vec<Reservation>,
    /// Gift cards sent to their address; without codes.
    pub gift_cards: Vec<GiftCard>,
    /// The gift cards that they bought, or got.
    pub gift_card_purchases: Vec<Purchase>,
    /// When they called.
    pub calls: Vec<Timestamp>,
}
