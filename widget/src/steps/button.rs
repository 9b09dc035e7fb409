//! A button that submits nothing.

use leptos::prelude::*;

#[component]
pub(super) fn Button(
    #[prop(default = "chip")] class: &'static str,
    #[prop(into)] text: String,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class=class on:click=move |_| on_press.run(())>
            {text}
        </button>
    }
}
