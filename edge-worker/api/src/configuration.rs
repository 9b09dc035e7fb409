//! The JSON document that configures a restaurant.

pub mod confirmation;
pub mod document;
pub mod experience;
pub mod floor_plan;
pub mod gift_card_template;
pub mod label;
pub mod payment_deadline;
pub mod payment_rule;
pub mod payment_terms;
pub mod privacy;
pub mod restaurant_profile;
pub mod schedule;
pub mod settings;
pub mod visits;
