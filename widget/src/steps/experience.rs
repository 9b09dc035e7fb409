//! Which of the restaurant's experiences, and what it says of the chosen one.

use api::snapshot::OfferedExperience;
use guest::flow::Event;
use guest::house::House;
use guest::words::BookingTexts;
use leptos::prelude::*;

use crate::desk::{Desk, use_desk};
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
        let picture = picture(desk, experience);
        view! {
            <Choice group="experience" class="pill card-pill" event=event.clone()>
                <span class="says">{face} <Unavailable event /></span>
                {picture}
            </Choice>
        }
    });
    let choices: Vec<_> = choices.collect();
    // Nothing is to be chosen where there is only one.
    let group = (1 < choices.len()).then(|| {
        view! {
            <ChoiceGroup title=desk.words.experience() layout="cards">
                {choices}
            </ChoiceGroup>
        }
    });
    let chosen = Memo::new(move |_| desk.wish.read().experience);
    view! {
        {group}
        {move || description(desk, chosen.get())}
    }
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

/// It shows what the name says.
fn picture(desk: Desk, experience: &OfferedExperience) -> Option<impl IntoView + use<>> {
    let url = &experience.image_url;
    (!url.is_empty()).then(|| view! { <img src=desk.address(url) alt="" loading="lazy" /> })
}

/// All that the restaurant says of an experience, folded: times come first.
fn description(desk: Desk, experience: usize) -> Option<impl IntoView + use<>> {
    let house = desk.house.read_untracked();
    let experience = house.snapshot.experiences.get(experience)?;
    let text = house.text(&experience.description, desk.words.lang.code).to_owned();
    (!text.is_empty()).then(|| {
        view! {
            <details class="description">
                <summary>{desk.words.more_about()}</summary>
                {picture(desk, experience)}
                <p>{text}</p>
            </details>
        }
    })
}
