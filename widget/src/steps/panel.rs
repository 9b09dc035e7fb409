//! What lies behind the bar where there is little room: each choice is a panel that opens in place, one at a time. Where
//! there is room, all of them are open (`style/bar.css`).

use leptos::ev::KeyboardEvent;
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
}

impl OpenPanel {
    /// None is open; what is drawn from here on finds it in the context.
    pub(super) fn provide(desk: Desk) {
        provide_context(Self { desk, open: RwSignal::new(None) });
    }

    pub(super) fn close(self) {
        self.open.set(None);
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

/// Opens and closes a panel, and says what is `chosen` there.
#[component]
pub(super) fn Toggle(choosable: Choosable, chosen: fn(Desk) -> String) -> impl IntoView {
    let OpenPanel { desk, open } = use_open_panel();
    let is_open = move || open.get() == Some(choosable);
    view! {
        <button
            type="button"
            class="toggle"
            aria-controls=desk.id(choosable.name())
            aria-expanded=move || is_open().to_string()
            on:click=move |_| open.update(|open| *open = (*open != Some(choosable)).then_some(choosable))
        >
            {move || chosen(desk)}
        </button>
    }
}

#[component]
pub(super) fn Panel(choosable: Choosable, children: Children) -> impl IntoView {
    let panel = use_open_panel();
    let leave = move |event: KeyboardEvent| {
        if event.key() == "Escape" && panel.open.get_untracked().is_some() {
            // The dialog around it stays open.
            event.stop_propagation();
            event.prevent_default();
            panel.leave();
        }
    };
    view! {
        <div
            class="panel"
            id=use_desk().id(choosable.name())
            data-open=move || (panel.open.get() == Some(choosable)).to_string()
            on:keydown=leave
        >
            {children()}
        </div>
    }
}
