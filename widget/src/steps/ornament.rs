//! Something to look at that says nothing.

use leptos::prelude::*;

/// The class comes as a property: elements of which all is written out in `view!` are made by way of `innerHTML`, which
/// pages that require trusted types refuse.
#[component]
pub(crate) fn Ornament(class: &'static str) -> impl IntoView {
    view! { <div class=class aria-hidden="true"></div> }
}
