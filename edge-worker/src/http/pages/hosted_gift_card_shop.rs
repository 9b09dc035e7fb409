//! GET /r/{slug}/gift-cards: the hosted page to buy gift cards.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use maud::html;

use crate::http::extract::PathParams;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

use super::allow_images;
use super::hosted::{Purpose, hosted};

const GIFT_CARD_SHOP: Purpose = Purpose {
    title: |words| words.buy_gift_card,
    needs_script: |words| words.buying_needs_script,
    mode: Some("gift-cards"),
    below: |restaurant, words| {
        html! { p { a href={ "/r/" (restaurant.slug) "?lang=" (words.code) } { (words.book_a_table) } } }
    },
};

/// The page to buy gift cards. Their pictures come from where the restaurant has them.
#[send]
pub(crate) async fn show(
    State(app): State<App>,
    PathParams(slug): PathParams<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let mut response = hosted(&app, &slug, query.as_deref(), &headers, &GIFT_CARD_SHOP).await?;
    allow_images(response.headers_mut());
    Ok(response)
}
