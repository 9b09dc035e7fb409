//! One field of the form, with its label, hint and fault tied to it.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};

use crate::desk::Desk;
use crate::element::{El, button, div, el, voice};
use crate::email_typo;
use crate::flow::{Event, Field};
use crate::live::Live;

use super::form::{has_fault, is_locked};

/// How the browser and the phone's keyboard can help.
struct Help {
    tag: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    is_required: bool,
    length_max: &'static str,
}

fn help(field: Field) -> Help {
    let (tag, kind, autocomplete, is_required, length_max) = match field {
        Field::FirstName => ("input", "text", "given-name", false, "100"),
        Field::LastName => ("input", "text", "family-name", true, "100"),
        Field::Email => ("input", "email", "email", true, "254"),
        Field::Phone => ("input", "tel", "tel", false, "40"),
        Field::Notes => ("textarea", "", "off", false, "1000"),
        Field::GiftCard => ("input", "text", "off", false, "60"),
        Field::Consent => ("input", "checkbox", "off", true, ""),
    };
    Help { tag, kind, autocomplete, is_required, length_max }
}

/// A field to type in.
pub(super) fn field(desk: Desk, field: Field) -> El {
    let words = desk.words;
    let help = help(field);
    let label = el("label").attr("for", &desk.id(field.name())).text((words.field)(field));
    let label = if help.is_required { label } else { label.child(el("small").text(words.optional)) };
    // What was typed before a reload or a detour; from here on the browser keeps it.
    let typed = desk.flow.with_untracked(|flow| flow.guest.text(field).to_owned());
    let input = input(desk, field)
        .property("value", &typed.into())
        .live_flag("readonly", move || is_locked(desk))
        .on("input", move |event| desk.send(Event::Typed(field, value(&event))));
    let suggestion = (field == Field::Email).then(|| suggestion(desk, &input));
    div("field").child(label).child(input).child(fault(desk, field)).child(suggestion)
}

/// What the guest may have meant, once they have left the field: with one tap it is there.
fn suggestion(desk: Desk, input: &El) -> El {
    let left = Live::new(String::new());
    let input = input.clone().on("change", move |event| left.set(value(&event)));
    let content = move || {
        let Some(meant) = email_typo::suggestion(&left.get()) else { return Vec::new() };
        let text = (desk.words.did_you_mean)(&meant);
        let input = input.clone();
        let take = move || {
            input.clone().property("value", &meant.as_str().into());
            desk.send(Event::Typed(Field::Email, meant.clone()));
            left.set(String::new());
        };
        vec![button("link", &text).on_click(take)]
    };
    div("meant").attr("role", "status").live(content)
}

/// The box to tick, and what it is about.
pub(super) fn consent(desk: Desk) -> El {
    let words = desk.words;
    let field = Field::Consent;
    let house = desk.house.get_untracked();
    let restaurant = &house.snapshot.restaurant;
    let given = desk.flow.with_untracked(|flow| flow.guest.consent);
    let tick = input(desk, field)
        .property("checked", &given.into())
        .live_flag("disabled", move || is_locked(desk))
        .on("change", move |event| desk.send(Event::ConsentChanged(is_ticked(&event))));
    let label = el("label").child(tick).child(el("span").text(&(words.consent)(&restaurant.name)));
    let privacy = el("a")
        .attr("href", &desk.address(&restaurant.privacy_url))
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .text(words.privacy)
        .child(voice(&[", ", words.opens_new_tab].concat()));
    let privacy = (!restaurant.privacy_url.is_empty()).then_some(privacy);
    div("field consent").child(label).child(privacy).child(fault(desk, field))
}

fn input(desk: Desk, field: Field) -> El {
    let Help { tag, kind, autocomplete, is_required, length_max } = help(field);
    let fault_id = desk.id(&[field.name(), "-fault"].concat());
    el(tag)
        .attr("id", &desk.id(field.name()))
        .attr("name", field.name())
        .attr("autocomplete", autocomplete)
        .attr_if(!kind.is_empty(), "type", kind)
        .attr_if(kind == "email" || kind == "tel", "inputmode", kind)
        .attr_if(is_required, "aria-required", "true")
        .attr_if(!length_max.is_empty(), "maxlength", length_max)
        .attr_if(field == Field::Notes, "placeholder", desk.words.notes_hint)
        .attr_if(field == Field::Notes, "rows", "2")
        .live_state("aria-invalid", move || has_fault(desk, field))
        .live_attr("aria-describedby", move || has_fault(desk, field).then(|| fault_id.clone()))
}

fn fault(desk: Desk, field: Field) -> El {
    let text = move || {
        if has_fault(desk, field) { (desk.words.field_fault)(field).to_owned() } else { String::new() }
    };
    el("p").attr("class", "fault").attr("id", &desk.id(&[field.name(), "-fault"].concat())).live_text(text)
}

fn value(event: &web_sys::Event) -> String {
    let target = event.target();
    let input = target.as_ref().and_then(|target| target.dyn_ref::<HtmlInputElement>());
    let area = target.as_ref().and_then(|target| target.dyn_ref::<HtmlTextAreaElement>());
    input.map(HtmlInputElement::value).or(area.map(HtmlTextAreaElement::value)).unwrap_or_default()
}

fn is_ticked(event: &web_sys::Event) -> bool {
    let target = event.target();
    target.and_then(|target| target.dyn_into::<HtmlInputElement>().ok()).is_some_and(|input| input.checked())
}
