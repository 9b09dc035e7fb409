//! Gift cards and their transactions, with the names of the restaurant API's seed document.

use serde::{Deserialize, Serialize};

use crate::basics::date::{Date, Timestamp};
use crate::basics::text::or_empty;
use crate::configuration::experience::Image;

/// A gift card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiftCard {
    /// Its code: in full if the request contained or created it, otherwise asterisks and the last four characters,
    /// since codes are not stored.
    pub id: String,
    /// Id of the card, which cannot be used to pay; it can replace the code in paths.
    pub card_id: String,
    /// Amount that it was created with, in minor units: 10000 is 100.00 EUR.
    pub amount: i64,
    /// Amount that can still be redeemed, in minor units: 2500 is 25.00 EUR.
    pub remaining_amount: i64,
    /// Currency of both, ISO 4217: `EUR`.
    pub currency: String,
    /// Id of its template.
    pub template_id: String,
    /// The template's picture.
    pub image: Image,
    /// The customer's e-mail address.
    pub email: String,
    /// The last day on which it can be redeemed, by the restaurant's calendar.
    pub expires_on_day: Date,
    /// Language of messages to the customer: `de`.
    pub locale: String,
    /// When it was created.
    pub creation_timestamp: Timestamp,
}

/// A gift card to create.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiftCardRequest {
    /// Amount in minor units, more than 0 and within the template's bounds: 10000 is 100.00 EUR.
    pub amount: i64,
    /// Id of one of the restaurant's templates.
    pub template_id: String,
    /// The customer's e-mail address.
    #[serde(default, deserialize_with = "or_empty")]
    #[cfg_attr(feature = "openapi", schema(nullable))]
    pub email: String,
    /// The last day on which it can be redeemed; today or later.
    pub expires_on_day: Date,
    /// Language of messages to the customer; the restaurant's first language if left out.
    #[serde(default)]
    pub locale: Option<String>,
    /// The code, 8 to 40 letters and digits; upper and lower case, blanks and hyphens make no difference. If it is left
    /// out or empty, a code of 16 characters is generated, none of which look alike.
    #[serde(default)]
    pub id: Option<String>,
}

/// Status of a transaction: `pending` (an amount to redeem is reserved, an amount to top up is not yet there),
/// `successful`, or `deleted` (taken back while it was pending).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TransactionStatus {
    /// What it redeems is reserved; what it tops up is not there yet.
    Pending,
    /// Settled.
    Successful,
    /// Taken back while it was pending.
    Deleted,
}

/// A transaction of a gift card: a top-up or a redemption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Transaction {
    /// Id of the transaction.
    pub id: String,
    /// Its status.
    pub status: TransactionStatus,
    /// Amount in minor units: more than 0 tops the card up, less than 0 redeems it. -2500 redeems 25.00 EUR.
    pub amount: i64,
    /// Currency, ISO 4217: `EUR`.
    pub currency: String,
    /// When it was created.
    pub timestamp: Timestamp,
    /// The calling system's own reference, such as a bill number.
    pub reference: String,
}

/// A transaction to create.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransactionRequest {
    /// `pending` or `successful`.
    pub status: TransactionStatus,
    /// Amount in minor units, not 0: more than 0 tops the card up, less than 0 redeems it. -2500 redeems 25.00 EUR.
    pub amount: i64,
    /// The calling system's own reference, such as a bill number; at most 200 characters.
    #[serde(default)]
    pub reference: Option<String>,
}

/// A change of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransactionChange {
    /// `successful`, or `pending` to change the reference alone.
    pub status: TransactionStatus,
    /// The calling system's own reference, at most 200 characters; stays as it is if left out.
    #[serde(default)]
    pub reference: Option<String>,
}

/// A guest's question for the balance of a gift card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BalanceQuestion {
    /// The gift card's code.
    pub code: String,
}

/// The balance of a gift card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Balance {
    /// Amount that can be redeemed, in minor units: 10000 is 100.00 EUR.
    pub remaining_amount: i64,
    /// Currency, ISO 4217: `EUR`.
    pub currency: String,
    /// The last day on which it can be redeemed.
    pub expires_on_day: Date,
}
