//! Which of the restaurant's experiences; nothing to choose where there is only one.

use api::snapshot::OfferedExperience;
use guest::flow::Event;
use guest::house::House;
use guest::words::BookingTexts;
use leptos::prelude::*;

use crate::desk::use_desk;
use crate::words::Words;

use super::choice::{Choice, ChoiceGroup};
use super::unavailable::Unavailable;

#[component]
pub(super) fn Experiences() -> impl IntoView {
    let desk = use_desk();
    let house = desk.house.get_untracked();
    let experiences = &house.snapshot.experiences;
    let choices = experiences.iter().enumerate().map(|(index, experience)| {
        let event = Event::ExperienceChosen(index);
        let face = face(desk.words, &house, experience);
        view! {
            <Choice group="experience" class="pill card-pill" event=event.clone()>
                {face}
                <Unavailable event />
            </Choice>
        }
    });
    let choices: Vec<_> = choices.collect();
    (1 < choices.len()).then(|| {
        view! {
            <ChoiceGroup title=desk.words.experience() layout="cards">
                {choices}
            </ChoiceGroup>
        }
    })
}

/// Its name, what it is and what it costs.
fn face(words: &'static Words, house: &House, experience: &OfferedExperience) -> impl IntoView + use<> {
    let text = |texts| house.text(texts, words.lang.code).to_owned();
    let price = match experience.price {
        0 => String::new(),
        price => words.per_person(&words.money(price, &house.snapshot.restaurant.currency)),
    };
    view! {
        <Line class="name" text=text(&experience.name) />
        <Line class="about" text=text(&experience.short_description) />
        <Line class="about" text=price />
    }
}

/// A line of the card, if there is anything to say.
#[component]
fn Line(class: &'static str, text: String) -> impl IntoView {
    (!text.is_empty()).then(|| view! { <span class=class>{text}</span> })
}
