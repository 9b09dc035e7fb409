//! Reservations as the restaurant's systems see them, in the words of the restaurant API's seed document.

use serde::{Deserialize, Serialize};

use crate::basics::date::{Date, Timestamp};
use crate::basics::status::Status;
use crate::basics::text::Texts;
use crate::configuration::floor_plan::Table;
use crate::configuration::label::Label;
use crate::configuration::payment_terms::PaymentType;

/// A reservation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reservation {
    /// Stable id.
    pub id: String,
    /// For the telephone: six symbols without look-alikes.
    pub number: String,
    /// How many guests.
    pub attendees: u16,
    /// What is booked.
    pub experience: ReservedExperience,
    /// When the stay starts.
    pub start_time: Timestamp,
    /// When the stay ends.
    pub end_time: Timestamp,
    /// When the guests arrived.
    pub checkin_time: Option<Timestamp>,
    /// When they left.
    pub checkout_time: Option<Timestamp>,
    /// Where it stands.
    pub status: Status,
    /// Where it came from: `widget`, `api`, `import`, `walk_in`.
    pub source: String,
    /// The restaurant.
    pub restaurant_id: String,
    /// Who booked.
    pub guest: Guest,
    /// The tables it has.
    pub pinned_tables: Vec<Table>,
    /// Marks on the reservation or its guest.
    pub labels: Vec<Label>,
    /// The guest's wishes.
    pub special_request_notes: String,
    /// The restaurant's own remarks.
    pub internal_notes: String,
    /// What was paid.
    pub payment: Payment,
}

/// The experience of a reservation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReservedExperience {
    /// Its id.
    pub id: String,
    /// Its name, by language.
    pub name: Texts,
    /// Two or three letters for a host's screen.
    pub shorthand: String,
}

/// Who booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Guest {
    /// Stable id.
    pub id: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Company.
    pub company: String,
    /// The language to write in.
    pub locale: String,
    /// Phone number as given.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// The restaurant's remarks on the guest.
    pub notes: String,
}

/// A booked party that a change of the house would leave without its table, or without what it booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stranded {
    /// The reservation.
    pub reservation_id: String,
    /// When it starts.
    pub start_time: Timestamp,
    /// How many guests.
    pub attendees: u16,
    /// The tables that it has now.
    pub table_ids: Vec<String>,
}

/// What was paid for a reservation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payment {
    /// Whether anything was to be paid.
    #[serde(rename = "type")]
    pub kind: PaymentType,
    /// Minor units of the restaurant's currency.
    pub amount: i64,
    /// The provider's id.
    pub payment_intent_id: Option<String>,
    /// The invoice.
    pub invoice_url: Option<String>,
    /// Minutes before the start until which cancelling is free, as agreed at booking.
    pub refund_minutes: u32,
    /// Where the payment stands.
    pub state: Option<String>,
}

/// A restaurant system's wish to book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReservationRequest {
    /// How many guests.
    pub attendees: u16,
    /// The opening day.
    pub day: Date,
    /// Minutes that the party agrees to stay, where less than usual.
    #[serde(default)]
    pub duration: Option<u16>,
    /// The one floor plan that will do; any where left out.
    #[serde(default)]
    pub floor_plan_id: Option<String>,
    /// E-mail address; a confirmation goes there where given.
    #[serde(default)]
    pub email: String,
    /// What is booked.
    pub experience_id: String,
    /// First name.
    #[serde(default)]
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The language to write in.
    pub locale: String,
    /// Minutes since the opening day began, in the restaurant's zone. 600 is 10:00.
    pub minutes: u16,
    /// Wishes.
    #[serde(default)]
    pub notes: Option<String>,
    /// Phone number.
    #[serde(default)]
    pub phone: String,
    /// The tables to use, on the restaurant's own word. Chosen by the engine where left out.
    #[serde(default)]
    pub pinned_table_ids: Option<Vec<String>>,
}

/// What is to change about a reservation; what is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReservationChange {
    /// Where it stands. A forbidden transition is refused, and the refusal names what is allowed.
    pub status: Option<Status>,
    /// Another opening day.
    pub day: Option<Date>,
    /// Another start.
    pub minutes: Option<u16>,
    /// Another number of guests.
    pub attendees: Option<u16>,
    /// Other tables, on the restaurant's own word. Where the party has to move and none are named, the engine keeps
    /// those that it has or chooses.
    pub table_ids: Option<Vec<String>>,
    /// The guest's wishes.
    pub special_request_notes: Option<String>,
    /// The restaurant's own remarks.
    pub internal_notes: Option<String>,
    /// Labels of the type `reservation`.
    pub label_ids: Option<Vec<String>>,
}

/// The table at which guests arrive or leave: by name or by ids, or by both where they agree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AtTable {
    /// The table's name, where only one has it.
    pub table_name: Option<String>,
    /// Its id; several where tables are joined.
    pub table_ids: Option<Vec<String>>,
}

/// Reservations to take over from another system. Those whose stay is over become `finished`, the others `booked`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportRequest {
    /// All of one opening day, at most 500.
    pub reservations: Vec<ReservationRequest>,
}

/// What came of taking reservations over from another system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportResult {
    /// How many reservations were taken over.
    pub imported: usize,
    /// Those that were not, by their place in the request.
    pub refused: Vec<Refused>,
}

/// A reservation that was not taken over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refused {
    /// Its place in the request, from 0.
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
