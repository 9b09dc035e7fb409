//! Who comes: the form, while the table is kept.

use api::Code;
use api::configuration::settings::ConfirmationMode;

use crate::client::Trouble;
use crate::desk::Desk;
use crate::element::{El, button, div, el};
use crate::flow::{Event, Field, Form, Stage};
use crate::words::Words;

use super::countdown::countdown;
use super::field::{consent, field};
use super::form::{form, is_locked};
use super::quote::{quote, takes_gift_card};
use super::summary::{Summary, summary};

pub(crate) fn details(desk: Desk) -> El {
    let words = desk.words;
    let back = button("link", &["‹ ", words.back].concat())
        .live_flag("disabled", move || is_locked(desk))
        .on_click(move || desk.send(Event::BackChosen));
    let aside = div("column").child(held(desk)).child(costs(desk)).child(countdown(desk)).child(back);
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        desk.send(Event::Submitted);
    };
    let pair = |one, other| div("pair").child(field(desk, one)).child(field(desk, other));
    let trouble = move || form(desk, |form| trouble(words, form)).unwrap_or_default().to_owned();
    let fields = el("form")
        .attr("class", "column")
        .attr("novalidate", "")
        .on("submit", submit)
        .child(el("h3").attr("tabindex", "-1").attr("data-heading", "").text(words.details))
        .child(pair(Field::FirstName, Field::LastName))
        .child(pair(Field::Email, Field::Phone))
        .child(field(desk, Field::Notes))
        .child(gift_card(desk))
        .child(consent(desk))
        .child(el("p").attr("class", "said alert").attr("role", "alert").live_text(trouble))
        .child(submit_button(desk));
    div("columns").child(aside).child(fields)
}

fn held(desk: Desk) -> Option<El> {
    let locale = desk.words.lang.code();
    let house = desk.house.get_untracked();
    desk.flow.with_untracked(|flow| {
        let Stage::Details(held, _) = &flow.stage else { return None };
        let experience = house.snapshot.experiences.iter().find(|e| e.id == held.hold.experience_id);
        let lines = Summary {
            start: held.start(),
            end: house.end(&held.hold),
            attendees: held.hold.attendees,
            experience: experience.map_or(String::new(), |e| api::text(&e.name, locale).to_owned()),
            area: house.area_name(&held.hold.floor_plan_id, locale),
        };
        Some(summary(desk, &lines))
    })
}

/// What it costs, as a fresh snapshot has it.
fn costs(desk: Desk) -> El {
    let lines = move || {
        desk.house.with(|_| ());
        desk.flow.with_untracked(|flow| match &flow.stage {
            Stage::Details(held, _) => quote(desk, &held.hold).into_iter().collect(),
            Stage::Choosing(_) | Stage::Done(_) => Vec::new(),
        })
    };
    el("div").live(lines)
}

fn gift_card(desk: Desk) -> Option<El> {
    let is_asked = desk.flow.with_untracked(|flow| match &flow.stage {
        Stage::Details(held, _) => takes_gift_card(desk, &held.hold),
        Stage::Choosing(_) | Stage::Done(_) => false,
    });
    is_asked.then(|| field(desk, Field::GiftCard))
}

fn trouble(words: &'static Words, form: &Form) -> Option<&'static str> {
    match form {
        Form::Unanswered(Trouble::Offline) => Some(words.offline_booking),
        Form::Unanswered(Trouble::Broken) => Some(words.broken_booking),
        Form::Unanswered(Trouble::Busy) => Some((words.problem)(Code::Busy)),
        Form::Open(faults) if faults.is_twice => Some(words.booked_before),
        Form::Open(faults) => faults.code.map(words.problem),
        Form::Sending => None,
    }
}

fn submit_button(desk: Desk) -> El {
    let words = desk.words;
    let mode = desk.house.with_untracked(|house| house.snapshot.settings.confirmation_mode);
    let label = move || {
        let label = form(desk, |form| match form {
            Form::Sending => words.booking,
            Form::Unanswered(_) => words.try_again,
            Form::Open(_) if mode == ConfirmationMode::Request => words.request,
            Form::Open(_) => words.book,
        });
        label.to_owned()
    };
    let is_sending = move || form(desk, |form| *form == Form::Sending);
    el("button")
        .attr("type", "submit")
        .attr("class", "primary")
        .live_state("aria-disabled", is_sending)
        .live_flag("aria-busy", is_sending)
        .live_text(label)
}
