//! Other starts as buttons, each saying what would change.

use api::availability::alternative::Change;
use guest::flow::{Event, Offer, Wish};
use guest::house::House;
use guest::words::BookingTexts;
use leptos::prelude::*;

use crate::desk::{Desk, use_desk};

use super::button::Button;

/// What can be had with one tap.
#[component]
pub(super) fn Offers(offers: Vec<Offer>) -> impl IntoView {
    let desk = use_desk();
    let each = offers.into_iter().map(|offer| {
        let on_press = move |()| desk.send(Event::OfferChosen(offer));
        view! { <Button text=in_words(desk, &offer) on_press /> }
    });
    view! { <div class="chips">{each.collect::<Vec<_>>()}</div> }
}

/// "19:15", and what else would change.
fn in_words(desk: Desk, offer: &Offer) -> String {
    let words = desk.words;
    let time = words.time(offer.start());
    let with = |what: &str| [&time, " · ", what].concat();
    let house = desk.house.get_untracked();
    let named = |ask: fn(&House, &Wish, &str) -> String| with(&ask(&house, &offer.wish, words.lang.code));
    match offer.change {
        Change::Time => time,
        Change::Day => [&words.short_date(offer.wish.day), ", ", &time].concat(),
        Change::Area => named(House::wished_area),
        Change::Experience => named(House::wished_experience),
        Change::Party => with(&words.for_guests(&offer.wish.attendees.to_string())),
        Change::Duration => {
            with(&words.until(&words.clock(offer.minutes + house.duration(&offer.wish, offer.minutes))))
        }
    }
}
