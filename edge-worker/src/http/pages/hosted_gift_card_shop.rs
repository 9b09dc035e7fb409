//! GET /r/{slug}/gift-cards: the hosted page to buy gift cards.

use axum::extract::RawQuery;
use axum::http::HeaderMap;
use axum::response::Response;
use maud::html;

use crate::http::extract::PathParams;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;
use crate::platform::words::Words;

use super::hosted::Visit;
use super::{allow_images, phone_line};

/// The page to buy gift cards. Their pictures come from where the restaurant has them.
#[send]
pub(crate) async fn show(
    app: App,
    PathParams(slug): PathParams<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let title: fn(&Words) -> &'static str = Words::buy_gift_card;
    let visit = match Visit::open(&app, &slug, query.as_deref(), &headers, title).await? {
        Ok(visit) => visit,
        Err(response) => return Ok(response),
    };
    let Visit { restaurant, words, .. } = &visit;
    let shop = html! {
        script src="/embed.js" data-restaurant=(restaurant.slug) data-lang=(words.code) data-mode="gift-cards" async {}
        noscript {
            p { (words.buying_needs_script()) }
            (phone_line(&restaurant.phone))
            p { a href={ "mailto:" (restaurant.email) } { (restaurant.email) } }
        }
    };
    let below = html! {
        p { a href={ "/r/" (restaurant.slug) "?lang=" (words.code) } { (words.book_a_table()) } }
    };
    let mut response = visit.page(title(words), &shop, &below);
    allow_images(response.headers_mut());
    Ok(response)
}
