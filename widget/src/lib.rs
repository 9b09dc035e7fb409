//! The booking widget: asks the engine in the guest's browser, and books at the edge.
//!
//! embed.js mounts it on an element of the host page; everything it draws stays in that element's shadow root.
//! Read in this order: `flow` (where a guest is), `house` (what can be had), `desk` (who carries it out),
//! `steps` (what is drawn). `client` is the only one who fetches, `words` has every text.

#![expect(unreachable_pub, reason = "the macro makes the struct of a component's properties public")]

mod app;
mod client;
mod clock;
mod desk;
mod email_typo;
mod error;
mod first_wish;
mod flow;
mod focus;
mod host;
mod house;
mod json;
mod keys;
mod month;
mod options;
mod session;
mod steps;
mod words;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::app::App;
use crate::host::Host;

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

/// Mounts a widget in the shadow root of `host`; `options` is an object of strings, see `options.rs`.
///
/// # Errors
/// Where the element can have no shadow root.
#[wasm_bindgen]
pub fn mount(host: HtmlElement, options: &JsValue) -> Result<Handle, JsValue> {
    let options = host::read_options(options);
    let host = Host::new(host)?;
    let (place, leaving) = (host.place()?, host.clone());
    let mounted = mount_to(place, move || view! { <App host options /> });
    let unmount = move || {
        drop(mounted);
        leaving.leave();
    };
    Ok(Handle { unmount: Box::new(unmount) })
}
