//! What a booking costs, before anything is asked for, and until when what comes back; and by when a request is answered.

use engine::Security;
use guest::flow::Stage;
use guest::words::{BookingTexts, BookingWords};
use leptos::prelude::*;

use crate::desk::{Desk, use_desk};

/// Whether anything is paid for what is held, so that a gift card can pay it.
pub(super) fn takes_gift_card(desk: Desk) -> bool {
    let flow = desk.flow.read();
    let Stage::Details(held, _) = &flow.stage else { return false };
    let quote = desk.house.read().quote(&held.hold);
    quote.is_some_and(|quote| quote.policy.security == Security::Payment)
}

/// What is paid at booking, with its currency; `None` where nothing is, where a card is a guarantee only, and where a gift
/// card pays a part of which only the edge knows how much.
pub(super) fn sum_to_pay(desk: Desk) -> Option<String> {
    let (house, flow) = (desk.house.read(), desk.flow.read());
    let Stage::Details(held, _) = &flow.stage else { return None };
    if !flow.guest.gift_card.trim().is_empty() {
        return None;
    }
    let quote = house.quote(&held.hold).filter(|quote| quote.policy.security == Security::Payment)?;
    Some(money(desk, quote.amount))
}

fn money(desk: Desk, minor: i64) -> String {
    let house = desk.house.read_untracked();
    desk.words.money(u32::try_from(minor).unwrap_or(u32::MAX), &house.snapshot.restaurant.currency)
}

/// As a fresh snapshot has it.
#[component]
pub(super) fn Costs() -> impl IntoView {
    let desk = use_desk();
    let quote = move || {
        let lines = lines(desk).into_iter().map(|line| view! { <p>{line}</p> }).collect::<Vec<_>>();
        (!lines.is_empty()).then(|| view! { <div class="kept quote">{lines}</div> })
    };
    view! { <div>{move || quote()}</div> }
}

fn lines(desk: Desk) -> Vec<String> {
    let (words, house) = (desk.words, desk.house.get());
    let flow = desk.flow.read_untracked();
    let Stage::Details(held, _) = &flow.stage else { return Vec::new() };
    let answer = house.answer_by(&held.hold, desk.now.get()).map(|by| words.answer_by(&words.at(by)));
    let Some(quote) = house.quote(&held.hold) else { return answer.into_iter().collect() };
    let deadlines = house.deadlines(&quote, &held.hold, desk.now.get());
    let deadlines: Vec<_> =
        deadlines.into_iter().map(|(until, percent)| (words.at(until), percent)).collect();
    let mut lines = words.costs(quote.is_guarantee(), &money(desk, quote.amount), &deadlines);
    lines.extend(answer);
    lines
}
