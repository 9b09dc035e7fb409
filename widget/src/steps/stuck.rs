//! Nothing to choose from: why, and where to go instead.

use crate::client::LoadError;
use crate::element::{El, button, div, el};
use crate::words::Words;

pub(crate) fn stuck(
    words: &'static Words,
    error: LoadError,
    hosted_page: &str,
    on_retry: impl Fn() + 'static,
) -> El {
    let (text, has_page) = match error {
        LoadError::UnknownRestaurant => (words.unknown_restaurant, false),
        LoadError::Unreachable => (words.unreachable, true),
        LoadError::OtherVersion => (words.other_version, true),
    };
    let page = el("a")
        .attr("class", "chip")
        .attr("href", hosted_page)
        .attr("target", "_blank")
        .attr("rel", "noopener")
        .text(words.hosted_page);
    let retry = button("chip", words.try_again).on_click(on_retry);
    let ways = div("chips")
        .child(has_page.then_some(page))
        .child((error == LoadError::Unreachable).then_some(retry));
    el("section")
        .attr("class", "card")
        .attr("aria-label", words.title)
        .child(el("p").attr("role", "alert").text(text))
        .child(ways)
}
