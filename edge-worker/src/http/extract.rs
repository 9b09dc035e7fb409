//! Extractors: a request's shape is checked before its handler runs.

use api::{Code, FieldError};
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use crate::house::idempotency::IdempotencyKey;
use crate::http::strict_json::Strict;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::secret::{self, fingerprint};

/// The largest body in bytes of a guest's or a restaurant system's request.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// The largest body in bytes of a configuration or an import.
const ADMIN_BODY_BYTES_MAX: usize = 2 * 1024 * 1024;
const IDEMPOTENCY_KEY: &str = "idempotency-key";
const IDEMPOTENCY_KEY_LENGTH_MAX: usize = 255;

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

impl<T: DeserializeOwned, const ADMIN: bool> FromRequest<App> for Keyed<T, ADMIN> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
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

fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let malformed = |error: serde_json::Error| Failure::new(Code::MalformedJson, error.to_string());
    let json = Strict(serde_json::from_slice(bytes).map_err(malformed)?);
    let mut unknown = Vec::new();
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(json, &mut track);
    let parsed = serde_ignored::deserialize(tracked, |path| {
        unknown.push(FieldError::new(pointer(&path.to_string()), "there is no such field"));
    });
    let value: T = parsed.map_err(|error: serde_json::Error| {
        Failure::invalid_field(&pointer(&track.path().to_string()), in_words(&error.to_string()))
    })?;
    if unknown.is_empty() { Ok(value) } else { Err(Failure::invalid(unknown)) }
}

/// What serde expected, in the words of JSON instead of Rust.
fn in_words(detail: &str) -> String {
    const TYPES: [(&str, &str); 12] = [
        ("expected u8", "expected a whole number from 0 to 255"),
        ("expected u16", "expected a whole number from 0 to 65535"),
        ("expected u32", "expected a whole number from 0 to 4294967295"),
        ("expected u64", "expected a whole number, at least 0"),
        ("expected usize", "expected a whole number, at least 0"),
        ("invalid digit found in string", "expected a whole number"),
        ("expected i64", "expected a whole number"),
        ("expected i32", "expected a whole number"),
        ("expected f64", "expected a number"),
        ("expected a boolean", "expected true or false"),
        ("expected a sequence", "expected a list"),
        ("expected a map", "expected an object"),
    ];
    let mut words =
        detail.replace("invalid type: sequence", "a list").replace("invalid type: map", "an object");
    words = words
        .replace("invalid type: ", "")
        .replace("invalid value: ", "")
        .replace("floating point", "number");
    for (rust, json) in TYPES {
        words = words.replace(rust, json);
    }
    // A type of our own, such as a struct or an enum, is an object or a text; its Rust name says nothing.
    match words.split_once("expected struct ") {
        Some((before, _)) => format!("{before}expected an object"),
        None => words,
    }
}

/// From the dotted path of serde's helpers to a JSON pointer.
fn pointer(path: &str) -> String {
    let plain = path.replace(".?", "").replace('[', ".").replace(']', "");
    let plain = plain.strip_prefix('.').unwrap_or(&plain);
    if plain == "?" || plain.is_empty() {
        return String::new();
    }
    plain
        .split('.')
        .fold(String::new(), |pointer, part| pointer + "/" + &part.replace('~', "~0").replace('/', "~1"))
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
