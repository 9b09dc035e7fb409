//! The browser's timers, tied to what is drawn: they end with it.

use reactive_graph::owner::on_cleanup;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// Calls `act` again and again until the current owner goes away.
pub(crate) fn every(interval_ms: i32, act: impl FnMut() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let act = Closure::wrap(Box::new(act) as Box<dyn FnMut()>).into_js_value();
    let started =
        window.set_interval_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), interval_ms);
    if let Ok(timer) = started {
        on_cleanup(move || {
            if let Some(window) = web_sys::window() {
                window.clear_interval_with_handle(timer);
            }
        });
    }
}

/// Calls `act` when the page is next drawn, with all that has changed by then.
pub(crate) fn on_next_frame(act: impl FnOnce() + 'static) {
    let act = Closure::once_into_js(act);
    if let Some(window) = web_sys::window() {
        let _ = window.request_animation_frame(act.unchecked_ref());
    }
}
