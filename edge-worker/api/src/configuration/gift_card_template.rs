//! The kinds of gift cards that a restaurant sells.

use serde::{Deserialize, Serialize};

use crate::basics::date::Date;
use crate::configuration::experience::Image;

/// A kind of gift card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiftCardTemplate {
    /// Id of the template, chosen by the restaurant; it should never change.
    pub id: String,
    /// Its name, by language code.
    pub name: crate::basics::text::Texts,
    /// A picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// Smallest amount of a card, in minor units: 2500 is 25.00 EUR.
    pub min_amount: i64,
    /// Largest amount of a card, in minor units: 50000 is 500.00 EUR.
    pub max_amount: i64,
    /// Whether guests can buy it online; `false` if left out.
    #[serde(default, skip_serializing_if = "crate::basics::text::is_default")]
    pub online: bool,
    /// Amounts that guests choose from, in minor units (5000 is 50.00 EUR); if empty, any amount within the bounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<i64>,
    /// When its tax is due.
    #[serde(default, skip_serializing_if = "crate::basics::text::is_default")]
    pub value_type: ValueType,
    /// Number of years that a card bought online is valid, to the end of the last one: with 3 a card bought in 2026 is
    /// valid until 2029-12-31. 3 if left out, the minimum in Germany (sections 195 and 199 of its civil code).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_years: Option<u8>,
}

/// The years that a card is valid if its template does not say.
const VALID_YEARS: u8 = 3;

impl GiftCardTemplate {
    /// The last day of a card that is bought on this one.
    #[must_use]
    pub fn last_day(&self, bought: Date) -> Date {
        let year = bought.0.date().year + i32::from(self.valid_years.unwrap_or(VALID_YEARS));
        Date::of(year, 12, 31).unwrap_or(bought)
    }
}

/// When the tax of a gift card is due (directive (EU) 2016/1065): at once for `single_purpose`, if its rate is known
/// when the card is sold; when it is redeemed for `multi_purpose`.
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
