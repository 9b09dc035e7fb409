//! Which time. Times that cannot be booked stay in the list: asked about, they say why and what lies near.

use engine::ExclusionReason;

use crate::desk::Desk;
use crate::element::{El, button, div, el, voice};
use crate::flow::{Choosing, Event, Start};
use crate::house::{ServiceOffer, Time};

use super::area::area;
use super::chips::chips;
use super::experience::experience;
use super::notice::notice;

/// How many alternatives are offered at once: more would be a list again.
const ALTERNATIVES: usize = 4;

pub(super) fn times(desk: Desk) -> El {
    let words = desk.words;
    let heading = desk.id("times");
    let date = el("h3")
        .attr("class", "date")
        .attr("id", &heading)
        .attr("tabindex", "-1")
        .attr("data-heading", "")
        .live_text(move || words.long_date(desk.wish.get().day));
    el("section")
        .attr("class", "column")
        .attr("aria-labelledby", &heading)
        .child(el("div").child(date).child(house_note(desk)))
        .child(experience(desk))
        .child(area(desk))
        .child(div("notices").live(move || notice(desk, &desk.choosing.get()).into_iter().collect()))
        .child(div("services").live(move || offer(desk)))
}

/// What the restaurant says about this date.
fn house_note(desk: Desk) -> El {
    let note = move || {
        let day = desk.wish.get().day;
        desk.house.with(|house| {
            house.note(day).map_or(String::new(), |note| api::text(note, desk.words.lang.code()).to_owned())
        })
    };
    el("p").attr("class", "house-note").live_text(note)
}

fn offer(desk: Desk) -> Vec<El> {
    let offer = desk.offer();
    match offer.nothing {
        Some(reason) => vec![nothing(desk, reason)],
        None => offer.services.into_iter().map(|offer| service(desk, offer)).collect(),
    }
}

fn nothing(desk: Desk, reason: ExclusionReason) -> El {
    let words = desk.words;
    let wish = desk.wish.get();
    let days = desk.house.with(|house| house.nearest_days(&wish, desk.now.get(), ALTERNATIVES));
    let lead = if days.is_empty() { words.nothing_near } else { words.nearest_days };
    let chip = |day: api::Date| {
        button("chip", &words.short_date(day)).on_click(move || {
            desk.send(Event::DayChosen(day));
            desk.focus("[data-heading]");
        })
    };
    let today = desk.house.with(|house| house.offers_of_day(&wish, desk.now.get(), ALTERNATIVES));
    let instead = (!today.is_empty()).then(|| el("p").attr("class", "hint").text(words.nearest));
    div("said")
        .child(el("p").text((words.day_sentence)(reason)))
        .child(instead)
        .child(chips(desk, &today))
        .child(el("p").attr("class", "hint").text(lead))
        .child(div("chips").children(days.into_iter().map(chip).collect()))
}

fn service(desk: Desk, offer: ServiceOffer) -> El {
    let name = api::text(&offer.name, desk.words.lang.code());
    let times = offer.times.iter().map(|time| time_button(desk, *time)).collect();
    let why = move || {
        let explained = desk.choosing.with(explained);
        let time = offer.times.iter().find(|time| Some(time.minutes) == explained);
        time.and_then(|time| Some(why(desk, time.minutes, time.reason?))).into_iter().collect()
    };
    div("service")
        .attr("role", "group")
        .attr("aria-label", name)
        .child(el("h4").text(name))
        .child(div("times").children(times))
        .child(div("whys").live(why))
}

fn explained(choosing: &Choosing) -> Option<u16> {
    if let Choosing::Explaining(minutes) = choosing { Some(*minutes) } else { None }
}

fn time_button(desk: Desk, time: Time) -> El {
    let words = desk.words;
    let start = Start { day: desk.wish.get_untracked().day, minutes: time.minutes };
    let is_asked = move || desk.choosing.with(|choosing| *choosing == Choosing::Asking(start));
    let is_explained = move || desk.choosing.with(explained) == Some(time.minutes);
    let night = words.night(start);
    let shown = button("time", &words.clock(time.minutes))
        .attr("data-key", &time.minutes.to_string())
        .child(night.map(|night| el("small").text(" ").text(&night)));
    match time.reason {
        None => shown
            .live_flag("aria-busy", is_asked)
            .live_state("aria-disabled", move || super::is_asking(desk))
            .on_click(move || desk.send(Event::TimeChosen(start))),
        Some(reason) => shown
            .child(voice(&[", ", words.unavailable].concat()))
            .attr("aria-disabled", "true")
            .live_state("aria-expanded", is_explained)
            .on_click(move || {
                desk.send(Event::WhyNot(time.minutes));
                desk.say((words.reason)(reason));
            }),
    }
}

/// Why this time cannot be booked, and what lies near.
fn why(desk: Desk, minutes: u16, reason: ExclusionReason) -> El {
    let words = desk.words;
    let wish = desk.wish.get_untracked();
    let now = desk.now.get_untracked();
    let offers = desk.house.with_untracked(|house| house.offers(&wish, minutes, now, ALTERNATIVES));
    let time = words.time(Start { day: wish.day, minutes });
    div("said")
        .child(el("p").child(el("strong").text(&time)).text(" ").text((words.reason)(reason)))
        .child(el("p").attr("class", "hint").text(if offers.is_empty() {
            words.nothing_near
        } else {
            words.nearest
        }))
        .child(chips(desk, &offers))
}
