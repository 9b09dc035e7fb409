//! Who may: a restaurant's systems by API key, the operator by the admin token.

use api::{Code, Scope};
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use crate::house::tenant::TenantSelector;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::secret;

/// A request with an API key. Whether the key opens a restaurant, and for what, shows when the restaurant is loaded by
/// it: every statement finds its restaurant through the key's digest, so that none can reach another's.
pub(crate) struct Key {
    digest: String,
}

impl Key {
    /// The restaurant's selector, for what needs this scope. There is no other way through.
    pub(crate) fn with(self, scope: Scope) -> TenantSelector {
        TenantSelector::Key { digest: self.digest, scope }
    }
}

impl FromRequestParts<App> for Key {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        Ok(Self { digest: secret::digest(bearer(parts)?) })
    }
}

/// A request of the operator.
pub(crate) struct Admin;

impl FromRequestParts<App> for Admin {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let given = bearer(parts)?;
        match &app.environment.admin_token {
            Some(token) if secret::is_same(token, given) => Ok(Self),
            _ => Err(unauthorized()),
        }
    }
}

fn bearer(parts: &Parts) -> Result<&str, Failure> {
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    header.and_then(|header| header.strip_prefix("Bearer ")).map(str::trim).ok_or_else(unauthorized)
}

fn unauthorized() -> Failure {
    Failure::new(Code::Unauthorized, "send Authorization: Bearer and a key")
}
