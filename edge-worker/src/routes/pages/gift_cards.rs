//! GET /r/{slug}/gift-cards: where guests buy gift cards of restaurants that have no page of their own for it.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use maud::html;

use super::hosted::Language;
use super::{allow_images, nothing_here, page, preferred_locale};
use crate::app::App;
use crate::cors::profile;
use crate::extract::{Asked, At};
use crate::problem::Failure;
use crate::words;

/// The page, in the language of `?lang`, else of the browser.
#[worker::send]
pub(crate) async fn show(
    State(app): State<App>,
    At(slug): At<String>,
    Asked(language): Asked<Language>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let locale = language.lang.as_deref().unwrap_or_else(|| preferred_locale(&headers));
    let words = words::of(locale);
    let restaurant = match profile(&app, &slug).await {
        Ok(restaurant) => restaurant,
        Err(failure) => {
            return nothing_here(failure, words, words.buy_gift_card, words.unknown_restaurant);
        }
    };
    let body = html! {
        h1.voice { (restaurant.name) }
        script src="/embed.js" data-restaurant=(restaurant.slug) data-lang=(words.code) data-mode="gift-cards" async {}
        noscript {
            p { (words.buying_needs_script) }
            p { a href={ "tel:" (restaurant.phone.replace(' ', "")) } { (restaurant.phone) } }
            p { a href={ "mailto:" (restaurant.email) } { (restaurant.email) } }
        }
        footer {
            p { (restaurant.name) }
            p { (restaurant.address) }
            p { a href={ "/r/" (restaurant.slug) "?lang=" (words.code) } { (words.book_a_table) } }
        }
    };
    let mut response = page(words.code, &format!("{} · {}", words.buy_gift_card, restaurant.name), &body);
    allow_images(response.headers_mut());
    Ok(response)
}
