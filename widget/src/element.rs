//! Elements of the page, built once and then kept up to date by signals, attribute by attribute.
//!
//! Why not Leptos' own views, on whose reactive graph this stands: each of their shapes is a type of its own, and
//! with this many shapes the code made for them was half of the download. Here every shape is the same few
//! functions. Nothing in this file knows what is drawn.

use reactive_graph::effect::RenderEffect;
use reactive_graph::owner::StoredValue;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, FocusOptions, HtmlElement};

/// An element under construction. Where the browser refuses to make one, what belongs in it is lost and the rest
/// goes on: a page that breaks the DOM must not break the booking.
#[derive(Clone)]
pub(crate) struct El(Option<Element>);

pub(crate) fn el(tag: &str) -> El {
    El(document().and_then(|document| document.create_element(tag).ok()))
}

/// The usual case: an element with one class.
pub(crate) fn div(class: &str) -> El {
    el("div").attr("class", class)
}

/// Text that only a screen reader has.
pub(crate) fn voice(text: &str) -> El {
    el("span").attr("class", "voice").text(text)
}

/// A button that submits nothing.
pub(crate) fn button(class: &str, text: &str) -> El {
    el("button").attr("type", "button").attr("class", class).text(text)
}

impl El {
    /// An element that is on the page already.
    pub(crate) fn existing(element: Element) -> Self {
        Self(Some(element))
    }

    pub(crate) fn attr(self, name: &str, value: &str) -> Self {
        self.set_attribute(name, Some(value));
        self
    }

    /// Sets the attribute where the condition holds.
    pub(crate) fn attr_if(self, condition: bool, name: &str, value: &str) -> Self {
        if condition { self.attr(name, value) } else { self }
    }

    pub(crate) fn text(self, text: &str) -> Self {
        if let (Some(element), Some(document)) = (&self.0, document()) {
            let _ = element.append_child(&document.create_text_node(text));
        }
        self
    }

    pub(crate) fn child(self, child: impl Into<Option<El>>) -> Self {
        if let (Some(element), Some(El(Some(child)))) = (&self.0, child.into()) {
            let _ = element.append_child(&child);
        }
        self
    }

    pub(crate) fn children(self, children: Vec<El>) -> Self {
        children.into_iter().fold(self, El::child)
    }

    pub(crate) fn on(self, event: &str, act: impl FnMut(Event) + 'static) -> Self {
        self.listen(event, Box::new(act));
        self
    }

    pub(crate) fn on_click(self, act: impl Fn() + 'static) -> Self {
        self.on("click", move |_| act())
    }

    /// An attribute that follows the signals read in `value`; gone where that is nothing.
    pub(crate) fn live_attr(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        self.follow(Some(name), Box::new(value));
        self
    }

    /// `true` or `false`, as ARIA states want it.
    pub(crate) fn live_state(self, name: &'static str, value: impl Fn() -> bool + 'static) -> Self {
        self.live_attr(name, move || Some(value().to_string()))
    }

    /// An attribute that is there or not, such as `disabled`.
    pub(crate) fn live_flag(self, name: &'static str, value: impl Fn() -> bool + 'static) -> Self {
        self.live_attr(name, move || value().then(String::new))
    }

    pub(crate) fn live_text(self, text: impl Fn() -> String + 'static) -> Self {
        self.follow(None, Box::new(move || Some(text())));
        self
    }

    /// A property, for what an attribute only sets once: whether a radio button is checked.
    pub(crate) fn live_checked(self, value: impl Fn() -> bool + 'static) -> Self {
        let this = self.clone();
        effect(move || this.set_property("checked", &value().into()));
        self
    }

    pub(crate) fn property(self, name: &str, value: &JsValue) -> Self {
        self.set_property(name, value);
        self
    }

    /// Content that is built anew whenever a signal read in `content` changes. What has the focus keeps it if it
    /// comes back under the same `data-key`.
    pub(crate) fn live(self, content: impl Fn() -> Vec<El> + 'static) -> Self {
        self.fill(Box::new(content));
        self
    }

    fn fill(&self, content: Box<dyn Fn() -> Vec<El>>) {
        let this = self.clone();
        effect(move || {
            let content = content();
            let Some(element) = &this.0 else { return };
            let focused = focused_key(element);
            element.set_text_content(None);
            this.clone().children(content);
            if let Some(key) = focused {
                focus_key(element, &key);
            }
        });
    }

    /// Hands the attribute, or the text, each new value; the page is not touched where nothing has changed.
    fn follow(&self, attribute: Option<&'static str>, value: Box<dyn Fn() -> Option<String>>) {
        let this = self.clone();
        let mut shown = None;
        effect(move || {
            let value = value();
            if shown.as_ref() != Some(&value) {
                match (attribute, &this.0) {
                    (Some(name), _) => this.set_attribute(name, value.as_deref()),
                    (None, Some(element)) => element.set_text_content(value.as_deref()),
                    (None, None) => {}
                }
                shown = Some(value);
            }
        });
    }

    fn listen(&self, event: &str, act: Box<dyn FnMut(Event)>) {
        // Given to the browser, which frees it together with the element.
        let listener = Closure::wrap(act).into_js_value();
        if let Some(element) = &self.0 {
            let _ = element.add_event_listener_with_callback(event, listener.unchecked_ref());
        }
    }

    fn set_attribute(&self, name: &str, value: Option<&str>) {
        if let Some(element) = &self.0 {
            let _ = match value {
                Some(value) => element.set_attribute(name, value),
                None => element.remove_attribute(name),
            };
        }
    }

    fn set_property(&self, name: &str, value: &JsValue) {
        if let Some(element) = &self.0 {
            let _ = js_sys::Reflect::set(element, &name.into(), value);
        }
    }
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

fn focused_key(element: &Element) -> Option<String> {
    let root: web_sys::ShadowRoot = element.get_root_node().dyn_into().ok()?;
    let active = root.active_element().filter(|active| element.contains(Some(active)))?;
    active.get_attribute("data-key")
}

fn focus_key(element: &Element, key: &str) {
    let again = element.query_selector(&["[data-key='", key, "']"].concat()).ok().flatten();
    if let Some(again) = again.and_then(|again| again.dyn_into::<HtmlElement>().ok()) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = again.focus_with_options(&options);
    }
}

/// Runs now and whenever a signal read in it changes, until what it belongs to goes away.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    effect_erased(Box::new(run));
}

fn effect_erased(mut run: Box<dyn FnMut()>) {
    // Kept where the current owner, a widget or an effect around this one, lets go of it in its turn.
    StoredValue::new_local(RenderEffect::new(move |_| run()));
}
