//! Extractors: a request's shape is checked before its handler runs.

use api::Code;
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use crate::house::idempotency::IdempotencyKey;
use crate::http::json_body::{from_json, in_words};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::secret::{self, fingerprint};

/// The largest body in bytes of a guest's or a restaurant system's request.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// The largest body in bytes of a configuration or an import.
const ADMIN_BODY_BYTES_MAX: usize = 2 * 1024 * 1024;
const IDEMPOTENCY_KEY: &str = "idempotency-key";
const IDEMPOTENCY_KEY_LENGTH_MAX: usize = 255;

/// The request's own [`App`], where [`crate::http::routes::answer`] has put it.
pub(crate) fn app(extensions: &Extensions) -> Result<&App, Failure> {
    extensions.get().ok_or_else(|| Failure::internal("a request without its App"))
}

impl<S: Sync> FromRequestParts<S> for App {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        app(&parts.extensions).cloned().map_err(IntoResponse::into_response)
    }
}

/// A JSON body. Unknown fields are refused, so that a misspelt optional field is not silently ignored.
pub(crate) struct Json<T, const ADMIN: bool = false>(pub(crate) T);

impl<S: Sync, T: DeserializeOwned, const ADMIN: bool> FromRequest<S> for Json<T, ADMIN> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        Ok(Self(parse(&parts.headers, &read(body, limit(ADMIN)).await?)?))
    }
}

fn limit(is_admin: bool) -> usize {
    if is_admin { ADMIN_BODY_BYTES_MAX } else { BODY_BYTES_MAX }
}

/// A request with an `Idempotency-Key` and a JSON body. A restaurant's own systems may leave the key out: then the request
/// takes effect as often as it is sent.
pub(crate) struct Keyed<T, const ADMIN: bool = false> {
    pub(crate) key: IdempotencyKey,
    pub(crate) body: T,
}

/// The fields of a form that a page sends (`application/x-www-form-urlencoded`).
pub(crate) struct FormFields(Vec<(String, String)>);

impl FormFields {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

impl<S: Sync> FromRequest<S> for FormFields {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        // A form needs no preflight: without this, other sites could let their visitors send it.
        let site = request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok());
        if site.is_some_and(|site| !["same-origin", "none"].contains(&site)) {
            return Err(Failure::new(Code::MethodNotAllowed, "a form is sent from its own page"));
        }
        let bytes = read(request.into_body(), BODY_BYTES_MAX).await?;
        Ok(Self(url::form_urlencoded::parse(&bytes).into_owned().collect()))
    }
}

/// A body without fields.
#[derive(serde::Deserialize)]
pub(crate) struct EmptyBody {}

impl<S: Sync, T: DeserializeOwned, const ADMIN: bool> FromRequest<S> for Keyed<T, ADMIN> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let app = app(&parts.extensions)?;
        let is_optional = parts.uri.path().starts_with("/external/");
        let key = match parts.headers.get(IDEMPOTENCY_KEY) {
            // A key that nobody else has: the request still retries by itself without taking effect twice.
            None if is_optional => format!("once-{}", secret::id()),
            header => checked_key(header.and_then(|value| value.to_str().ok()))?,
        };
        let bytes = read(body, limit(ADMIN)).await?;
        let fingerprint =
            keyed_fingerprint(app, &[parts.method.as_str().as_bytes(), parts.uri.path().as_bytes(), &bytes])?;
        // A call without a body, such as extending a hold, is read as the empty object.
        let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        let body = if bytes.is_empty() { from_json(text)? } else { parse(&parts.headers, text)? };
        Ok(Self { key: IdempotencyKey { key, fingerprint }, body })
    }
}

/// The key that a form carries, for what it asks for.
pub(crate) fn idempotency_key(app: &App, key: &str, parts: &[&[u8]]) -> Result<IdempotencyKey, Failure> {
    Ok(IdempotencyKey { key: checked_key(Some(key))?, fingerprint: keyed_fingerprint(app, parts)? })
}

