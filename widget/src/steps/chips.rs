//! Other starts as buttons, each saying what would change.

use api::availability::alternative::Change;

use crate::desk::Desk;
use crate::element::{El, button, div};
use crate::flow::{Event, Offer, Wish};
use crate::house::House;

/// What can be had with one tap.
pub(super) fn chips(desk: Desk, offers: &[Offer]) -> El {
    let chip = |offer: &Offer| {
        let offer = *offer;
        button("chip", &in_words(desk, &offer)).on_click(move || desk.send(Event::OfferChosen(offer)))
    };
    div("chips").children(offers.iter().map(chip).collect())
}

/// "19:15", and what else would change.
fn in_words(desk: Desk, offer: &Offer) -> String {
    let words = desk.words;
    let time = words.time(offer.start());
    let with = |what: &str| [&time, " · ", what].concat();
    let house = |ask: fn(&House, &Wish, &str) -> String| {
        with(&desk.house.with_untracked(|house| ask(house, &offer.wish, words.lang.code())))
    };
    match offer.change {
        Change::Time => time,
        Change::Day => [&words.short_date(offer.wish.day), ", ", &time].concat(),
        Change::Area => house(House::wished_area),
        Change::Experience => house(House::wished_experience),
        Change::Party => with(&(words.for_guests)(offer.wish.attendees)),
        Change::Duration => {
            let minutes = desk.house.with_untracked(|house| house.duration(&offer.wish));
            with(&(words.until)(&words.clock(offer.minutes + minutes)))
        }
    }
}
