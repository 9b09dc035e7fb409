//! GET /r/{slug}: the hosted page to book. Times are found and booked by plain links and forms; where scripts run, the
//! widget takes their place as soon as it is there.

use axum::extract::RawQuery;
use axum::http::HeaderMap;
use axum::response::Response;
use guest::words::BookingTexts;
use maud::{Markup, html};

use crate::house::shown_house::shown_house;
use crate::http::extract::PathParams;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;
use crate::platform::words::{self, Words};

use super::allow_images;
use super::booking_choice::Choice;
use super::hosted::{Query, Visit};

/// The page to book. `?attendees`, `day`, `experience` and `area` are what it begins with.
#[send]
pub(crate) async fn show(
    app: App,
    PathParams(slug): PathParams<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let title: fn(&Words) -> &'static str = Words::book_a_table;
    let visit = match Visit::open(&app, &slug, query.as_deref(), &headers, title).await? {
        Ok(visit) => visit,
        Err(response) => return Ok(response),
    };
    let Visit { restaurant, words, query } = &visit;
    let house = shown_house(&app, &restaurant.slug).await?;
    let choice = Choice::of(&house, query, words, app.now());
    let content = html! {
        script src="/embed.js" async {}
        // What stands inside is seen until the widget is there.
        couvert-widget restaurant=(restaurant.slug) lang=(words.code) attendees=[query.number("attendees")]
            day=[query.get("day")] experience=[query.get("experience")] area=[query.get("area")] {
            (choice.markup())
        }
    };
    let mut response = visit.page(title(words), &content, &languages(&restaurant.locales, words, query));
    allow_images(response.headers_mut());
    Ok(response)
}

/// The page in the other languages that the restaurant writes, with the same choice.
fn languages(locales: &[String], current: &Words, query: &Query) -> Markup {
    let others: Vec<&Words> = locales
        .iter()
        .filter(|locale| words::has(locale))
        .map(|locale| words::of(locale))
        .filter(|words| words.code != current.code)
        .collect();
    html! {
        @if !others.is_empty() {
            nav.languages aria-label=(current.language()) {
                @for words in others { a href={ "?" (query.in_language(words.code)) } lang=(words.code) { (words.name) } " " }
            }
        }
    }
}
