//! What is chosen so far, in a line: how many, when, what, where. Each part opens its choice.

use guest::words::BookingTexts;
use leptos::prelude::*;

use crate::desk::{Desk, use_desk};

use super::panel::{Choosable, Toggle};

#[component]
pub(super) fn Bar() -> impl IntoView {
    let desk = use_desk();
    let house = desk.house.get_untracked();
    let is_open = desk.flow.read_untracked().current.is_none();
    let experience = (is_open && house.tells_experiences()).then(
        || view! { <Toggle choosable=Choosable::Experience label=desk.words.experience() chosen=experience /> },
    );
    let area = (1 < house.areas(desk.now.get_untracked()).count())
        .then(|| view! { <Toggle choosable=Choosable::Area label=desk.words.area() chosen=area /> });
    view! {
        <div class="bar" role="group" aria-label=if is_open { desk.words.title() } else { desk.words.change_title() }>
            <Toggle choosable=Choosable::Party chosen=guests />
            <Toggle choosable=Choosable::Day chosen=day />
            {experience}
            {area}
        </div>
    }
}

fn guests(desk: Desk) -> String {
    desk.words.guest_count(desk.wish.read().attendees.into())
}

fn day(desk: Desk) -> String {
    desk.words.short_date(desk.wish.read().day)
}

/// With its price, so that nobody taps a time without having seen it.
fn experience(desk: Desk) -> String {
    let (house, wish, words) = (desk.house.read(), desk.wish.read(), desk.words);
    let name = house.wished_experience(&wish, words.lang.code);
    match house.snapshot.experiences.get(wish.experience).map_or(0, |experience| experience.price) {
        0 => name,
        price => [&name, " · ", &words.money(price, &house.snapshot.restaurant.currency)].concat(),
    }
}

fn area(desk: Desk) -> String {
    match desk.wish.read().area {
        Some(_) => desk.house.read().wished_area(&desk.wish.read(), desk.words.lang.code),
        None => desk.words.any_area().to_owned(),
    }
}
