//! Says of a choice that the chosen day has nothing for it, before it is tapped.

use guest::flow::Event;
use guest::words::BookingWords;
use leptos::prelude::*;

use crate::desk::use_desk;

#[component]
pub(super) fn Unavailable(event: Event) -> impl IntoView {
    let desk = use_desk();
    let reason = Memo::new(move |_| {
        let wish = event.chosen_in(desk.wish.get());
        desk.house.read().nothing(&wish, desk.now.get())
    });
    let text = move || reason.get().map(|reason| [" ", desk.words.day_reason(reason)].concat());
    view! { <small class="unavailable">{move || text()}</small> }
}
