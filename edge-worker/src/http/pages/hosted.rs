//! What the hosted pages share: a restaurant's name, the widget, and the address. They are for restaurants without a web
//! page of their own, and the target of links that work without JavaScript.

use api::RestaurantProfile;
use api::basics::text::closest;
use axum::http::HeaderMap;
use axum::response::Response;
use guest::options::Options;
use maud::{Markup, html};

use crate::house::profile::profile;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::words::{self, Words};

use super::{accepted_locale, nothing_here, page, phone_line};

/// What somebody sees who opens a hosted page: in the language of `?lang`, else in that of the browser.
pub(super) struct Visit {
    pub(super) restaurant: RestaurantProfile,
    pub(super) words: &'static Words,
    /// What the address asks for. What cannot be read counts as not asked.
    pub(super) query: Query,
}

/// The parameters of an address.
#[derive(Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn of(query: &str) -> Self {
        Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn number(&self, name: &str) -> Option<u16> {
        self.get(name)?.parse().ok()
    }

    /// The same parameters for the same page in another language.
    pub(super) fn in_language(&self, code: &str) -> String {
        let others = self.0.iter().filter(|(name, _)| name != "lang");
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("lang", code).extend_pairs(others).finish()
    }

    /// What a guest is to be shown first, as for the widget.
    pub(super) fn options(&self) -> Options {
        Options::read(|name| self.get(name).map(str::to_owned))
    }
}

impl Visit {
    /// Opens the page; or answers that there is no such restaurant, under this title.
    pub(super) async fn open(
        app: &App,
        slug: &str,
        query: Option<&str>,
        headers: &HeaderMap,
        title: fn(&Words) -> &'static str,
    ) -> Result<Result<Self, Response>, Failure> {
        let query = Query::of(query.unwrap_or_default());
        let asked = query.get("lang").filter(|tag| words::has(tag)).or_else(|| accepted_locale(headers));
        let words = words::of(asked.unwrap_or_default());
        let restaurant = match profile(app, slug).await {
            Ok(restaurant) => restaurant,
            Err(failure) => {
                return nothing_here(failure, words, title(words), words.no_restaurant()).map(Err);
            }
        };
        // For whoever reads none of our languages it is the restaurant's.
        let of_house = || restaurant.locales.iter().find(|tag| words::has(tag)).map(String::as_str);
        let words = words::of(asked.or_else(of_house).unwrap_or_default());
        let words = closest(&restaurant.locales, words.code).map_or(words, |own| words::of(own));
        Ok(Ok(Self { restaurant, words, query }))
    }

    /// The page with this between the restaurant's name and its address, and this below the address.
    pub(super) fn page(&self, title: &str, content: &Markup, below: &Markup) -> Response {
        let Self { restaurant, words, .. } = self;
        let body = html! {
            h1.voice { (restaurant.name) }
            (content)
            footer {
                p { (restaurant.name) }
                p { (restaurant.address) }
                (phone_line(&restaurant.phone))
                (below)
            }
        };
        page(words.code, &format!("{title} · {}", restaurant.name), &body)
    }
}
