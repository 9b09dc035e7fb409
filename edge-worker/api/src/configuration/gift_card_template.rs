//! Gift cards as a house sells them.

use serde::{Deserialize, Serialize};

use crate::basics::date::Date;
use crate::configuration::experience::Image;

/// A kind of gift card that the restaurant has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiftCardTemplate {
    /// Stable id, chosen by the restaurant.
    pub id: String,
    /// Its name, by language.
    pub name: crate::basics::text::Texts,
    /// A picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// The smallest amount, in minor units.
    pub min_amount: i64,
    /// The largest one.
    pub max_amount: i64,
    /// Whether guests can buy it online.
    #[serde(default, skip_serializing_if = "crate::basics::text::is_default")]
    pub online: bool,
    /// The amounts that guests choose from, in minor units; any within the bounds where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<i64>,
    /// When its tax is due.
    #[serde(default, skip_serializing_if = "crate::basics::text::is_default")]
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
