//! What the messages to webhooks say: which thing changed, and not how it is now.

use serde::{Deserialize, Serialize};

use crate::basics::status::Status;
use crate::money::gift_card::TransactionStatus;

/// `data` of `reservation.created` and `reservation.changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReservationChanged {
    /// Id of the reservation.
    pub reservation_id: String,
    /// Its status after the change.
    pub status: Status,
    /// Position of the change in the reservation's history, from 1. Messages may overtake each other: the higher one is
    /// the later one.
    pub sequence: u32,
}

/// `data` of `gift_card.changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiftCardChanged {
    /// Id of the card, by which it is read: not its code.
    pub card_id: String,
    /// Id of the transaction that was created or changed.
    pub transaction_id: String,
    /// The transaction's status after the change.
    pub status: TransactionStatus,
    /// The transaction's amount in minor units: more than 0 tops the card up, less than 0 redeems it. -2500 redeems
    /// 25.00 EUR.
    pub amount: i64,
    /// Currency, ISO 4217: `EUR`.
    pub currency: String,
}

/// `data` of `call.changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallChanged {
    /// Id of the line that was called.
    pub phone_number_id: String,
    /// The phone system's id of the call.
    pub call_id: String,
    /// The call's new cursor: listing calls `after` a smaller one returns it.
    pub cursor: i64,
}
