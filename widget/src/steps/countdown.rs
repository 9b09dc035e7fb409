//! How long the table is still kept. Seen by the second; heard only when the end is near.

use crate::clock::visitor_ms;
use crate::desk::Desk;
use crate::element::{El, button, div, effect, el};
use crate::flow::{Event, Stage};
use crate::live::Live;
use crate::timer::every;

/// From here on the guest is warned and can ask for more time.
const WARNING_SECONDS: i64 = 60;

pub(super) fn countdown(desk: Desk) -> El {
    let words = desk.words;
    let beat = Live::new(());
    every(1000, move || beat.set(()));
    let left = move || {
        beat.get();
        seconds_left(desk)
    };
    warn(desk, left);
    let text = move || match left() {
        None => words.not_kept.to_owned(),
        Some(0) => words.kept_no_more.to_owned(),
        Some(left) => [words.kept, " ", &minutes(left), " ", words.kept_minutes].concat(),
    };
    let can_extend = move || {
        let is_late = left().is_some_and(|left| 0 < left && left <= WARNING_SECONDS);
        is_late
            && desk
                .flow
                .with(|flow| matches!(&flow.stage, Stage::Details(h, _) if 0 < h.hold.extensions_left))
    };
    let extend = button("chip", words.extend)
        .live_flag("hidden", move || !can_extend())
        .on_click(move || desk.send(Event::ExtendChosen));
    div("kept")
        .live_state("data-soon", move || left().is_some_and(|left| left <= WARNING_SECONDS))
        .child(el("p").attr("role", "timer").attr("aria-live", "off").live_text(text))
        .child(extend)
}

/// Says it once when the warning begins, and once at the end. Who has booked or goes back to choose has lost nothing.
fn warn(desk: Desk, left: impl Fn() -> Option<i64> + 'static) {
    let mut before = i64::MIN;
    effect(move || {
        let Some(left) = left() else { return };
        let has_crossed = |mark: i64| mark < before && left <= mark;
        if has_crossed(0) {
            desk.say(desk.words.kept_no_more);
        } else if has_crossed(WARNING_SECONDS) {
            desk.say(desk.words.kept_soon);
        }
        before = left;
    });
}

/// `None` where nothing is held.
fn seconds_left(desk: Desk) -> Option<i64> {
    desk.flow.with(|flow| match &flow.stage {
        // Up, so that the last second is seen and the end is the end.
        Stage::Details(held, _) if held.id().is_none() => None,
        Stage::Details(held, _) => Some((held.deadline_ms - visitor_ms() + 999).div_euclid(1000).max(0)),
        Stage::Choosing(_) | Stage::Done(_) => None,
    })
}

/// `4:32`.
fn minutes(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
