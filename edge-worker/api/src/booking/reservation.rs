//! Reservations as the restaurant's systems see them, with the names of the restaurant API's seed document.

use serde::{Deserialize, Serialize};

use crate::basics::date::{Date, Timestamp};
use crate::basics::status::Status;
use crate::basics::text::{Texts, or_empty, unless_empty};
use crate::booking::source::Source;
use crate::configuration::floor_plan::{Table, TableSeats};
use crate::configuration::label::Label;
use crate::configuration::payment_terms::PaymentType;

/// A reservation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reservation {
    /// Id of the reservation, which never changes.
    pub id: String,
    /// Booking number for use on the telephone: six characters, none of which look alike.
    pub number: String,
    /// Number of guests.
    pub attendees: u16,
    /// The experience that is booked.
    pub experience: ReservedExperience,
    /// The opening day.
    pub day: Date,
    /// When the stay starts by the restaurant's clock, in minutes since the opening day began: 1140 is 19:00.
    pub minutes: u16,
    /// When the stay starts.
    pub start_time: Timestamp,
    /// When the stay ends.
    pub end_time: Timestamp,
    /// When the guests arrived; `null` if they have not.
    pub checkin_time: Option<Timestamp>,
    /// When the guests left; `null` if they have not.
    pub checkout_time: Option<Timestamp>,
    /// Its status.
    pub status: Status,
    /// How it was made.
    pub source: Source,
    /// Id of the restaurant.
    pub restaurant_id: String,
    /// The guest who booked.
    pub guest: Guest,
    /// The tables it has now, whether a host or the engine chose them.
    pub pinned_tables: Vec<Table>,
    /// Its seats, where it has some of a counter; left out elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seats: Vec<TableSeats>,
    /// Labels of the reservation and of its guest.
    pub labels: Vec<Label>,
    /// The guest's wishes.
    pub special_request_notes: String,
    /// The restaurant's own notes.
    pub internal_notes: String,
    /// By when it is answered: a request by the restaurant, an offer (`unconfirmed`) by the guest. Left out if it waits for
    /// neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<Timestamp>,
    /// What the restaurant wrote to the guest with its last answer; left out if nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message_to_guest: String,
    /// Its payment.
    pub payment: Payment,
}

/// The experience of a reservation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReservedExperience {
    /// Id of the experience.
    pub id: String,
    /// Its name, by language code.
    pub name: Texts,
    /// Two or three letters for a host's screen.
    pub shorthand: String,
}

/// The guest who booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Guest {
    /// Id of the guestbook entry, which never changes.
    pub id: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Company.
    pub company: String,
    /// Language of messages to the guest: `de`.
    pub locale: String,
    /// Phone number as it was given.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// The restaurant's notes on the guest.
    pub notes: String,
}

/// A booked party that a change of the configuration would leave without its table, or without what it booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stranded {
    /// Id of the reservation.
    pub reservation_id: String,
    /// When it starts.
    pub start_time: Timestamp,
    /// Number of guests.
    pub attendees: u16,
    /// Ids of the tables that it has now.
    pub table_ids: Vec<String>,
}

/// The payment of a reservation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payment {
    /// Whether money is paid, a card on file is given, or neither.
    #[serde(rename = "type")]
    pub kind: PaymentType,
    /// Agreed amount in minor units: 10000 is 100.00 EUR.
    pub amount: i64,
    /// Currency, ISO 4217: `EUR`.
    pub currency: String,
    /// The payment provider's id of the payment; `null` if it has none.
    pub payment_intent_id: Option<String>,
    /// URL of the invoice; always `null`, since none is issued.
    pub invoice_url: Option<String>,
    /// Minutes before the start until which cancelling is free, as agreed at booking.
    pub refund_minutes: u32,
    /// Its state, a `PaymentState`; `null` if nothing was to be paid.
    pub state: Option<String>,
}

