//! What the edge's last answer means for the guest who chooses a time.

use api::Code;
use guest::error::Trouble;
use guest::flow::{Choosing, Event, Offer, Refused, Start};
use guest::words::{BookingTexts, BookingWords};
use leptos::prelude::*;

use crate::desk::use_desk;

use super::button::Button;
use super::offers::Offers;

#[component]
pub(super) fn Notice() -> impl IntoView {
    let choosing = use_desk().choosing;
    let notice = move || match choosing.get() {
        Choosing::Refused(refused) => Some(view! { <Refusal refused /> }.into_any()),
        Choosing::Unanswered(start, trouble) => Some(view! { <Unanswered start trouble /> }.into_any()),
        Choosing::Looking | Choosing::Explaining(_) | Choosing::Asking(_) => None,
    };
    view! { <div class="notices">{move || notice()}</div> }
}

/// What happened to which time, where a screen reader hears it at once.
#[component]
fn Alert(start: Start, text: &'static str, children: Children) -> impl IntoView {
    let time = use_desk().words.time(start);
    view! {
        <div class="said alert" role="alert" tabindex="-1" data-notice="">
            <p>
                <strong>{time}</strong>
                " "
                {text}
            </p>
            {children()}
        </div>
    }
}

#[component]
fn Refusal(refused: Refused) -> impl IntoView {
    let desk = use_desk();
    let house = desk.house.get_untracked();
    let alternatives = refused.alternatives.iter();
    let offers: Vec<Offer> = alternatives.filter_map(|offered| house.offer_of(offered)).collect();
    let instead = (!offers.is_empty()).then(|| {
        view! {
            <p class="hint">{desk.words.nearest()}</p>
            <Offers offers />
        }
    });
    view! {
        <Alert start=refused.start text=desk.words.refusal(refused.code, refused.reason)>
            {instead}
        </Alert>
    }
}

#[component]
fn Unanswered(start: Start, trouble: Trouble) -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let text = match trouble {
        Trouble::Offline => words.offline(),
        Trouble::Broken => words.broken(),
        Trouble::Busy => words.problem(Code::Busy),
    };
    let retry = move |()| desk.send(Event::RetryChosen);
    view! {
        <Alert start text>
            <div class="chips">
                <Button text=words.try_again() on_press=retry />
            </div>
        </Alert>
    }
}
