//! A day that has nothing for the wish: why, and what can be had instead.

use api::Date;
use engine::ExclusionReason;
use guest::flow::{Event, Offer};
use guest::words::{BookingTexts, BookingWords};
use leptos::prelude::*;

use crate::desk::{Desk, use_desk};

use super::button::Button;
use super::offers::Offers;

/// How many alternatives are offered at once: more would be a list again.
pub(super) const ALTERNATIVES: usize = 4;

/// Why nothing is free on the wish's day, and what is instead.
#[derive(Clone, PartialEq)]
pub(super) struct Instead {
    reason: ExclusionReason,
    days: Vec<Date>,
    offers: Vec<Offer>,
}

impl Instead {
    /// For the wish as it is; whoever calls this follows it.
    pub(super) fn of(desk: Desk, reason: ExclusionReason) -> Self {
        let (wish, now, house) = (desk.wish.get(), desk.now.get(), desk.house.read());
        let days = house.nearest_days(&wish, now, ALTERNATIVES);
        Self { reason, days, offers: house.offers_of_day(&wish, now, ALTERNATIVES) }
    }
}

#[component]
pub(super) fn NothingFree(instead: Instead) -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let Instead { reason, days, offers } = instead;
    let lead = if days.is_empty() { words.nothing_near() } else { words.nearest_days() };
    let days = days.into_iter().map(|day| {
        let on_press = move |()| {
            desk.send(Event::DayChosen(day));
            desk.focus("[data-heading]");
        };
        view! { <Button text=words.short_date(day) on_press /> }
    });
    let instead = (!offers.is_empty()).then(|| view! { <p class="hint">{words.nearest()}</p> });
    view! {
        <div class="said">
            <p>{words.day_sentence(reason)}</p>
            {instead}
            <Offers offers />
            <p class="hint">{lead}</p>
            <div class="chips">{days.collect::<Vec<_>>()}</div>
        </div>
    }
}
