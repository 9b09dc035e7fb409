//! One choice of several, as native radio buttons drawn as pills: arrow keys and form semantics come for free.

use guest::flow::{Choosing, Event};
use leptos::prelude::*;

use crate::desk::use_desk;

use super::panel::use_open_panel;

/// The choices of one kind. Nothing can be chosen while the edge is asked: its answer would not fit the choice.
#[component]
pub(super) fn ChoiceGroup(title: &'static str, layout: &'static str, children: Children) -> impl IntoView {
    let desk = use_desk();
    view! {
        <fieldset class="plain part" disabled=move || matches!(*desk.choosing.read(), Choosing::Asking(_))>
            <legend class="label">{title}</legend>
            <div class=layout>{children()}</div>
        </fieldset>
    }
}

/// One of them; `label` is what a screen reader says, where the face is too short for it.
#[component]
pub(super) fn Choice(
    group: &'static str,
    class: &'static str,
    #[prop(optional)] label: Option<String>,
    event: Event,
    children: Children,
) -> impl IntoView {
    let desk = use_desk();
    let (chosen, panel) = (event.clone(), use_open_panel());
    view! {
        <label class=class>
            <input
                type="radio"
                name=desk.id(group)
                aria-label=label
                prop:checked=move || chosen.is_chosen_in(&desk.wish.read())
                on:change=move |_| desk.send(event.clone())
                on:click=move |_| panel.chosen()
            />
            <span class="face">{children()}</span>
        </label>
    }
}
