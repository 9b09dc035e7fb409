//! Gift cards and their transactions, in the words of the restaurant API's seed document.

use serde::{Deserialize, Serialize};

use crate::basics::date::{Date, Timestamp};
use crate::configuration::experience::Image;

/// A stored-value card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiftCard {
    /// Its code: in full where the request named it or made it, else asterisks and the last four symbols, since the code
    /// is not stored.
    pub id: String,
    /// Names the card without opening it: in addresses, in place of the code.
    pub card_id: String,
    /// What it was created with, in minor units.
    pub amount: i64,
    /// What can be redeemed, in minor units.
    pub remaining_amount: i64,
    /// Its template.
    pub template_id: String,
    /// The template's picture.
    pub image: Image,
    /// The customer's e-mail address.
    pub email: String,
    /// The last day on which it can be redeemed, by the restaurant's calendar.
    pub expires_on_day: Date,
    /// The customer's language.
    pub locale: String,
    /// When it was created.
    pub creation_timestamp: Timestamp,
}

/// A card to create.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiftCardRequest {
    /// Minor units, more than 0.
    pub amount: i64,
    /// One of the restaurant's templates.
    pub template_id: String,
    /// The customer's e-mail address.
    #[serde(default)]
    pub email: String,
    /// The last day on which it can be redeemed; today or later.
    pub expires_on_day: Date,
    /// The customer's language; the restaurant's own where left out.
    #[serde(default)]
    pub locale: Option<String>,
    /// The code. Where left out or empty one is made: 16 symbols without look-alikes. Upper and lower case, blanks and
    /// hyphens make no difference; without them 8 to 40 letters and digits.
    #[serde(default)]
    pub id: Option<String>,
}

/// Where a transaction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TransactionStatus {
    /// What it redeems is reserved; what it tops up is not there yet.
    Pending,
    /// Done.
    Successful,
    /// Taken back while it was pending.
    Deleted,
}

/// One movement of a card's value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Transaction {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub status: TransactionStatus,
    /// Minor units: more than 0 tops up, less redeems.
    pub amount: i64,
    /// When it was made.
    pub timestamp: Timestamp,
    /// The other system's name for it.
    pub reference: String,
}

/// A transaction to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransactionRequest {
    /// `pending` or `successful`.
    pub status: TransactionStatus,
    /// Minor units: more than 0 tops up, less redeems.
    pub amount: i64,
    /// The other system's name for it.
    #[serde(default)]
    pub reference: Option<String>,
}

/// What is to become of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransactionChange {
    /// `successful`, or `pending` to change the reference alone.
    pub status: TransactionStatus,
    /// The other system's name for it; stays where left out.
    #[serde(default)]
    pub reference: Option<String>,
}

/// A guest asks what is on their card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BalanceQuestion {
    /// The code.
    pub code: String,
}

/// What is on a guest's card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Balance {
    /// Minor units.
    pub remaining_amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// The last day on which it can be redeemed.
    pub expires_on_day: Date,
}
