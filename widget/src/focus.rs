//! Moves the focus to what has changed, after the guest did something, and brings it into view if need be.
//!
//! Never called while the widget loads: the host page keeps its focus and its place.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{
    Element, FocusOptions, HtmlElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition,
    ShadowRoot,
};

use leptos::prelude::request_animation_frame;

/// What lies lower than this share of the window is brought up, so that what follows it is seen too.
const LOWEST_SHARE: f64 = 0.6;

thread_local! {
    /// What was focused here last.
    static FOCUSED: RefCell<Option<Element>> = const { RefCell::new(None) };
}

/// Focuses the first element that matches, once what has changed is drawn. A guest who has gone elsewhere by then, to the
/// next field for one, stays there.
pub(crate) fn focus_soon(root: ShadowRoot, selector: String) {
    let before = active_element(&root);
    request_animation_frame(move || {
        let active = active_element(&root);
        let is_elsewhere = active.is_some() && active != before;
        if is_elsewhere && FOCUSED.with_borrow(|focused| *focused != active) {
            return;
        }
        let found = root.query_selector(&selector).ok().flatten();
        let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else { return };
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
        FOCUSED.set(root.active_element());
        bring_into_view(&element);
    });
}

/// What has the focus, in the widget or else in the page; nothing where nobody has chosen anything.
fn active_element(root: &ShadowRoot) -> Option<Element> {
    let document = root.owner_document()?;
    let of_page = || document.active_element().filter(|element| Some(element) != document.body().as_deref());
    root.active_element().or_else(of_page)
}

/// The same, if nothing of the page has the focus any more once that is drawn.
pub(crate) fn focus_if_lost(root: ShadowRoot, selector: String) {
    request_animation_frame(move || {
        let Some(document) = root.owner_document() else { return };
        if document.active_element() == document.body().map(Into::into) {
            focus_soon(root, selector);
        }
    });
}

/// Brings the first element that matches to the middle of its own row, once it is drawn; the page stays where it is.
pub(crate) fn center_soon(root: ShadowRoot, selector: String) {
    request_animation_frame(move || {
        let found = root.query_selector(&selector).ok().flatten();
        let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else { return };
        if let Some(row) = element.parent_element() {
            let middle = element.offset_left() + element.offset_width() / 2;
            row.set_scroll_left(middle - row.client_width() / 2);
        }
    });
}

fn bring_into_view(element: &HtmlElement) {
    let Some(window) = web_sys::window() else { return };
    let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::MAX);
    let top = element.get_bounding_client_rect().top();
    if (0.0..height * LOWEST_SHARE).contains(&top) {
        return;
    }
    let reduced = window.match_media("(prefers-reduced-motion: reduce)").ok().flatten();
    let is_still = reduced.is_some_and(|query| query.matches());
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Start);
    options.set_behavior(if is_still { ScrollBehavior::Instant } else { ScrollBehavior::Smooth });
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
