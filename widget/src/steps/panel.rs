//! What lies behind the bar where there is little room: each choice is a panel that opens in place, one at a time. Where
//! there is room, all of them are open (`style/bar.css`).

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;

use crate::desk::{Desk, use_desk};

/// What can be chosen besides the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choosable {
    Party,
    Day,
    Experience,
    Area,
}

impl Choosable {
    fn name(self) -> &'static str {
        match self {
            Self::Party => "party-panel",
            Self::Day => "day-panel",
            Self::Experience => "experience-panel",
            Self::Area => "area-panel",
        }
    }
}

/// The panel that is open.
#[derive(Clone, Copy)]
pub(super) struct OpenPanel {
    desk: Desk,
    open: RwSignal<Option<Choosable>>,
    /// Whether the last key was an arrow: in a group of radio buttons it presses the next one, on the way to another.
    is_on_the_way: StoredValue<bool>,
}

impl OpenPanel {
    /// None is open; what is drawn from here on finds it in the context.
    pub(super) fn provide(desk: Desk) -> Self {
        let panel = Self { desk, open: RwSignal::new(None), is_on_the_way: StoredValue::new(false) };
        provide_context(panel);
        panel
    }

    pub(super) fn close(self) {
        self.open.set(None);
        self.desk.show_day();
    }

    /// A choice is made: closes the panel, unless arrow keys only came by.
    pub(super) fn chosen(self) {
        if !self.is_on_the_way.get_value() {
            self.leave();
        }
    }

    /// A pointer is no key.
    pub(super) fn on_pointer(self) {
        self.is_on_the_way.set_value(false);
    }

    /// Escape closes it, wherever the focus is, and leaves the dialog around it open.
    pub(super) fn on_key(self, event: &KeyboardEvent) {
        self.is_on_the_way.set_value(event.key().starts_with("Arrow"));
        if event.key() == "Escape" && self.open.get_untracked().is_some() {
            event.stop_propagation();
            event.prevent_default();
            self.leave();
        }
    }

    /// Closes it and goes back to what opened it. Where all panels are open the focus stays.
    pub(super) fn leave(self) {
        if let Some(choosable) = self.open.get_untracked() {
            self.close();
            self.desk.focus(["[aria-controls='", &self.desk.id(choosable.name()), "']"].concat());
        }
    }
}

pub(super) fn use_open_panel() -> OpenPanel {
    expect_context()
}

/// Opens and closes a panel, and says what is `chosen` there; `label` says what that is, where it does not say so itself.
#[component]
pub(super) fn Toggle(
    choosable: Choosable,
    #[prop(optional)] label: Option<&'static str>,
    chosen: fn(Desk) -> String,
) -> impl IntoView {
    let panel = use_open_panel();
    let OpenPanel { desk, open, .. } = panel;
    let is_open = move || open.get() == Some(choosable);
    let press = move |event: MouseEvent| {
        if untrack(is_open) {
            return panel.close();
        }
        open.set(Some(choosable));
        // Who comes by keyboard goes on in the panel, which may lie some way down.
        if event.detail() == 0 {
            let panel = ["#", &desk.id(choosable.name())].concat();
            desk.focus([&panel, " input:checked,", &panel, " [tabindex='0']"].concat());
        }
    };
    view! {
        <button
            type="button"
            class="toggle"
            aria-controls=desk.id(choosable.name())
            aria-expanded=move || is_open().to_string()
            on:click=press
        >
            {label.map(|label| view! { <span class="voice">{[label, ": "].concat()}</span> })}
            {move || chosen(desk)}
        </button>
    }
}

#[component]
pub(super) fn Panel(choosable: Choosable, children: Children) -> impl IntoView {
    let panel = use_open_panel();
    view! {
        <div
            class="panel"
            id=use_desk().id(choosable.name())
            data-open=move || (panel.open.get() == Some(choosable)).to_string()
        >
            {children()}
        </div>
    }
}
