//! Gives each request an id, which its answer and its log line carry, and logs one line for each server error.
//! A line names the route and never the URL, which may hold a code or a token.

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::http::problem::Cause;
use crate::platform::failure::log;
use crate::platform::{secret, send};

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Sets the request id, and logs the answer if it is a server error.
#[send]
pub(crate) async fn name_and_log(request: Request, next: Next) -> Response {
    let ray = request.headers().get("cf-ray").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let id = ray.unwrap_or_else(secret::id);
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let mut response = next.run(request).await;
    if response.status().is_server_error() {
        let cause = response.extensions().get::<Cause>().map_or("", |cause| &cause.0);
        log(&format!("{id} {method} {route} {} {cause}", response.status().as_u16()));
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
