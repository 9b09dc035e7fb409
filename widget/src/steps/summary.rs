//! What is about to be booked, or was: label and value, line by line.

use crate::desk::Desk;
use crate::element::{El, el};
use crate::flow::Start;

pub(super) struct Summary {
    pub(super) start: Start,
    /// The end of the stay, in minutes since the opening day began, where the restaurant says it.
    pub(super) end: Option<u16>,
    pub(super) attendees: u16,
    pub(super) experience: String,
    pub(super) area: String,
}

pub(super) fn summary(desk: Desk, summary: &Summary) -> El {
    let words = desk.words;
    let mut when = words.start(summary.start);
    if let Some(end) = summary.end {
        when.push_str(", ");
        when.push_str(&(words.until)(&words.clock(end)));
    }
    let lines = [
        (words.when, &when),
        (words.who, &(words.guest_count)(summary.attendees)),
        (words.what, &summary.experience),
        (words.seat, &summary.area),
    ];
    let line =
        |(label, value): (&str, &String)| el("div").child(el("dt").text(label)).child(el("dd").text(value));
    let lines = lines.into_iter().filter(|(_, value)| !value.is_empty()).map(line).collect();
    el("dl").attr("class", "summary").children(lines)
}