/// A keyed digest: the body may hold a gift card code, which could be found from a plain digest by trying all.
fn keyed_fingerprint(app: &App, parts: &[&[u8]]) -> Result<String, Failure> {
    let root_key = &app.environment.root_key;
    Ok(secret::hex(&secret::keyed_digest(root_key, "request", &[&fingerprint(parts)])?))
}

fn checked_key(key: Option<&str>) -> Result<String, Failure> {
    let required = || {
        let detail =
            format!("send an Idempotency-Key header of 1 to {IDEMPOTENCY_KEY_LENGTH_MAX} visible characters");
        Failure::new(Code::IdempotencyKeyRequired, detail)
    };
    let key = key.ok_or_else(required)?;
    let is_sound = (1..=IDEMPOTENCY_KEY_LENGTH_MAX).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_graphic());
    is_sound.then(|| key.to_owned()).ok_or_else(required)
}

async fn read(body: Body, limit: usize) -> Result<Vec<u8>, Failure> {
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes().into()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(Failure::new(Code::BodyTooLarge, format!("at most {limit} bytes")))
        }
        Err(_) => Err(Failure::new(Code::MalformedJson, "the body ended early")),
    }
}

fn parse<T: DeserializeOwned>(headers: &HeaderMap, bytes: &[u8]) -> Result<T, Failure> {
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !media_type.trim_start().to_ascii_lowercase().starts_with("application/json") {
        return Err(Failure::new(Code::UnsupportedMediaType, "send application/json"));
    }
    from_json(bytes)
}

/// A query string as a struct.
pub(crate) struct QueryParams<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for QueryParams<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        parts.uri = without_empty(&parts.uri).unwrap_or_else(|| parts.uri.clone());
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|query| Self(query.0)).map_err(|rejection| {
            let text = rejection.body_text();
            let detail = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
            // serde names a wrong parameter before a colon, and a missing or unknown one in backticks.
            let (parameter, detail) = match detail.split_once(": ") {
                Some(wrong) => wrong,
                None => (detail.split('`').nth(1).unwrap_or_default(), detail),
            };
            Failure::invalid_field(parameter, in_words(detail))
        })
    }
}

/// The address without parameters whose value is empty, which typed clients send for what they leave out, and with whole
/// numbers written as such (`2.0`).
fn without_empty(uri: &Uri) -> Option<Uri> {
    let query = uri.query()?;
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty())
    {
        kept.append_pair(&name, whole_number(&value));
    }
    format!("{}?{}", uri.path(), kept.finish()).parse().ok()
}

fn whole_number(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, fraction))
            if is_digits(whole) && is_digits(fraction) && fraction.trim_matches('0').is_empty() =>
        {
            whole
        }
        _ => text,
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Path parameters; one that cannot be parsed is answered with 404.
pub(crate) struct PathParams<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for PathParams<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|path| Self(path.0))
            .map_err(|_| Failure::new(Code::NotFound, "there is nothing at this address"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::HoldRequest;

    fn failure(body: &str) -> String {
        let failure = from_json::<HoldRequest>(body.as_bytes()).expect_err("refused");
        format!("{failure:?}")
    }

    #[test]
    fn faults_in_a_body_are_pointed_at() {
        let good = r#"{"attendees":2,"day":"2026-11-21","minutes":1140,"experienceId":"x"}"#;
        assert!(from_json::<HoldRequest>(good.as_bytes()).is_ok());
        assert!(failure(&good.replace("2,", "\"two\",")).contains(r#"pointer: "/attendees""#));
        assert!(failure(&good.replace("2,", "-2,")).contains(r#"pointer: "/attendees""#));
        assert!(failure(&good.replace("2026-11-21", "tomorrow")).contains(r#"pointer: "/day""#));
        assert!(failure(&good.replace("}", r#","floorplanId":"x"}"#)).contains(r#"pointer: "/floorplanId""#));
        assert!(failure("{").contains("MalformedJson"));
        assert!(failure(&format!("{good} {{}}")).contains("MalformedJson"));
    }
}
