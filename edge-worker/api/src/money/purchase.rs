//! Gift cards that guests buy: the offers, the requests, and the purchases as the restaurant sees them.

use serde::{Deserialize, Serialize};

use crate::basics::date::{Date, Timestamp};
use crate::basics::text::{Texts, or_empty, unless_empty};
use crate::configuration::experience::Image;
use crate::configuration::gift_card_template::ValueType;
use crate::money::payment::PaymentState;

/// The gift cards that guests can buy online.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiftCardShop {
    /// Name of the restaurant.
    pub restaurant_name: String,
    /// URL of its privacy notice; empty if it has none.
    pub privacy_url: String,
    /// The restaurant's languages: with `en-US` among them, times and sums are written as in the United States.
    pub locales: Vec<String>,
    /// Currency of all amounts, ISO 4217: `EUR`.
    pub currency: String,
    /// Number of decimal digits of the currency's minor unit: 2 if 100 minor units are one major unit.
    pub minor_digits: u32,
    /// Today by the restaurant's calendar: the first possible day of delivery.
    pub today: Date,
    /// The last possible day of delivery.
    pub deliver_until: Date,
    /// The gift cards; empty if none can be bought.
    pub offers: Vec<GiftCardOffer>,
}

/// A gift card that can be bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiftCardOffer {
    /// Id of its template.
    pub template_id: String,
    /// Its name, by language code.
    pub name: Texts,
    /// A picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// Smallest amount, in minor units: 2500 is 25.00 EUR.
    pub min_amount: i64,
    /// Largest amount, in minor units: 50000 is 500.00 EUR.
    pub max_amount: i64,
    /// Amounts to choose from, in minor units (5000 is 50.00 EUR); if empty, any amount within the bounds.
    pub amounts: Vec<i64>,
    /// The last day on which it could be redeemed if it were bought today.
    pub expires_on_day: Date,
}

/// A guest's request to buy a gift card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PurchaseRequest {
    /// Id of the template to buy.
    pub template_id: String,
    /// Amount in minor units, one of those on offer: 10000 is 100.00 EUR.
    pub amount: i64,
    /// The buyer's name, 1 to 100 characters on one line.
    pub buyer_name: String,
    /// The buyer's e-mail address, to which the receipt is sent.
    pub buyer_email: String,
    /// Language of messages; the restaurant's first language if there are no texts in this one.
    pub locale: String,
    /// Must be `true`: the buyer agrees that the restaurant stores these details for the gift card.
    pub consent: bool,
    /// The recipient; the buyer if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<Recipient>,
}

/// The recipient of a gift card, and the day of its delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recipient {
    /// The recipient's name, 1 to 100 characters on one line.
    pub name: String,
    /// E-mail address that the card is sent to. If it is left out or empty, the buyer gets the card to hand it over.
    #[serde(default, deserialize_with = "or_empty")]
    #[cfg_attr(feature = "openapi", schema(nullable))]
    pub email: String,
    /// The buyer's message on the card, at most 500 characters.
    #[serde(default, deserialize_with = "or_empty")]
    #[cfg_attr(feature = "openapi", schema(nullable))]
    pub message: String,
    /// The day, by the restaurant's calendar, on which it is sent, at 08:00; at once if left out.
    #[serde(default, deserialize_with = "unless_empty", skip_serializing_if = "Option::is_none")]
    pub deliver_on_day: Option<Date>,
}

/// The answer to a purchase, with the page on which to pay for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Purchased {
    /// Purchase number for use on the telephone: six characters, none of which look alike.
    pub number: String,
    /// Amount to be paid, in minor units: 10000 is 100.00 EUR.
    pub amount: i64,
    /// Currency, ISO 4217: `EUR`.
    pub currency: String,
    /// URL of the page to pay.
    pub pay_url: String,
    /// Until when it has to be paid.
    pub due_at: Timestamp,
    /// URL of the buyer's own page, which shows the card once it is paid.
    pub card_url: String,
}

/// State of a gift card's delivery: `unpaid`, `scheduled` (its day is still to come), `failing` (an attempt failed; it
/// is repeated for a day), `sent` (not opened yet) or `opened` (by the recipient).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeliveryState {
    /// It is not paid yet.
    Unpaid,
    /// Its day is still to come.
    Scheduled,
    /// An attempt failed. It is repeated for a day, and then no more.
    Failing,
    /// It was sent, and nobody has opened it yet.
    Sent,
    /// The recipient has opened it.
    Opened,
}

/// A gift card that was bought, as the restaurant sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Purchase {
    /// Id of the purchase. It is also the `cardId` of the card once it is paid, and names the payment's record.
    pub id: String,
    /// Purchase number for use on the telephone.
    pub number: String,
    /// State of its payment.
    pub payment_state: PaymentState,
    /// Amount in minor units: 10000 is 100.00 EUR.
    pub amount: i64,
    /// Currency, ISO 4217: `EUR`.
    pub currency: String,
    /// Id of its template.
    pub template_id: String,
    /// When its tax is due.
    pub value_type: ValueType,
    /// The last day on which it can be redeemed.
    pub expires_on_day: Date,
    /// The buyer's name.
    pub buyer_name: String,
    /// The buyer's e-mail address.
    pub buyer_email: String,
    /// The recipient's name; empty if the buyer is the recipient.
    pub recipient_name: String,
    /// The recipient's e-mail address.
    pub recipient_email: String,
    /// The buyer's message to the recipient; empty if there is none.
    pub message: String,
    /// The day of its delivery; left out if it is delivered at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deliver_on_day: Option<Date>,
    /// State of its delivery.
    pub delivery: DeliveryState,
    /// Why the last attempt to deliver it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_error: Option<String>,
    /// When it was bought.
    pub creation_timestamp: Timestamp,
}

/// A request to send a gift card again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryRequest {
    /// New e-mail address to send it to; the present one if left out.
    #[serde(default)]
    pub email: Option<String>,
}
