//! The HTTP contract: what travels, under which names, and how it becomes engine types.
//!
//! Wire names are camelCase and, where a seed document has the thing, the seed's own. Engine types never
//! travel: each wire type converts here and nowhere else, so that the two can change apart.

pub mod alternative;
pub mod booking;
pub mod call;
pub mod compile;
pub mod configuration;
pub mod currency;
pub mod date;
pub mod experience;
pub mod floor_plan;
pub mod gift_card;
pub mod gift_card_purchase;
pub mod guest;
pub mod hold;
pub mod payment;
pub mod payment_record;
pub mod problem;
pub mod reservation;
pub mod scope;
pub mod slot;
pub mod snapshot;
pub mod webhook;

pub use alternative::{Alternative, Alternatives, Days};
pub use booking::{Booked, BookedGlance, Booking, BookingRequest, PaymentGlance};
pub use call::Call;
pub use compile::Compiled;
pub use configuration::{Configuration, RestaurantProfile, Settings};
pub use date::{Date, Timestamp};
pub use experience::Experience;
pub use floor_plan::FloorPlan;
pub use gift_card::{GiftCard, GiftCardTemplate, Transaction};
pub use guest::GuestEntry;
pub use hold::{Hold, HoldRequest};
pub use payment::{BookingPayment, PaymentState};
pub use problem::{Code, FieldError, Problem};
pub use reservation::{AtTable, Reservation, ReservationChange, ReservationRequest};
pub use scope::Scope;
pub use slot::{Slot, Slots};
pub use snapshot::Snapshot;
pub use webhook::Webhook;

/// A text in each of the restaurant's languages, by language code: `{"de": "Terrasse", "en": "Terrace"}`.
pub type Texts = std::collections::BTreeMap<String, String>;

/// The text in `locale`, else in any language the restaurant has, else nothing.
#[must_use]
pub fn text<'a>(texts: &'a Texts, locale: &str) -> &'a str {
    texts.get(locale).or_else(|| texts.values().next()).map_or("", String::as_str)
}

/// Whether it need not be written down.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
