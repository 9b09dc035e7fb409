//! How many guests.

use crate::desk::Desk;
use crate::element::{El, el};
use crate::flow::Event;

use super::choice::{Choice, choices};

pub(super) fn party(desk: Desk) -> El {
    let words = desk.words;
    let ((smallest, largest), phone) =
        desk.house.with_untracked(|house| (house.parties(), house.snapshot.restaurant.phone.clone()));
    let size = |size: u16| Choice {
        face: el("span").text(&size.to_string()),
        spoken: Some((words.guest_count)(size)),
        is_chosen: |wish, size| wish.attendees == size,
        value: size,
        event: Event::PartyChosen(size),
    };
    let sizes = (smallest..=largest).map(size).collect();
    let more = (!phone.is_empty()).then(|| call(desk, largest, &phone));
    choices(desk, (words.guests, "party"), ("sizes", "pill"), sizes).child(more)
}

fn call(desk: Desk, largest: u16, phone: &str) -> El {
    let address = ["tel:", &phone.replace(' ', "")].concat();
    let lead = [&(desk.words.more_guests)(largest), " ", desk.words.call, " "].concat();
    el("p").attr("class", "hint").text(&lead).child(el("a").attr("href", &address).text(phone))
}
