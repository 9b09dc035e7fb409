//! A payment in the envelope of the payment provider's seed document.
//!
//! Its amounts are floating-point numbers of the currency's major unit, unlike everything else here, which is in whole
//! minor units. They are computed from our own ledger, only for output: nothing is calculated with them.

use serde::{Deserialize, Serialize};

/// The envelope of every answer about a payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Envelope<T> {
    /// The HTTP status code.
    pub status_code: u16,
    /// The name of the HTTP status: `OK`.
    pub status_message: String,
    /// What happened, for programs: `reservationRetrievedSuccessfully`.
    pub message: String,
    /// Whether there is `data`.
    pub is_data: bool,
    /// The answer itself.
    pub data: T,
}

/// The record of a payment. All amounts are decimal numbers of the currency's major unit: 89.5 is 89.50 EUR.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentRecord {
    /// Id of the reservation or gift card purchase that it is for.
    pub reservation_uuid: String,
    /// Its status.
    pub status: RecordStatus,
    /// Whether everything that was agreed was secured or paid.
    pub is_paid: bool,
    /// What is paid for.
    pub product_list: Vec<Product>,
    /// Agreed amount, in major units.
    pub grand_total: f64,
    /// The day of the visit or of the purchase: `07.08.2023`.
    pub reservation_date: String,
    /// Until when the payment link can be used, in the restaurant's time zone: `09:05, 09.08.2023`.
    pub payment_link_due_date: String,
    /// How the payment link was sent.
    pub send_order_by: SendOrderBy,
    /// The guest.
    pub customer_details: CustomerDetails,
    /// Number of the booking or purchase.
    pub reference_number: Option<String>,
    /// Number of days after the visit for which the card on file may be charged; `null` if there is to be none.
    pub charge_validity: Option<u32>,
    /// The payment provider's id of the payment; `null` if it has none.
    pub customer_reference: Option<String>,
    /// The guest's wishes; `null` if there are none.
    pub customer_notes: Option<String>,
    /// The terms that the guest agreed to.
    pub terms_and_condition: Option<String>,
    /// Totals.
    pub payment_details: PaymentDetails,
    /// The restaurant.
    pub organization_details: OrganizationDetails,
    /// `reservation` followed by the status: `reservationCaptured`.
    pub translation_key: String,
    /// Everything that happened.
    pub payment_history: PaymentHistory,
}

/// Status of a payment, with the names of the payment provider's document:
///
/// - `SENT`: to be paid
/// - `RESERVED`: money is authorized, or there is a card on file
/// - `CAPTURED`: money was captured
/// - `CHARGED`: a fee was charged to the card on file
/// - `COMPLETED`: the restaurant has completed it
/// - `CANCELLED`: cancelled
/// - `EXPIRED`: not paid in time
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RecordStatus {
    /// To be paid.
    Sent,
    /// Money is authorized, or there is a card on file.
    Reserved,
    /// Money was captured.
    Captured,
    /// A fee was charged to the card on file.
    Charged,
    /// The restaurant has completed it.
    Completed,
    /// Cancelled.
    Cancelled,
    /// Not paid in time.
    Expired,
}

/// What is paid for: an experience or a gift card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Product {
    /// Its position in the list, from 1.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Id of the experience or of the gift card template.
    pub product_id: String,
    /// Quantity: the number of guests if the price is per guest, otherwise 1.
    pub quantity: f64,
    /// Price of one, in major units.
    pub rate: f64,
    /// Always 0.
    pub discount: f64,
    /// Tax rate in percent; always 0, since a deposit is no turnover before the visit.
    pub tax: u32,
    /// Price of all, in major units.
    pub amount: f64,
    /// Amount that is authorized and neither captured nor voided, in major units.
    pub reserved: f64,
    /// Amount that was captured, in major units.
    pub captured: f64,
}

/// How the payment link was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SendOrderBy {
    /// By text message; always `false`.
    pub sms: bool,
    /// By e-mail.
    pub email: bool,
}

/// The guest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerDetails {
    /// Country code of the phone number: `+47`; empty if no number is known.
    pub country_code: String,
    /// Phone number without the country code.
    pub msisdn: String,
    /// E-mail address.
    pub email: String,
    /// First and last name.
    pub name: String,
    /// Postal address. Its fields are empty, since guests are not asked for it.
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

/// The totals of a payment, in major units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentDetails {
    /// When it was first secured, in seconds since the epoch; 0 if it was not yet.
    pub reserved_at: i64,
    /// Total that was ever authorized, in major units.
    pub reserved_amount: f64,
    /// Total that was captured of it, in major units.
    pub captured_amount: f64,
    /// Total that was charged to the card on file, in major units.
    pub charged_amount: f64,
    /// Total that was refunded, in major units.
    pub amount_refunded: AmountRefunded,
}

/// What was refunded, of captures and of charges, in major units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AmountRefunded {
    /// Refunded of what was captured, in major units.
    pub from_captured: f64,
    /// Refunded of what was charged, in major units.
    pub from_charge: f64,
}

/// The restaurant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganizationDetails {
    /// Its name.
    pub name: String,
    /// Its address and contact details.
    pub billing_address: BillingAddress,
}

/// The restaurant's address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BillingAddress {
    /// Country code of the phone number: `+47`.
    pub country_code: String,
    /// Phone number without the country code.
    pub msisdn: String,
    /// E-mail address.
    pub email: String,
    /// The whole address on one line, as the restaurant configured it.
    pub street: String,
    /// Always empty: part of `street`.
    pub zip: String,
    /// Always empty: part of `street`.
    pub city: String,
    /// Country, ISO 3166-1 alpha-2: `AT`.
    pub country: String,
}

/// Everything that happened to a payment, by kind, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentHistory {
    /// Authorizations.
    pub reserved: Vec<ReservedEntry>,
    /// Captures.
    pub captured: Vec<TakenEntry>,
    /// Charges to the card on file.
    pub charged: Vec<TakenEntry>,
    /// Refunds.
    pub refunded: Vec<RefundedEntry>,
}

/// An authorization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReservedEntry {
    /// When, in seconds since the epoch, as a string.
    pub at: String,
    /// Amount, in major units.
    pub amount: f64,
}

/// A capture, or a charge to the card on file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakenEntry {
    /// When, in seconds since the epoch, as a string.
    pub at: String,
    /// Amount, in major units.
    pub amount: f64,
    /// Reference by which it is refunded.
    pub reference: String,
    /// Whether anything of it was refunded.
    pub is_refunded: bool,
    /// Amount that was refunded of it, in major units.
    pub refunded: f64,
    /// The restaurant's `note`.
    pub additional_text: String,
}

/// A refund.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundedEntry {
    /// When, in seconds since the epoch, as a string.
    pub at: String,
    /// Amount, in major units.
    pub amount: f64,
    /// Reference of the capture or charge that was refunded.
    pub reference: String,
    /// Always `true`.
    pub is_refunded: bool,
    /// Whether that capture or charge was refunded in part only.
    pub is_partial: bool,
}

/// A request to capture, charge, refund, cancel or complete a payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoneyRequest {
    /// Amount in minor units, unlike in the record: 10000 is 100.00 EUR. The whole possible amount if left out.
    /// Cancelling and completing allow no amount.
    pub amount: Option<i64>,
    /// For a refund: reference of the capture or charge to refund. If left out, gift cards first and then the latest.
    pub reference: Option<String>,
    /// A note for the ledger, at most 200 characters. It is emptied when the guest is erased.
    pub note: Option<String>,
}
