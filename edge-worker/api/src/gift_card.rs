//! Gift cards and their transactions, in the words of the restaurant API's seed document.

use serde::{Deserialize, Serialize};

use crate::date::{Date, Timestamp};
use crate::experience::Image;

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

/// A kind of gift card that the restaurant has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiftCardTemplate {
    /// Stable id, chosen by the restaurant.
    pub id: String,
    /// Its name, by language.
    pub name: crate::Texts,
    /// A picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// The smallest amount, in minor units.
    pub min_amount: i64,
    /// The largest one.
    pub max_amount: i64,
    /// Whether guests can buy it online.
    #[serde(default, skip_serializing_if = "crate::is_default")]
    pub online: bool,
    /// The amounts that guests choose from, in minor units; any within the bounds where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<i64>,
    /// When its tax is due.
    #[serde(default, skip_serializing_if = "crate::is_default")]
    pub value_type: ValueType,
    /// What is bought online is valid until the end of the so manieth year after it was bought: 3 where left out, which
    /// is the least in Germany (sections 195 and 199 of its civil code).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_years: Option<u8>,
}

/// The years that a card is valid where its template does not say.
const VALID_YEARS: u8 = 3;

impl GiftCardTemplate {
    /// The last day of a card that is bought on this one.
    #[must_use]
    pub fn last_day(&self, bought: Date) -> Date {
        let year = bought.parts().0 + i32::from(self.valid_years.unwrap_or(VALID_YEARS));
        Date::of(year, 12, 31).unwrap_or(bought)
    }
}

/// When the tax of a gift card is due (directive (EU) 2016/1065): at once where its rate is known when it is sold, else
/// when it is redeemed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ValueType {
    /// At once.
    SinglePurpose,
    /// When it is redeemed: a restaurant's food and drinks have rates of their own.
    #[default]
    MultiPurpose,
}

impl ValueType {
    /// Its name on the wire and in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SinglePurpose => "single_purpose",
            Self::MultiPurpose => "multi_purpose",
        }
    }
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
