//! What some bookings cost, in place of what their experience says.

use serde::{Deserialize, Serialize};

use crate::basics::date::Date;
use crate::configuration::payment_terms::PaymentSettings;
use crate::configuration::schedule::Weekday;

/// What is paid for some experiences, services or days. A condition that is left out always matches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentRule {
    /// Ids of the experiences that it matches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub experience_ids: Vec<String>,
    /// Ids of the services that it matches, which may be services of an exception.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_ids: Vec<String>,
    /// The weekdays that it matches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<Weekday>,
    /// The first opening day that it matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_day: Option<Date>,
    /// The last opening day that it matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Date>,
    /// What is paid.
    pub payment_settings: PaymentSettings,
}
