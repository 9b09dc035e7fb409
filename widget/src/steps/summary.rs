//! What is about to be booked, or was: label and value, line by line.

use guest::flow::Start;
use guest::words::BookingTexts;
use leptos::prelude::*;

use crate::desk::use_desk;

/// `end` is that of the stay, in minutes since the opening day began, where the restaurant says it.
#[component]
pub(super) fn Summary(
    start: Start,
    end: Option<u16>,
    attendees: u16,
    experience: String,
    area: String,
) -> impl IntoView {
    let words = use_desk().words;
    let mut when = words.at(start);
    if let Some(end) = end {
        when.push_str(", ");
        when.push_str(&words.until(&words.clock(end)));
    }
    view! {
        <dl class="summary">
            <Line label=words.when() value=when />
            <Line label=words.who() value=words.guest_count(attendees.into()) />
            <Line label=words.experience() value=experience />
            <Line label=words.area() value=area />
        </dl>
    }
}

/// Nothing where there is nothing to say.
#[component]
fn Line(label: &'static str, value: String) -> impl IntoView {
    (!value.is_empty()).then(|| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{value}</dd>
            </div>
        }
    })
}
