//! Who comes: the form, while the table is kept.

use guest::flow::{Event, Field, Form, Stage};
use guest::words::{BookingTexts, BookingWords};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::desk::{Desk, use_desk};
use crate::words::Words;

use super::countdown::Countdown;
use super::field::{Consent, Notes, TextField};
use super::form_state::is_locked;
use super::quote::{Costs, sum_to_pay, takes_gift_card};
use super::summary::Summary;

#[component]
pub(crate) fn Details() -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let [first_name, second_name, ..] = Field::in_order(words.lang);
    let takes_gift_card = Memo::new(move |_| takes_gift_card(desk));
    let gift_card = move || takes_gift_card.get().then(|| view! { <TextField field=Field::GiftCard /> });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        desk.send(Event::Submitted);
    };
    view! {
        <div class="columns">
            <div class="column">
                <Held />
                <Costs />
                <button
                    type="button"
                    class="link"
                    disabled=move || is_locked(desk)
                    on:click=move |_| desk.send(Event::BackChosen)
                >
                    {["‹ ", words.back()].concat()}
                </button>
            </div>
            <form class="column" novalidate on:submit=submit>
                <h3 tabindex="-1" data-heading="">
                    {words.details()}
                </h3>
                <div class="pair">
                    <TextField field=first_name />
                    <TextField field=second_name />
                </div>
                <div class="pair">
                    <TextField field=Field::Email />
                    <TextField field=Field::Phone />
                </div>
                <Notes />
                {move || gift_card()}
                <Consent />
                <p class="said alert" role="alert">
                    {move || trouble(words, &desk.form.read())}
                </p>
                <div class="finish">
                    <Gist />
                    <Countdown />
                    <Submit />
                </div>
            </form>
        </div>
    }
}

/// What is kept while the guest types.
#[component]
fn Held() -> impl IntoView {
    let desk = use_desk();
    let locale = desk.words.lang.code;
    let (house, flow) = (desk.house.get_untracked(), desk.flow.read_untracked());
    let Stage::Details(held, _) = &flow.stage else { return None };
    let hold = &held.hold;
    let experience = house.snapshot.experiences.iter().find(|e| e.id == hold.experience_id);
    let experience = experience.map_or(String::new(), |e| house.text(&e.name, locale).to_owned());
    let (start, end, attendees) = (held.start(), house.end(hold), hold.attendees);
    let area = house.area_name(&hold.floor_plan_id, locale);
    Some(view! { <Summary start end attendees experience area /> })
}

/// What is booked, in a line: on a phone it stays in sight, with the time left and the button.
#[component]
fn Gist() -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let flow = desk.flow.read_untracked();
    let Stage::Details(held, _) = &flow.stage else { return None };
    let guests = words.guest_count(held.hold.attendees.into());
    let gist = [&words.short_date(held.hold.day), ", ", &words.time(held.start()), " · ", &guests].concat();
    // A screen reader has it above.
    Some(view! { <p class="gist" aria-hidden="true">{gist}</p> })
}

fn is_on_request(desk: Desk) -> bool {
    let flow = desk.flow.read();
    let Stage::Details(held, _) = &flow.stage else { return false };
    desk.house.read().is_on_request(&held.hold)
}

fn trouble(words: &'static Words, form: &Form) -> Option<&'static str> {
    match form {
        Form::Unanswered(trouble) => Some(words.unanswered(*trouble)),
        Form::Open(faults) if faults.is_twice => Some(words.booked_before()),
        Form::Open(faults) => faults.code.map(|code| words.problem(code)),
        Form::Sending => None,
    }
}

#[component]
fn Submit() -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let is_request = move || is_on_request(desk);
    let label = move || {
        let book = || sum_to_pay(desk).map_or(words.book().to_owned(), |sum| words.book_and_pay(&sum));
        match &*desk.form.read() {
            Form::Sending => words.booking().to_owned(),
            Form::Unanswered(_) => words.try_again().to_owned(),
            Form::Open(_) if is_request() => words.request().to_owned(),
            Form::Open(_) => book(),
        }
    };
    let is_sending = move || *desk.form.read() == Form::Sending;
    view! {
        <button
            type="submit"
            class="primary"
            aria-disabled=move || is_sending().to_string()
            aria-busy=move || is_sending().then_some("true")
        >
            {move || label()}
        </button>
    }
}
