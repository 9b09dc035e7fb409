//! Which of the restaurant's experiences; nothing to choose where there is only one.

use crate::desk::Desk;
use crate::element::{El, el};
use crate::flow::Event;
use crate::words::Words;

use super::choice::{Choice, choices};

pub(super) fn experience(desk: Desk) -> Option<El> {
    let words = desk.words;
    let house = desk.house.get_untracked();
    let experiences = &house.snapshot.experiences;
    let choice = |(index, experience): (usize, &api::snapshot::OfferedExperience)| Choice {
        face: face(words, experience, &house.snapshot.restaurant.currency),
        spoken: None,
        is_chosen: |wish, index| wish.experience == usize::from(index),
        value: u16::try_from(index).unwrap_or(u16::MAX),
        event: Event::ExperienceChosen(index),
    };
    let cards = experiences.iter().enumerate().map(choice).collect();
    (1 < experiences.len())
        .then(|| choices(desk, (words.experience, "experience"), ("cards", "pill card-pill"), cards))
}

fn face(words: &'static Words, experience: &api::snapshot::OfferedExperience, currency: &str) -> El {
    let locale = words.lang.code();
    let price = experience.price;
    let price = if price == 0 { String::new() } else { (words.per_person)(&words.money(price, currency)) };
    let line = |class, text: &str| (!text.is_empty()).then(|| el("span").attr("class", class).text(text));
    el("span")
        .child(line("name", api::text(&experience.name, locale)))
        .child(line("about", api::text(&experience.short_description, locale)))
        .child(line("about", &price))
}
