//! The visitor of a request.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::house::visitor::Visitor;
use crate::http::extract::app;
use crate::platform::failure::Failure;

/// The client's address. The platform sets it, so that a client cannot forge it.
pub(crate) fn client(headers: &HeaderMap) -> &str {
    headers.get("cf-connecting-ip").and_then(|value| value.to_str().ok()).unwrap_or_default()
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Self::of(app(&parts.extensions)?, client(&parts.headers))
    }
}
