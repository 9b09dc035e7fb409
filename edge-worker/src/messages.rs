//! Outgoing messages: mail and webhooks.

pub(crate) mod gift_card_reminder;
pub(crate) mod outbox;
pub(crate) mod payment_reminder;
pub(crate) mod webhook;
pub(crate) mod webhook_address;
pub(crate) mod webhook_signature;
