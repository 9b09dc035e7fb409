//! Says of a link that it opens a new tab, where that is not seen.

use guest::words::BookingTexts;
use leptos::prelude::*;

use crate::words::Words;

#[component]
pub(super) fn NewTab(words: &'static Words) -> impl IntoView {
    view! { <span class="voice">{[", ", words.opens_new_tab()].concat()}</span> }
}
