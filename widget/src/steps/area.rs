//! Which part of the house, or any; nothing to choose where there is only one.

use guest::flow::Event;
use guest::words::BookingTexts;
use leptos::prelude::*;

use crate::desk::use_desk;

use super::choice::{Choice, ChoiceGroup};
use super::unavailable::Unavailable;

#[component]
pub(super) fn Areas() -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let house = desk.house.get_untracked();
    let areas: Vec<_> = house.areas(desk.now.get_untracked()).collect();
    let choice = |area: Option<u8>, name: String| {
        let event = Event::AreaChosen(area);
        view! {
            <Choice group="area" class="pill word-pill" event=event.clone()>
                {name}
                <Unavailable event />
            </Choice>
        }
    };
    (1 < areas.len()).then(|| {
        let named = areas
            .into_iter()
            .map(|(i, area)| choice(Some(i), house.text(&area.title, words.lang.code).to_owned()));
        let choices: Vec<_> =
            std::iter::once(choice(None, words.any_area().to_owned())).chain(named).collect();
        view! {
            <ChoiceGroup title=words.area() layout="pills">
                {choices}
            </ChoiceGroup>
        }
    })
}
