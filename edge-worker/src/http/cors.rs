//! CORS for the guests' API: scripts on the restaurant's registered origins, and on our own, may read its answers.
//!
//! This keeps other sites from embedding the restaurant; it is no authentication. Guest calls read no cookie, so a
//! request from another site carries no credentials that could be abused.

use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::house::profile::profile;
use crate::platform::app::App;
use crate::platform::send;

const PREFLIGHT: [(HeaderName, HeaderValue); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PATCH, DELETE")),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type, idempotency-key")),
    (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400")),
];

/// Answers preflights, and allows registered origins to read the answers of guest routes under a restaurant's slug.
#[send]
pub(crate) async fn allow_registered_origins(
    app: App,
    path: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let slug = path.iter().find(|(name, _)| *name == "slug").map(|(_, slug)| slug.to_owned());
    let allowed = match (slug, request.headers().get(header::ORIGIN).cloned()) {
        (Some(slug), Some(origin)) => is_registered(&app, &slug, &origin).await.then_some(origin),
        _ => None,
    };
    let mut response = if request.method() == Method::OPTIONS {
        (StatusCode::NO_CONTENT, PREFLIGHT).into_response()
    } else {
        next.run(request).await
    };
    name_origin(response.headers_mut(), allowed);
    response
}

fn name_origin(headers: &mut HeaderMap, allowed: Option<HeaderValue>) {
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = allowed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
}

async fn is_registered(app: &App, slug: &str, origin: &HeaderValue) -> bool {
    match profile(app, slug).await {
        Ok(profile) => profile.allowed_origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()),
        // A 404 may be read by any origin: it is no secret, and shows a developer that the slug is misspelt.
        Err(failure) => failure.is_not_found(),
    }
}
