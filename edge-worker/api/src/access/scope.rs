//! What an API key may do.

use serde::{Deserialize, Serialize};

use crate::basics::date::Timestamp;

/// What an API key may do. A `:write` scope does not include the `:read` scope of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Scope {
    /// Slots, days, alternatives, experiences.
    #[serde(rename = "availability:read")]
    AvailabilityRead,
    /// Reservations with their guests.
    #[serde(rename = "reservations:read")]
    ReservationsRead,
    /// Book, change, check in and out.
    #[serde(rename = "reservations:write")]
    ReservationsWrite,
    /// Gift cards and their transactions.
    #[serde(rename = "gift_cards:read")]
    GiftCardsRead,
    /// Create, top up and redeem gift cards.
    #[serde(rename = "gift_cards:write")]
    GiftCardsWrite,
    /// What was paid, secured by a card on file, and refunded.
    #[serde(rename = "payments:read")]
    PaymentsRead,
    /// Capture, charge, refund, cancel and complete payments.
    #[serde(rename = "payments:write")]
    PaymentsWrite,
    /// Phone calls with their callers.
    #[serde(rename = "calls:read")]
    CallsRead,
    /// Report phone calls.
    #[serde(rename = "calls:write")]
    CallsWrite,
    /// The guestbook.
    #[serde(rename = "guests:read")]
    GuestsRead,
    /// Change and erase guests.
    #[serde(rename = "guests:write")]
    GuestsWrite,
    /// Floor plans, experiences and the rest of what the restaurant decides.
    #[serde(rename = "configuration:read")]
    ConfigurationRead,
    /// Publish another configuration.
    #[serde(rename = "configuration:write")]
    ConfigurationWrite,
    /// Webhooks and their messages.
    #[serde(rename = "webhooks:read")]
    WebhooksRead,
    /// Create, delete and replay webhooks.
    #[serde(rename = "webhooks:write")]
    WebhooksWrite,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 15] = [
        Self::AvailabilityRead,
        Self::ReservationsRead,
        Self::ReservationsWrite,
        Self::GiftCardsRead,
        Self::GiftCardsWrite,
        Self::PaymentsRead,
        Self::PaymentsWrite,
        Self::CallsRead,
        Self::CallsWrite,
        Self::GuestsRead,
        Self::GuestsWrite,
        Self::ConfigurationRead,
        Self::ConfigurationWrite,
        Self::WebhooksRead,
        Self::WebhooksWrite,
    ];

    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// An API key to issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyRequest {
    /// What it is for, 1 to 100 characters: `host stand`, `POS`.
    pub name: String,
    /// What it may do; at least one scope.
    pub scopes: Vec<Scope>,
}

/// An API key that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyIssued {
    /// Id by which it is listed, rotated and revoked.
    pub id: String,
    /// The key itself. Shown only in this answer: the server keeps its digest.
    pub api_key: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
}

/// An API key as it is listed, without the key itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Key {
    /// Id by which it is rotated and revoked.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// The last four characters of the key.
    pub last_four: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was issued.
    pub created_at: Timestamp,
    /// When it ends because it was rotated; `null` if it was not.
    pub ends_at: Option<Timestamp>,
    /// When it was revoked; `null` if it was not.
    pub revoked_at: Option<Timestamp>,
}
