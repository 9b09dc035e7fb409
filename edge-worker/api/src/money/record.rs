//! A payment in the envelope of the payment provider's seed document.
//!
//! The amounts are that document's: floating-point numbers of the currency's major unit, where everything else here is
//! in whole minor units. They are made at this border and never counted with. All of them follow from our own ledger.

use serde::{Deserialize, Serialize};

/// Every answer comes in this envelope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Envelope<T> {
    /// The HTTP status.
    pub status_code: u16,
    /// Its name.
    pub status_message: String,
    /// What happened, for a program.
    pub message: String,
    /// Whether there is `data`.
    pub is_data: bool,
    /// What was asked for.
    pub data: T,
}

/// A payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentRecord {
    /// The reservation that it is for.
    pub reservation_uuid: String,
    /// Where it stands.
    pub status: RecordStatus,
    /// Whether everything that was agreed was secured or paid.
    pub is_paid: bool,
    /// What is paid for.
    pub product_list: Vec<Product>,
    /// What was agreed.
    pub grand_total: f64,
    /// The day of the visit, `07.08.2023`.
    pub reservation_date: String,
    /// Until when the link can be paid, `09:05, 09.08.2023`, by the restaurant's clock.
    pub payment_link_due_date: String,
    /// How the link was sent.
    pub send_order_by: SendOrderBy,
    /// The guest.
    pub customer_details: CustomerDetails,
    /// The booking's number.
    pub reference_number: Option<String>,
    /// Days for which the card that was left may be charged.
    pub charge_validity: Option<u32>,
    /// The provider's name for the payment.
    pub customer_reference: Option<String>,
    /// The guest's wishes.
    pub customer_notes: Option<String>,
    /// What the guest agreed to.
    pub terms_and_condition: Option<String>,
    /// Sums.
    pub payment_details: PaymentDetails,
    /// The restaurant.
    pub organization_details: OrganizationDetails,
    /// `reservation` and the status.
    pub translation_key: String,
    /// Everything that happened.
    pub payment_history: PaymentHistory,
}

/// Where a payment stands, in the document's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RecordStatus {
    /// To be paid.
    Sent,
    /// Money is set aside, or a card is kept.
    Reserved,
    /// Money was taken.
    Captured,
    /// A fee was taken from the card that was kept.
    Charged,
    /// The restaurant is done with it.
    Completed,
    /// Called off.
    Cancelled,
    /// Not paid in time.
    Expired,
}

/// One thing that is paid for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Product {
    /// Its place in the list, from 1 on.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// The experience's id.
    pub product_id: String,
    /// How many.
    pub quantity: f64,
    /// The price of one.
    pub rate: f64,
    /// Always 0.
    pub discount: f64,
    /// Percent; 0, since deposits are no turnover before the visit.
    pub tax: u32,
    /// The price of all.
    pub amount: f64,
    /// Set aside and neither taken nor given free.
    pub reserved: f64,
    /// Taken.
    pub captured: f64,
}

/// How the link was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SendOrderBy {
    /// By text message; never.
    pub sms: bool,
    /// By e-mail.
    pub email: bool,
}

/// The guest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerDetails {
    /// Of the phone number, `+47`; empty where none is known.
    pub country_code: String,
    /// The phone number without it.
    pub msisdn: String,
    /// The address.
    pub email: String,
    /// First and last name.
    pub name: String,
    /// Guests are not asked for it: empty.
    pub address: Address,
}

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Address {
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub zip: String,
    /// Town.
    pub city: String,
    /// Country.
    pub country: String,
}

/// Sums.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentDetails {
    /// When it was secured first, in seconds since the epoch; 0 before.
    pub reserved_at: i64,
    /// Ever set aside.
    pub reserved_amount: f64,
    /// Taken of that.
    pub captured_amount: f64,
    /// Taken from the card that was left.
    pub charged_amount: f64,
    /// Given back.
    pub amount_refunded: AmountRefunded,
}

/// What was given back, by what it was taken as.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AmountRefunded {
    /// Of what was captured.
    pub from_captured: f64,
    /// Of what was charged.
    pub from_charge: f64,
}

/// The restaurant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganizationDetails {
    /// Its name.
    pub name: String,
    /// Its address.
    pub billing_address: BillingAddress,
}

/// The restaurant's address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BillingAddress {
    /// Of the phone number.
    pub country_code: String,
    /// The phone number without it.
    pub msisdn: String,
    /// E-mail.
    pub email: String,
    /// The address in one line, as the restaurant gave it.
    pub street: String,
    /// Part of `street`: empty.
    pub zip: String,
    /// Part of `street`: empty.
    pub city: String,
    /// Two letters.
    pub country: String,
}

/// Everything that happened, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentHistory {
    /// Money set aside.
    pub reserved: Vec<ReservedEntry>,
    /// Money taken of that.
    pub captured: Vec<TakenEntry>,
    /// Money taken from the card that was left.
    pub charged: Vec<TakenEntry>,
    /// Money given back.
    pub refunded: Vec<RefundedEntry>,
}

/// Money set aside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReservedEntry {
    /// Seconds since the epoch.
    pub at: String,
    /// How much.
    pub amount: f64,
}

/// Money taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakenEntry {
    /// Seconds since the epoch.
    pub at: String,
    /// How much.
    pub amount: f64,
    /// By which it is given back.
    pub reference: String,
    /// Whether anything of it was given back.
    pub is_refunded: bool,
    /// How much of it.
    pub refunded: f64,
    /// What the restaurant noted.
    pub additional_text: String,
}

/// Money given back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundedEntry {
    /// Seconds since the epoch.
    pub at: String,
    /// How much.
    pub amount: f64,
    /// Of what.
    pub reference: String,
    /// Always.
    pub is_refunded: bool,
    /// Whether something is left of it.
    pub is_partial: bool,
}

/// A wish to take, charge or give back money.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoneyRequest {
    /// Minor units; all that there is where left out.
    pub amount: Option<i64>,
    /// For a refund: of which capture or charge; where left out gift cards first, then the latest.
    pub reference: Option<String>,
    /// For the books.
    pub note: Option<String>,
}
