//! The booking widget: asks the engine in the guest's browser, and books at the edge.
//!
//! embed.js mounts it on an element of the host page; everything it draws stays in that element's shadow root.
//! Read in this order: `guest::flow` (where a guest is), `guest::house` (what can be had), `desk` (who carries it out),
//! `steps` (what is drawn). `client` is the only one who fetches, `words` has every text.

#![expect(unreachable_pub, reason = "the macro makes the struct of a component's properties public")]

mod app;
mod client;
mod desk;
mod focus;
mod host;
mod json;
mod loader;
mod random_key;
mod session;
mod steps;
mod stopwatch;
mod words;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::app::App;
use crate::host::Host;
use crate::loader::Loader;

/// A mounted widget. It lives as long as this is kept.
#[wasm_bindgen]
pub struct Handle {
    unmount: Box<dyn FnOnce()>,
}

#[wasm_bindgen]
impl Handle {
    /// Takes the widget off the page. What the guest typed stays in the tab's session.
    pub fn unmount(self) {
        (self.unmount)();
    }
}

/// Mounts a widget in the shadow root of `host`; what the loader gives is in `loader.rs`.
///
/// # Errors
/// Where the element can have no shadow root.
#[wasm_bindgen]
pub fn mount(host: HtmlElement, given: &JsValue) -> Result<Handle, JsValue> {
    let host = Host::new(host)?;
    let (place, leaving) = (host.place()?, host.clone());
    let loader = Loader::new(given);
    let mounted = mount_to(place, move || view! { <App host loader /> });
    let unmount = move || {
        drop(mounted);
        leaving.leave();
    };
    Ok(Handle { unmount: Box::new(unmount) })
}
