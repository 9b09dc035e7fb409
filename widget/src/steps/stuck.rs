//! Nothing to choose from: why, and where to go instead.

use guest::error::LoadError;
use guest::words::BookingTexts;
use leptos::prelude::*;

use crate::words::Words;

use super::button::Button;
use super::new_tab::NewTab;

#[component]
pub(crate) fn Stuck(
    words: &'static Words,
    error: LoadError,
    hosted_page: String,
    #[prop(into)] on_retry: Callback<()>,
) -> impl IntoView {
    let (text, has_page) = match error {
        LoadError::UnknownRestaurant => (words.unknown_restaurant(), false),
        LoadError::NotChangeable => (words.cannot_change(), false),
        LoadError::Unreachable => (words.unreachable(), true),
        LoadError::OtherVersion => (words.other_version(), true),
    };
    let page = has_page.then(|| {
        view! {
            <a class="chip" href=hosted_page target="_blank" rel="noopener">
                {words.hosted_page()}
                <NewTab words />
            </a>
        }
    });
    let retry = (error == LoadError::Unreachable)
        .then(|| view! { <Button text=words.try_again() on_press=on_retry /> });
    view! {
        <section class="card" aria-label=words.title()>
            <p role="alert">{text}</p>
            <div class="chips">{page} {retry}</div>
        </section>
    }
}
