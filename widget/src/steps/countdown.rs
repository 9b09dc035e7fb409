//! How long the table is still kept. Seen by the second; heard only when the end is near.

use std::time::Duration;

use guest::flow::{Event, Stage};
use guest::words::BookingTexts;
use leptos::prelude::*;

use crate::desk::{Desk, use_desk};
use crate::stopwatch::visitor_ms;

use super::button::Button;

/// From here on the guest is warned and can ask for more time.
const WARNING_SECONDS: i64 = 60;

#[component]
pub(super) fn Countdown() -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let now_ms = RwSignal::new(visitor_ms());
    let left = move || seconds_left(desk, now_ms.get());
    let tick = move || {
        let before = untrack(left);
        now_ms.set(visitor_ms());
        warn(desk, before, untrack(left));
    };
    if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || timer.clear());
    }
    let text = move || match left() {
        None => words.not_kept().to_owned(),
        Some(0) => words.kept_no_more().to_owned(),
        Some(left) => words.kept(&minutes(left)),
    };
    let is_soon = move || left().is_some_and(|left| left <= WARNING_SECONDS);
    let can_extend = Memo::new(move |_| {
        let is_kept = left().is_some_and(|left| 0 < left);
        let may_be = matches!(&desk.flow.read().stage, Stage::Details(h, _) if 0 < h.hold.extensions_left);
        is_soon() && is_kept && may_be
    });
    let extend = move |()| desk.send(Event::ExtendChosen);
    view! {
        <div class="kept" data-soon=move || is_soon().to_string()>
            <p role="timer" aria-live="off" tabindex="-1">
                {move || text()}
            </p>
            {move || can_extend.get().then(|| view! { <Button text=words.extend() on_press=extend /> })}
        </div>
    }
}

/// Says it once when the warning begins, and once at the end. Who has booked or goes back to choose has lost nothing.
fn warn(desk: Desk, before: Option<i64>, left: Option<i64>) {
    let (Some(before), Some(left)) = (before, left) else { return };
    let has_crossed = |mark: i64| mark < before && left <= mark;
    if has_crossed(0) {
        desk.say(desk.words.kept_no_more());
        desk.focus_if_lost("[role=timer]");
    } else if has_crossed(WARNING_SECONDS) {
        desk.say(desk.words.kept_soon());
    }
}

/// `None` where nothing is held.
fn seconds_left(desk: Desk, now_ms: i64) -> Option<i64> {
    match &desk.flow.read().stage {
        Stage::Details(held, _) if held.id().is_none() => None,
        // Up, so that the last second is seen and the end is the end.
        Stage::Details(held, _) => Some((held.deadline_ms - now_ms + 999).div_euclid(1000).max(0)),
        Stage::Choosing(_) | Stage::Review(_) | Stage::Done(_) => None,
    }
}

/// `4:32`.
fn minutes(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
