//! How many guests.

use guest::flow::Event;
use guest::words::BookingTexts;
use leptos::prelude::*;

use crate::desk::use_desk;

use super::choice::{Choice, ChoiceGroup};

#[component]
pub(super) fn Parties() -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let house = desk.house.get_untracked();
    let (smallest, largest) = house.parties();
    let phone = house.snapshot.restaurant.phone.clone();
    let sizes = (smallest..=largest).map(move |size| {
        let (label, event) = (words.guest_count(size.into()), Event::PartyChosen(size));
        view! {
            <Choice group="party" class="pill" label event>
                {size}
            </Choice>
        }
    });
    let more = (!phone.is_empty()).then(|| {
        let lead = [&words.more_guests(&largest.to_string()), " ", words.call(), " "].concat();
        let address = ["tel:", &phone.replace(' ', "")].concat();
        view! {
            <p class="hint">
                {lead}<a href=address>{phone}</a>
            </p>
        }
    });
    view! {
        <ChoiceGroup title=words.guests() layout="sizes">
            {sizes.collect::<Vec<_>>()}
        </ChoiceGroup>
        {more}
    }
}
