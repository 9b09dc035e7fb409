//! GET /r/{slug}: a booking page for restaurants without one of their own, and for links without a script.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use maud::html;
use serde::Deserialize;

use super::{nothing_here, page, preferred_locale};
use crate::app::App;
use crate::cors::profile;
use crate::extract::{Asked, At};
use crate::problem::Failure;
use crate::words;

/// What the address may add.
#[derive(Deserialize)]
pub(crate) struct Language {
    pub(super) lang: Option<String>,
}

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
        Err(failure) => return nothing_here(failure, words, words.book_a_table, words.unknown_restaurant),
    };
    let body = html! {
        h1.voice { (restaurant.name) }
        script src="/embed.js" data-restaurant=(restaurant.slug) data-lang=(words.code) async {}
        noscript {
            p { (words.no_script) }
            p { a href={ "tel:" (restaurant.phone.replace(' ', "")) } { (restaurant.phone) } }
            p { a href={ "mailto:" (restaurant.email) } { (restaurant.email) } }
        }
        footer {
            p { (restaurant.name) }
            p { (restaurant.address) }
        }
    };
    Ok(page(words.code, &format!("{} · {}", words.book_a_table, restaurant.name), &body))
}
