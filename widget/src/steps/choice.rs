//! One choice of several, as native radio buttons drawn as pills: arrow keys and form semantics come for free.

use crate::desk::Desk;
use crate::element::{El, div, el};
use crate::flow::{Event, Wish};

use super::is_asking;

pub(super) struct Choice {
    pub(super) face: El,
    /// What a screen reader says, where the face is too short for it.
    pub(super) spoken: Option<String>,
    pub(super) is_chosen: fn(&Wish, u16) -> bool,
    /// What tells it from the others of its group.
    pub(super) value: u16,
    pub(super) event: Event,
}

/// Choices of one kind; `layout` and `pill` are their classes.
pub(super) fn choices(
    desk: Desk,
    (title, name): (&str, &str),
    (layout, pill): (&str, &'static str),
    choices: Vec<Choice>,
) -> El {
    let group = desk.id(name);
    let each = choices.into_iter().map(|choice| self::choice(desk, &group, pill, choice)).collect();
    el("fieldset")
        .attr("class", "plain part")
        .live_flag("disabled", move || is_asking(desk))
        .child(el("legend").attr("class", "label").text(title))
        .child(div(layout).children(each))
}

fn choice(desk: Desk, group: &str, pill: &str, choice: Choice) -> El {
    let Choice { face, spoken, is_chosen, value, event } = choice;
    let wish = desk.wish;
    let spoken = spoken.unwrap_or_default();
    let input = el("input")
        .attr("type", "radio")
        .attr("name", group)
        .attr_if(!spoken.is_empty(), "aria-label", &spoken)
        .live_checked(move || wish.with(|wish| is_chosen(wish, value)))
        .on("change", move |_| desk.send(event.clone()));
    el("label").attr("class", pill).child(input).child(face.attr("class", "face"))
}
