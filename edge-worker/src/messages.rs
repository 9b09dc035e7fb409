//! What is told outside: mail and webhooks.

pub(crate) mod outbox;
pub(crate) mod webhook;
