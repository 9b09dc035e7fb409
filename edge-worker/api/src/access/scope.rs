//! What an API key may do.

use serde::{Deserialize, Serialize};

/// What an API key may do. A `:write` scope brings no `:read`.
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
    /// What was paid, kept and given back.
    #[serde(rename = "payments:read")]
    PaymentsRead,
    /// Capture, charge, refund and call off payments.
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
    /// Set up, remove and replay webhooks.
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

/// A wish for a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyRequest {
    /// What it is for: `host stand`, `POS`.
    pub name: String,
    /// What it may do; at least one.
    pub scopes: Vec<Scope>,
}

/// A key was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyIssued {
    /// By which it is listed, replaced and revoked.
    pub id: String,
    /// Shown this once: only its digest is kept.
    pub api_key: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
}

/// A key, without what makes it one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Key {
    /// By which it is replaced and revoked.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// Its last four symbols.
    pub last_four: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: crate::Timestamp,
    /// When it ends by itself, since another replaces it.
    pub ends_at: Option<crate::Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<crate::Timestamp>,
}
