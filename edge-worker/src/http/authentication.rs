//! Authentication: a restaurant's systems by API key, the operator by the admin token.

use api::{Code, Scope};
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use crate::house::tenant::TenantSelector;
use crate::http::extract::app;
use crate::platform::failure::Failure;
use crate::platform::secret;

/// A request with an API key, which is checked when its restaurant is loaded: every statement finds the restaurant by
/// the key's digest, so that no statement can reach another restaurant's rows.
pub(crate) struct Key {
    digest: String,
}

impl Key {
    /// The tenant selector for a call that needs this scope. A key gives a selector in no other way, so that no call
    /// can skip the check of its scope.
    pub(crate) fn with(self, scope: Scope) -> TenantSelector {
        TenantSelector::Key { digest: self.digest, scope }
    }
}

impl<S: Sync> FromRequestParts<S> for Key {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Ok(Self { digest: secret::digest(bearer(parts)?) })
    }
}

/// A request with the operator's admin token.
pub(crate) struct Admin;

impl<S: Sync> FromRequestParts<S> for Admin {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let given = bearer(parts)?;
        match &app(&parts.extensions)?.environment.admin_token {
            Some(token) if secret::is_same(token, given) => Ok(Self),
            _ => Err(unauthorized()),
        }
    }
}

fn bearer(parts: &Parts) -> Result<&str, Failure> {
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, token) = header.and_then(|header| header.split_once(' ')).ok_or_else(unauthorized)?;
    // Schemes are the same in any case (RFC 9110, 11.1).
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).ok_or_else(unauthorized)
}

fn unauthorized() -> Failure {
    Failure::new(Code::Unauthorized, "send Authorization: Bearer and a key")
}
