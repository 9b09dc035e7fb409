//! Gift cards that guests buy: what is on offer, what they send, and what the restaurant sees of it.

use serde::{Deserialize, Serialize};

use crate::basics::date::{Date, Timestamp};
use crate::basics::text::Texts;
use crate::configuration::experience::Image;
use crate::configuration::gift_card_template::ValueType;
use crate::money::payment::PaymentState;

/// What a restaurant's guests can buy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiftCardShop {
    /// The restaurant.
    pub restaurant_name: String,
    /// Its page on privacy; empty where it has none.
    pub privacy_url: String,
    /// ISO 4217.
    pub currency: String,
    /// How many digits its minor unit has: 2 where 100 of it are one.
    pub minor_digits: u32,
    /// Today by the restaurant's calendar: the first day of delivery.
    pub today: Date,
    /// The last one.
    pub deliver_until: Date,
    /// The cards; empty where none can be bought.
    pub offers: Vec<GiftCardOffer>,
}

/// A gift card that can be bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiftCardOffer {
    /// The template's id.
    pub template_id: String,
    /// Its name, by language.
    pub name: Texts,
    /// A picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// The smallest amount, in minor units.
    pub min_amount: i64,
    /// The largest one.
    pub max_amount: i64,
    /// The amounts to choose from; any within the bounds where empty.
    pub amounts: Vec<i64>,
    /// The last day on which it could be redeemed.
    pub expires_on_day: Date,
}

/// A guest's wish to buy a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PurchaseRequest {
    /// What is bought.
    pub template_id: String,
    /// Minor units.
    pub amount: i64,
    /// Who buys it.
    pub buyer_name: String,
    /// Where the receipt goes.
    pub buyer_email: String,
    /// The language to write in.
    pub locale: String,
    /// That the buyer agreed to the restaurant's keeping these details for the gift card.
    pub consent: bool,
    /// Who gets it; the buyer where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<Recipient>,
}

/// Who gets a card, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recipient {
    /// The name on the card.
    pub name: String,
    /// Where it is sent to. Where left out or empty the buyer gets it, to hand it over.
    #[serde(default)]
    pub email: String,
    /// What the buyer writes on it.
    #[serde(default)]
    pub message: String,
    /// The day, by the restaurant's calendar, on whose morning it is sent; at once where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliver_on_day: Option<Date>,
}

/// The answer to a purchase: where to pay for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Purchased {
    /// For the telephone: six symbols without look-alikes.
    pub number: String,
    /// What is to be paid, in minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// Where to pay.
    pub pay_url: String,
    /// Until when.
    pub due_at: Timestamp,
    /// The buyer's own page: the card once it is paid.
    pub card_url: String,
}

/// How far a card's delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeliveryState {
    /// It is not paid.
    Unpaid,
    /// Its day is still to come.
    Scheduled,
    /// It was tried and failed; it is tried again for a day, and then no more.
    Failing,
    /// It was sent, and nobody has opened it yet.
    Sent,
    /// Who gets it has opened it.
    Opened,
}

/// A gift card that was bought, as the restaurant sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Purchase {
    /// Its id; the card has the same once it is paid, and the payment's record is read by it.
    pub id: String,
    /// For the telephone.
    pub number: String,
    /// Where its payment stands.
    pub payment_state: PaymentState,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// The template.
    pub template_id: String,
    /// When its tax is due.
    pub value_type: ValueType,
    /// The last day on which it can be redeemed.
    pub expires_on_day: Date,
    /// Who bought it.
    pub buyer_name: String,
    /// Their address.
    pub buyer_email: String,
    /// Who gets it; empty where that is the buyer.
    pub recipient_name: String,
    /// Their address.
    pub recipient_email: String,
    /// The day of its delivery, if it is not at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deliver_on_day: Option<Date>,
    /// How far its delivery is.
    pub delivery: DeliveryState,
    /// Why the last try failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_error: Option<String>,
    /// When it was bought.
    pub creation_timestamp: Timestamp,
}

/// A card to send once more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryRequest {
    /// Where to; as before where left out.
    #[serde(default)]
    pub email: Option<String>,
}
