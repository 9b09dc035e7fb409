//! It is booked: what, when, and how to change it.

use api::basics::status::Status;

use crate::desk::Desk;
use crate::element::{El, button, div, el, voice};
use crate::flow::{Done, Event, Stage, Start};

use super::summary::{Summary, summary};

pub(crate) fn done(desk: Desk) -> El {
    let done = desk.flow.with_untracked(|flow| match &flow.stage {
        Stage::Done(done) => Some(done.clone()),
        Stage::Choosing(_) | Stage::Details(..) => None,
    });
    div("done").children(done.map(|done| confirmation(desk, &done)).unwrap_or_default())
}

fn confirmation(desk: Desk, done: &Done) -> Vec<El> {
    let words = desk.words;
    let booking = &done.booked.booking;
    let locale = words.lang.code();
    let is_request = booking.status == Status::Requested;
    let (heading, mail) = if is_request {
        (words.done_request, (words.done_request_mail)(&done.email))
    } else {
        (words.done, (words.done_mail)(&done.email))
    };
    let lines = Summary {
        start: Start { day: booking.day, minutes: booking.minutes },
        end: booking.end_minutes,
        attendees: booking.attendees,
        experience: api::text(&booking.experience_name, locale).to_owned(),
        area: desk.house.with_untracked(|house| house.area_name(&done.floor_plan_id, locale)),
    };
    let number = el("strong").text(&booking.number);
    vec![
        div("seal").attr("aria-hidden", "true"),
        el("h3").attr("tabindex", "-1").attr("data-heading", "").text(heading),
        el("p").attr("class", "hint").text(&mail),
        el("p").attr("class", "number").text(words.number).text(" ").child(number),
        summary(desk, &lines),
        ways(desk, done, is_request),
    ]
}

/// Where to go from here.
fn ways(desk: Desk, done: &Done, is_request: bool) -> El {
    let words = desk.words;
    let link =
        |address: &str, text| el("a").attr("class", "chip").attr("href", &desk.address(address)).text(text);
    let calendar = link(&done.booked.calendar_url, words.calendar);
    let manage = link(&done.booked.manage_url, words.manage)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .child(voice(&[", ", words.opens_new_tab].concat()));
    let again = button("link", words.again).on_click(move || desk.send(Event::AgainChosen));
    div("ways").child((!is_request).then_some(calendar)).child(manage).child(again)
}
