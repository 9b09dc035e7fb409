//! What the hosted pages share: a restaurant's name, the widget, and the address. They are for restaurants without a web
//! page of their own, and the target of links that work without JavaScript.

use api::basics::text::closest;
use api::{Date, RestaurantProfile};
use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, html};

use crate::house::profile::profile;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::words::{self, Words};

use super::{nothing_here, page, preferred_locale};

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

/// What one of the hosted pages is for.
pub(super) struct Purpose {
    pub(super) title: fn(&Words) -> &'static str,
    pub(super) needs_script: fn(&Words) -> &'static str,
    /// The widget's mode, if it is not to book.
    pub(super) mode: Option<&'static str>,
    /// What stands below the restaurant's address.
    pub(super) below: fn(&RestaurantProfile, &Words) -> Markup,
}

/// The page, in the language of `?lang`, else in that of the browser. `?attendees`, `day` and `experience` are what the
/// widget begins with.
pub(super) async fn hosted(
    app: &App,
    slug: &str,
    query: Option<&str>,
    headers: &HeaderMap,
    purpose: &Purpose,
) -> Result<Response, Failure> {
    let wish = Wish::of(query.unwrap_or_default());
    let locale = wish.lang.as_deref().unwrap_or_else(|| preferred_locale(headers));
    let words = words::of(locale);
    let title = (purpose.title)(words);
    let restaurant = match profile(app, slug).await {
        Ok(restaurant) => restaurant,
        Err(failure) => return nothing_here(failure, words, title, words.unknown_restaurant),
    };
    let words = closest(&restaurant.locales, words.code).map_or(words, |own| words::of(own));
    let body = html! {
        h1.voice { (restaurant.name) }
        script src="/embed.js" data-restaurant=(restaurant.slug) data-lang=(words.code) data-mode=[purpose.mode]
            data-attendees=[wish.attendees] data-day=[wish.day] data-experience=[wish.experience.as_deref()] async {}
        noscript {
            p { ((purpose.needs_script)(words)) }
            p { a href={ "tel:" (restaurant.phone.replace(' ', "")) } { (restaurant.phone) } }
            p { a href={ "mailto:" (restaurant.email) } { (restaurant.email) } }
        }
        footer {
            p { (restaurant.name) }
            p { (restaurant.address) }
            ((purpose.below)(&restaurant, words))
        }
    };
    Ok(page(words.code, &format!("{title} · {}", restaurant.name), &body))
}
