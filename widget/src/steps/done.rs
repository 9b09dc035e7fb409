//! It is booked: what, when, and how to change it.

use api::BookedGlance;
use api::basics::status::Status;
use api::booking::guest_booking::BookingGlance;
use guest::flow::{self, Event, Stage, Start};
use guest::words::BookingTexts;
use leptos::prelude::*;

use crate::desk::use_desk;
use crate::words::Words;

use super::button::Button;
use super::new_tab::NewTab;
use super::ornament::Ornament;
use super::summary::Summary;

#[component]
pub(crate) fn Done() -> impl IntoView {
    let desk = use_desk();
    let confirmation = match &desk.flow.read_untracked().stage {
        Stage::Done(done) => Some(view! { <Confirmation done=flow::Done::clone(done) /> }),
        Stage::Choosing(_) | Stage::Details(..) | Stage::Review(_) => None,
    };
    view! { <div class="done">{confirmation}</div> }
}

#[component]
fn Confirmation(done: flow::Done) -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let flow::Done { booked, email, floor_plan_id } = done;
    let booking = &booked.booking;
    let locale = words.lang.code;
    let is_request = booking.status == Status::Requested;
    let (heading, mail) = if is_request {
        let mail = words.done_request_mail(&email);
        (words.done_request(), [mail, answer_by(words, booking).unwrap_or_default()].join(" "))
    } else {
        (words.done(), words.done_mail(&email))
    };
    let number = booking.number.clone();
    let start = Start { day: booking.day, minutes: booking.minutes };
    let (end, attendees) = (booking.end_minutes, booking.attendees);
    let experience = desk.house.read_untracked().text(&booking.experience_name, locale).to_owned();
    let area = desk.house.read_untracked().area_name(&floor_plan_id, locale);
    view! {
        <Ornament class="seal" />
        <h3 tabindex="-1" data-heading="">
            {heading}
        </h3>
        <p class="hint">{mail}</p>
        <p class="number">{words.number()} " " <strong>{number}</strong></p>
        <Summary start end attendees experience area />
        <Ways booked is_request />
    }
}

/// By when the answer comes, but for one by the start, which tells nobody anything.
fn answer_by(words: &Words, booking: &BookingGlance) -> Option<String> {
    let by = Start { day: booking.answer_day?, minutes: booking.answer_minutes? };
    let start = Start { day: booking.day, minutes: booking.minutes };
    (by != start).then(|| words.answer_by(&words.at(by)))
}

/// Where to go from here.
#[component]
fn Ways(booked: BookedGlance, is_request: bool) -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let calendar = (!is_request).then(|| {
        view! {
            <a class="chip" href=desk.address(&booked.calendar_url)>
                {words.calendar()}
            </a>
        }
    });
    view! {
        <div class="ways">
            {calendar}
            <a class="chip" href=desk.address(&booked.manage_url) target="_blank" rel="noopener noreferrer">
                {words.manage()}
                <NewTab words />
            </a>
            <Button class="link" text=words.again() on_press=move |()| desk.send(Event::AgainChosen) />
        </div>
    }
}
