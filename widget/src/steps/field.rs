//! One field of the form, with its label, hint and fault tied to it.

use std::time::Duration;

use guest::email_typo;
use guest::flow::{Event, Field, Help};
use guest::words::{BookingTexts, BookingWords};
use leptos::prelude::*;

use crate::desk::{Desk, use_desk};

use super::button::Button;
use super::form_state::{has_fault, is_locked};
use super::new_tab::NewTab;

/// Leaving a field is often the beginning of a press on something below it, which must not move before the press ends.
const A_PRESS: Duration = Duration::from_millis(250);

/// A field to type a line in.
#[component]
pub(super) fn TextField(field: Field) -> impl IntoView {
    let desk = use_desk();
    let Help { kind, autocomplete, is_required, length_max } = field.help();
    let value = typed(desk, field);
    // The address that was there when the guest left the field.
    let entered = RwSignal::new(String::new());
    let suggestion = (field == Field::Email).then(|| view! { <Suggestion entered /> });
    view! {
        <div class="field">
            <Label field />
            <input
                id=desk.id(field.name())
                name=field.name()
                type=kind
                inputmode=(kind != "text").then_some(kind)
                autocomplete=autocomplete
                maxlength=length_max
                aria-required=is_required.then_some("true")
                aria-invalid=move || has_fault(desk, field).to_string()
                aria-describedby=move || described_by(desk, field)
                readonly=move || is_locked(desk)
                prop:value=move || value.get()
                on:input=move |event| desk.send(Event::Typed(field, event_target_value(&event)))
                on:change=move |event| {
                    let text = event_target_value(&event);
                    set_timeout(move || drop(entered.try_set(text)), A_PRESS);
                }
            />
            <Fault field />
            {suggestion}
        </div>
    }
}

/// The guest's wishes, in as many lines as they like.
#[component]
pub(super) fn Notes() -> impl IntoView {
    let desk = use_desk();
    let field = Field::Notes;
    let Help { autocomplete, length_max, .. } = field.help();
    let value = typed(desk, field);
    view! {
        <div class="field">
            <Label field />
            <textarea
                id=desk.id(field.name())
                name=field.name()
                rows="2"
                placeholder=desk.words.notes_hint()
                autocomplete=autocomplete
                maxlength=length_max
                aria-invalid=move || has_fault(desk, field).to_string()
                aria-describedby=move || described_by(desk, field)
                readonly=move || is_locked(desk)
                prop:value=move || value.get()
                on:input=move |event| desk.send(Event::Typed(field, event_target_value(&event)))
            ></textarea>
            <Fault field />
        </div>
    }
}

/// The box to tick, and what it is about.
#[component]
pub(super) fn Consent() -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let field = Field::Consent;
    let house = desk.house.get_untracked();
    let restaurant = &house.snapshot.restaurant;
    let privacy = (!restaurant.privacy_url.is_empty()).then(|| {
        view! {
            <a href=desk.address(&restaurant.privacy_url) target="_blank" rel="noopener noreferrer">
                {words.privacy()}
                <NewTab words />
            </a>
        }
    });
    view! {
        <div class="field consent">
            <label>
                <input
                    id=desk.id(field.name())
                    name=field.name()
                    type="checkbox"
                    autocomplete="off"
                    aria-required="true"
                    aria-invalid=move || has_fault(desk, field).to_string()
                    aria-describedby=move || described_by(desk, field)
                    disabled=move || is_locked(desk)
                    prop:checked=move || desk.flow.read().guest.consent
                    on:change=move |event| desk.send(Event::ConsentChanged(event_target_checked(&event)))
                />
                <span>{words.consent(&restaurant.name)}</span>
            </label>
            {privacy}
            <Fault field />
        </div>
    }
}

#[component]
fn Label(field: Field) -> impl IntoView {
    let desk = use_desk();
    let optional = (!field.help().is_required).then(|| view! { <small>{desk.words.optional()}</small> });
    view! {
        <label for=desk.id(field.name())>
            {desk.words.field(field)}
            {optional}
        </label>
    }
}

#[component]
fn Fault(field: Field) -> impl IntoView {
    let desk = use_desk();
    let text = move || has_fault(desk, field).then(|| desk.words.field_fault(field));
    view! {
        <p class="fault" id=fault_id(desk, field)>
            {move || text()}
        </p>
    }
}

/// What the guest may have meant, once they have left the field: with one tap it is there.
#[component]
fn Suggestion(entered: RwSignal<String>) -> impl IntoView {
    let desk = use_desk();
    let suggestion = move || {
        let meant = email_typo::suggestion(&entered.read())?;
        let text = desk.words.did_you_mean(&meant);
        let take = move |()| {
            desk.send(Event::Typed(Field::Email, meant.clone()));
            entered.set(String::new());
            desk.focus(["[name=", Field::Email.name(), "]"].concat());
        };
        Some(view! { <Button class="link" text on_press=take /> })
    };
    view! {
        <div class="meant" role="status">
            {move || suggestion()}
        </div>
    }
}

/// What is in the field; only a change of its own reaches the browser, which may be in the middle of filling in others.
fn typed(desk: Desk, field: Field) -> Memo<String> {
    Memo::new(move |_| desk.flow.read().guest.text(field).to_owned())
}

fn described_by(desk: Desk, field: Field) -> Option<String> {
    has_fault(desk, field).then(|| fault_id(desk, field))
}

fn fault_id(desk: Desk, field: Field) -> String {
    desk.id(&[field.name(), "-fault"].concat())
}