/// A restaurant system's request to book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReservationRequest {
    /// Number of guests.
    pub attendees: u16,
    /// The opening day.
    pub day: Date,
    /// Length of stay in minutes that the party agrees to, if shorter than usual.
    #[serde(default)]
    pub duration: Option<u16>,
    /// Id of the only floor plan to consider; any if left out.
    #[serde(default)]
    pub floor_plan_id: Option<String>,
    /// The guest's e-mail address. If it is given, a confirmation is sent there.
    #[serde(default, deserialize_with = "or_empty")]
    #[cfg_attr(feature = "openapi", schema(nullable))]
    pub email: String,
    /// Id of the experience.
    pub experience_id: String,
    /// The guest's first name.
    #[serde(default, deserialize_with = "or_empty")]
    #[cfg_attr(feature = "openapi", schema(nullable))]
    pub first_name: String,
    /// The guest's last name.
    pub last_name: String,
    /// Language of messages to the guest: `de`.
    pub locale: String,
    /// Start, in minutes since the opening day began, in the restaurant's time zone: 600 is 10:00.
    pub minutes: u16,
    /// The guest's wishes.
    #[serde(default)]
    pub notes: Option<String>,
    /// The guest's phone number.
    #[serde(default, deserialize_with = "or_empty")]
    #[cfg_attr(feature = "openapi", schema(nullable))]
    pub phone: String,
    /// Ids of the tables to use, with the restaurant's authority. If left out, the engine chooses.
    #[serde(default)]
    pub pinned_table_ids: Option<Vec<String>>,
}

/// Changes of a reservation. Fields that are left out stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReservationChange {
    /// New status. A transition that is not allowed is refused, and the refusal names the allowed ones.
    #[serde(deserialize_with = "unless_empty")]
    pub status: Option<Status>,
    /// New opening day.
    #[serde(deserialize_with = "unless_empty")]
    pub day: Option<Date>,
    /// New start, in minutes since the opening day began: 1140 is 19:00.
    pub minutes: Option<u16>,
    /// New number of guests.
    pub attendees: Option<u16>,
    /// Ids of new tables, with the restaurant's authority. If the party has to move and none are named, it keeps its
    /// tables where possible, and otherwise the engine chooses.
    pub table_ids: Option<Vec<String>>,
    /// The guest's wishes, at most 4000 characters.
    pub special_request_notes: Option<String>,
    /// The restaurant's own notes, at most 4000 characters.
    pub internal_notes: Option<String>,
    /// Ids of all labels of the reservation, of the type `reservation`.
    pub label_ids: Option<Vec<String>>,
    /// The e-mail address to which this reservation's mails go. A new one gets the confirmation.
    pub email: Option<String>,
    /// A message to the guest, at most 1000 characters: a reason, or what is offered instead. It stands in the mail that the
    /// change sends and on the guest's page, and is refused where the change sends none.
    #[serde(deserialize_with = "unless_empty")]
    pub message_to_guest: Option<String>,
}

/// The table at which guests arrive or leave: by name, by ids, or by both if they name the same tables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AtTable {
    /// Name of the table, if only one table has it.
    pub table_name: Option<String>,
    /// Id of the table; several if tables are joined.
    pub table_ids: Option<Vec<String>>,
    /// Which of the reservations at this table has come, at most 12 hours before its start and however late; or, at
    /// check-out, has paid.
    pub reservation_id: Option<String>,
    /// For check-in: whether these guests are a walk-in, although somebody is booked here soon.
    pub walk_in: Option<bool>,
    /// For check-in: how many guests a walk-in has; as many as the smallest party of the table if left out.
    pub attendees: Option<u16>,
}

/// Reservations to import from another system. Those whose stay is over become `finished` or `no_show`, the others
/// `booked`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportRequest {
    /// 1 to 500 reservations, all of the same opening day.
    pub reservations: Vec<ReservationRequest>,
    /// The indexes in `reservations`, from 0, of guests who did not come. Their stays must be over.
    #[serde(default, deserialize_with = "or_empty")]
    #[cfg_attr(feature = "openapi", schema(nullable))]
    pub no_shows: Vec<usize>,
}

/// The result of an import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportResult {
    /// Number of reservations that were imported.
    pub imported: usize,
    /// The reservations that were not.
    pub refused: Vec<Refused>,
}

/// A reservation that was not imported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refused {
    /// Its index in the request, from 0.
    pub index: usize,
    /// Why, most fundamental first.
    pub exclusion_reasons: Vec<crate::availability::exclusion_reason::ExclusionReason>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_twin_and_its_wire_name() {
        for (i, engine_status) in engine::Status::ALL.into_iter().enumerate() {
            let status = Status::from(engine_status);
            assert_eq!(status as usize, i);
            assert_eq!(engine::Status::from(status), engine_status);
            assert_eq!(Status::from_name(status.name()), Some(status));
            assert_eq!(serde_json::to_value(status).expect("json"), status.name());
        }
    }
}
