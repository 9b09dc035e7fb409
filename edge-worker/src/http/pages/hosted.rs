//! GET /r/{slug} and /r/{slug}/gift-cards: hosted pages to book and to buy gift cards, for restaurants without a web
//! page of their own and as the target of links that work without JavaScript.

use api::Date;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use maud::html;

use crate::house::cached::profile;
use crate::http::extract::PathParams;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::{send, words};

use super::{allow_images, nothing_here, page, preferred_locale};

/// What the address asks for: the language, and what the widget begins with.
#[derive(Default)]
struct Wish {
    lang: Option<String>,
    attendees: Option<u16>,
    day: Option<Date>,
    experience: Option<String>,
}

impl Wish {
    /// What cannot be read counts as not asked.
    fn of(query: &str) -> Self {
        let mut wish = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "lang" => wish.lang = Some(value.into_owned()),
                "attendees" => wish.attendees = value.parse().ok(),
                "day" => wish.day = value.parse().ok(),
                "experience" => wish.experience = Some(value.into_owned()),
                _ => {}
            }
        }
        wish
    }
}

/// What the page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Booking,
    GiftCards,
}

/// The page to book, in the language of `?lang`, else in that of the browser. `?attendees`, `day` and `experience` are what
/// it begins with.
#[send]
pub(crate) async fn show(
    State(app): State<App>,
    PathParams(slug): PathParams<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    hosted(&app, &slug, &Wish::of(query.as_deref().unwrap_or_default()), &headers, Mode::Booking).await
}

/// The page to buy gift cards.
#[send]
pub(crate) async fn gift_cards(
    State(app): State<App>,
    PathParams(slug): PathParams<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    hosted(&app, &slug, &Wish::of(query.as_deref().unwrap_or_default()), &headers, Mode::GiftCards).await
}

async fn hosted(
    app: &App,
    slug: &str,
    wish: &Wish,
    headers: &HeaderMap,
    mode: Mode,
) -> Result<Response, Failure> {
    let locale = wish.lang.as_deref().unwrap_or_else(|| preferred_locale(headers));
    let words = words::of(locale);
    let (title, needs_script) = match mode {
        Mode::Booking => (words.book_a_table, words.no_script),
        Mode::GiftCards => (words.buy_gift_card, words.buying_needs_script),
    };
    let restaurant = match profile(app, slug).await {
        Ok(restaurant) => restaurant,
        Err(failure) => return nothing_here(failure, words, title, words.unknown_restaurant),
    };
    let attribute = (mode == Mode::GiftCards).then_some("gift-cards");
    let body = html! {
        h1.voice { (restaurant.name) }
        script src="/embed.js" data-restaurant=(restaurant.slug) data-lang=(words.code) data-mode=[attribute]
            data-attendees=[wish.attendees] data-day=[wish.day] data-experience=[wish.experience.as_deref()] async {}
        noscript {
            p { (needs_script) }
            p { a href={ "tel:" (restaurant.phone.replace(' ', "")) } { (restaurant.phone) } }
            p { a href={ "mailto:" (restaurant.email) } { (restaurant.email) } }
        }
        footer {
            p { (restaurant.name) }
            p { (restaurant.address) }
            @if mode == Mode::GiftCards {
                p { a href={ "/r/" (restaurant.slug) "?lang=" (words.code) } { (words.book_a_table) } }
            }
        }
    };
    let mut response = page(words.code, &format!("{title} · {}", restaurant.name), &body);
    if mode == Mode::GiftCards {
        allow_images(response.headers_mut());
    }
    Ok(response)
}
