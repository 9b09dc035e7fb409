//! The element of the host page that the widget lives in: its shadow root, its style, and what the page is told.
//!
//! The page is told nothing personal. Events bubble from the element and cross shadow roots:
//!
//! | event | when | detail |
//! | --- | --- | --- |
//! | `couvert:ready` | times can be chosen | |
//! | `couvert:slot-chosen` | the guest chose a time | `day`, `minutes`, `attendees` |
//! | `couvert:held` | the table is kept while the guest fills in the form | `day`, `minutes`, `attendees` |
//! | `couvert:booked` | the booking is made | `day`, `minutes`, `attendees` |
//! | `couvert:failed` | nothing can be shown | `reason`: `unknown_restaurant`, `not_changeable`, `unreachable` or `other_version` |
//! | `couvert:closed` | the dialog was closed; sent by embed.js | |
//!
//! `minutes` count from the start of the restaurant's opening `day` (yyyy-mm-dd) and may pass 1440.

use std::cell::RefCell;

use guest::error::LoadError;
use guest::flow::Start;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CssStyleSheet, CustomEvent, CustomEventInit, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode,
};

/// What the host page is told.
#[derive(Clone, Copy)]
pub(crate) enum HostEvent {
    Ready,
    SlotChosen(Start, u16),
    Held(Start, u16),
    Booked(Start, u16),
    Failed(LoadError),
}

#[derive(Clone)]
pub(crate) struct Host {
    element: HtmlElement,
    pub(crate) root: ShadowRoot,
    /// Keeps its ids apart from those of the page's other widgets.
    pub(crate) number: u32,
}

thread_local! {
    /// One style sheet for all widgets of the page.
    static SHEET: RefCell<Option<CssStyleSheet>> = const { RefCell::new(None) };
    /// Which numbers are taken.
    static NUMBERS: RefCell<Vec<bool>> = const { RefCell::new(Vec::new()) };
}

impl Host {
    pub(crate) fn new(element: HtmlElement) -> Result<Self, JsValue> {
        let root = match element.shadow_root() {
            Some(root) => root,
            None => element.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))?,
        };
        // Not as text: pages that require trusted types refuse it.
        root.replace_children_with_node_0();
        let sheets = js_sys::Array::of1(&sheet()?.into());
        js_sys::Reflect::set(&root, &"adoptedStyleSheets".into(), &sheets)?;
        Ok(Self { element, root, number: take_number() })
    }

    /// The element in which the widget is drawn.
    pub(crate) fn place(&self) -> Result<HtmlElement, JsValue> {
        let document = self.element.owner_document().ok_or(JsValue::NULL)?;
        let place: HtmlElement = document.create_element("div")?.unchecked_into();
        self.root.append_child(&place)?;
        Ok(place)
    }

    /// Makes the number free for a widget that is mounted later, as when a page is left and entered again.
    pub(crate) fn leave(&self) {
        NUMBERS.with_borrow_mut(|numbers| {
            if let Some(taken) = numbers.get_mut(self.number as usize) {
                *taken = false;
            }
        });
    }

    pub(crate) fn tell(&self, event: HostEvent) {
        let (name, detail) = match event {
            HostEvent::Ready => ("couvert:ready", None),
            HostEvent::SlotChosen(start, attendees) => {
                ("couvert:slot-chosen", Some(choice(start, attendees)))
            }
            HostEvent::Held(start, attendees) => ("couvert:held", Some(choice(start, attendees))),
            HostEvent::Booked(start, attendees) => ("couvert:booked", Some(choice(start, attendees))),
            HostEvent::Failed(error) => ("couvert:failed", Some(object(&[("reason", error.name().into())]))),
        };
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        if let Some(detail) = detail {
            init.set_detail(&detail);
        }
        // A page that cannot be told is no reason to stop a booking.
        if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
            let _ = self.element.dispatch_event(&event);
        }
    }
}

fn choice(start: Start, attendees: u16) -> js_sys::Object {
    object(&[
        ("day", start.day.to_string().into()),
        ("minutes", start.minutes.into()),
        ("attendees", attendees.into()),
    ])
}

pub(crate) fn object(values: &[(&str, JsValue)]) -> js_sys::Object {
    let object = js_sys::Object::new();
    for (name, value) in values {
        let _ = js_sys::Reflect::set(&object, &(*name).into(), value);
    }
    object
}

fn sheet() -> Result<CssStyleSheet, JsValue> {
    SHEET.with_borrow_mut(|kept| {
        if let Some(sheet) = kept {
            return Ok(sheet.clone());
        }
        // Made by script: a host page's policy against inline styles does not apply to it.
        let sheet = CssStyleSheet::new()?;
        sheet.replace_sync(include_str!(concat!(env!("OUT_DIR"), "/style.css")))?;
        *kept = Some(sheet.clone());
        Ok(sheet)
    })
}

/// The first number that no other widget of the page has.
fn take_number() -> u32 {
    NUMBERS.with_borrow_mut(|numbers| {
        let free = numbers.iter().position(|taken| !taken).unwrap_or(numbers.len());
        numbers.resize(numbers.len().max(free + 1), false);
        numbers[free] = true;
        u32::try_from(free).unwrap_or(0)
    })
}
