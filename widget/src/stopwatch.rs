//! The two clocks of the browser.

/// Milliseconds since the page began.
pub(crate) fn stopwatch_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// The visitor's clock, in milliseconds since the epoch. It may be wrong, but it goes on while the page is closed
/// or the phone sleeps: good for how long ago something was, and for nothing else.
pub(crate) fn visitor_ms() -> i64 {
    js_sys::Date::now() as i64
}
