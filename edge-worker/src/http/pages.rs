//! HTML pages for people, rendered by the Worker and usable without JavaScript.

use api::Code;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use crate::http::problem::is_not_found;
use crate::platform::failure::Failure;
use crate::platform::words::{self, Words};

mod booking_choice;
pub(crate) mod booking_form;
pub(crate) mod change;
pub(crate) mod gift_card;
mod hosted;
pub(crate) mod hosted_booking;
pub(crate) mod hosted_gift_card_shop;
pub(crate) mod mailbox;
pub(crate) mod manage;
pub(crate) mod pay;

/// The headers of every page: no framing, no referrer and no scripts from elsewhere. The payment page allows more, see
/// `pay.rs`.
const HEADERS: [(header::HeaderName, HeaderValue); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
             connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
    ),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

fn page(locale: &str, title: &str, body: &Markup) -> Response {
    let document = html! {
        (DOCTYPE)
        html lang=(locale) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="/favicon.svg";
                link rel="stylesheet" href="/pages.css";
            }
            body { main { (body) } }
        }
    };
    (HEADERS, Html(document.into_string())).into_response()
}

/// A link that calls the restaurant, if it has a number.
fn phone_link(phone: &str) -> Option<Markup> {
    let call = || html! { a href={ "tel:" (phone.replace(' ', "")) } { (phone) } };
    (!phone.is_empty()).then(call)
}

/// The same as a line of its own.
fn phone_line(phone: &str) -> Markup {
    html! { @if let Some(link) = phone_link(phone) { p { (link) } } }
}

/// Answers a person's request with a page where a handler failed: whoever follows a link cannot read JSON.
pub(crate) async fn failures_as_pages(request: Request, next: Next) -> Response {
    if !is_page(request.uri().path()) {
        return next.run(request).await;
    }
    let words = words::of(preferred_locale(request.headers()));
    let response = next.run(request).await;
    let Some(code) = response.extensions().get::<Code>().copied() else { return response };
    let text = match code {
        Code::TooManyRequests => words.page_busy(),
        code if is_not_found(code) => words.link_opens_nothing(),
        _ => words.page_failed_hint(),
    };
    let body = html! { h1 { (words.page_failed()) } p role="status" { (text) } };
    let mut shown = page(words.code, words.page_failed(), &body);
    *shown.status_mut() = response.status();
    if let Some(seconds) = response.headers().get(header::RETRY_AFTER) {
        shown.headers_mut().insert(header::RETRY_AFTER, seconds.clone());
    }
    // The log's cause goes with it.
    *shown.extensions_mut() = response.into_parts().0.extensions;
    shown
}

/// Whether people see what is at this address, rather than scripts.
fn is_page(path: &str) -> bool {
    let is_of_a_script = path.starts_with("/pay/") && (path.ends_with("/card") || path.ends_with("/check"));
    let is_of_a_page =
        ["/r/", "/manage/", "/pay/", "/gift/", "/dev/"].iter().any(|start| path.starts_with(start));
    is_of_a_page && !is_of_a_script
}

/// A page for a failure that is answered with 404; any other failure is returned as it is.
fn nothing_here(failure: Failure, words: &Words, heading: &str, text: &str) -> Result<Response, Failure> {
    if !failure.is_not_found() {
        return Err(failure);
    }
    let body = html! { h1 { (heading) } p { (text) } };
    Ok((failure.status(), page(words.code, heading, &body)).into_response())
}

/// The page that says of a link that it leads nowhere: heading and text, in the language of the visitor's browser.
fn dead_link(
    failure: Failure,
    headers: &HeaderMap,
    text: fn(&Words) -> (&'static str, &'static str),
) -> Result<Response, Failure> {
    let words = words::of(preferred_locale(headers));
    let (heading, text) = text(words);
    nothing_here(failure, words, heading, text)
}

/// Allows a page to show images from any https origin, since restaurants host their own.
fn allow_images(headers: &mut HeaderMap) {
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|value| value.to_str().ok());
    let policy = policy.map(|policy| policy.replace("img-src 'self' data:", "img-src 'self' data: https:"));
    if let Some(value) = policy.and_then(|policy| HeaderValue::from_str(&policy).ok()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
}

/// The language that the visitor's browser prefers, among those that the pages have.
fn preferred_locale(headers: &HeaderMap) -> &'static str {
    accepted_locale(headers).unwrap_or(words::of("").code)
}

/// The first language that the visitor's browser accepts of those that the pages have.
fn accepted_locale(headers: &HeaderMap) -> Option<&'static str> {
    let accepted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // Browsers name them in the order of preference.
    let tags = accepted.split(',').map(|entry| entry.split(';').next().unwrap_or_default().trim());
    tags.into_iter().find(|tag| words::has(tag)).map(|tag| words::of(tag).code)
}
