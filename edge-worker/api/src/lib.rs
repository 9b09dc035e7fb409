//! The HTTP contract: the wire types, their names, and their conversion to engine types.
//!
//! Wire names are camelCase, and those of a seed document where it has the field. Engine types are never serialized:
//! each wire type is converted here and nowhere else, so that the two can change independently.
//!
//! Folders import downward only: [`basics`], then [`configuration`] and [`access`], then [`compile`] and [`money`],
//! then [`availability`] and [`snapshot`], then [`booking`] and [`problem`].

pub mod access;
pub mod availability;
pub mod basics;
pub mod booking;
pub mod compile;
pub mod configuration;
pub mod money;
pub mod problem;
pub mod snapshot;

pub use access::scope::Scope;
pub use access::webhook::Webhook;
pub use availability::alternative::{Alternative, Alternatives, Days};
pub use availability::exclusion_reason::ExclusionReason;
pub use availability::slot::{Slot, Slots};
pub use basics::date::{Date, Timestamp};
pub use basics::field_error::FieldError;
pub use basics::status::Status;
pub use basics::text::{Texts, text};
pub use booking::call::Call;
pub use booking::guest::GuestEntry;
pub use booking::guest_booking::{Booked, BookedGlance, Booking, BookingRequest, PaymentGlance};
pub use booking::hold::{Hold, HoldRequest};
pub use booking::reservation::{AtTable, Reservation, ReservationChange, ReservationRequest};
pub use compile::Compiled;
pub use configuration::document::Configuration;
pub use configuration::experience::Experience;
pub use configuration::floor_plan::FloorPlan;
pub use configuration::gift_card_template::GiftCardTemplate;
pub use configuration::restaurant_profile::RestaurantProfile;
pub use configuration::settings::Settings;
pub use money::gift_card::{GiftCard, Transaction};
pub use money::payment::{BookingPayment, PaymentState};
pub use problem::{Code, Problem};
pub use snapshot::Snapshot;
