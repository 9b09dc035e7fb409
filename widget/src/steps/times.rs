//! Which time. Times that cannot be booked stay in the list: asked about, they say why and what lies near.

use engine::ExclusionReason;
use guest::flow::{Choosing, Event, Start};
use guest::house::{DayOffer, ServiceOffer, Time};
use guest::words::{BookingTexts, BookingWords};
use leptos::prelude::*;

use crate::desk::{Desk, use_desk};

use super::nothing_free::{ALTERNATIVES, Instead, NothingFree};
use super::notice::Notice;
use super::offers::Offers;

/// The day's times, below what else is to be chosen.
#[component]
pub(super) fn Times(children: Children) -> impl IntoView {
    let desk = use_desk();
    let heading = desk.id("times");
    let offer = Memo::new(move |_| desk.offer());
    let instead = Memo::new(move |_| offer.read().nothing.map(|reason| Instead::of(desk, reason)));
    let content = move || match instead.get() {
        Some(instead) => view! { <NothingFree instead /> }.into_any(),
        None => view! { <Services offer /> }.into_any(),
    };
    view! {
        <section class="column" aria-labelledby=heading>
            <div>
                <h3 class="date" id=heading.clone() tabindex="-1" data-heading="">
                    {move || desk.words.long_date(desk.wish.read().day)}
                </h3>
                <p class="house-note">{move || house_note(desk)}</p>
            </div>
            {children()}
            <Notice />
            <div class="services">{move || content()}</div>
        </section>
    }
}

/// What the restaurant says about this date.
fn house_note(desk: Desk) -> Option<String> {
    let house = desk.house.read();
    let note = house.note(desk.wish.read().day)?;
    Some(house.text(note, desk.words.lang.code).to_owned())
}

#[component]
fn Services(offer: Memo<DayOffer>) -> impl IntoView {
    let desk = use_desk();
    // What is drawn of a service stays while its times change, and while the last of them pass: the others keep their place,
    // and the focus.
    let services = Memo::new(move |_| {
        let house = desk.house.read();
        desk.wish.track();
        let named = |service: &ServiceOffer| ServiceName {
            id: service.id.clone(),
            name: house.text(&service.name, desk.words.lang.code).to_owned(),
        };
        offer.read_untracked().services.iter().map(named).collect::<Vec<_>>()
    });
    move || services.get().into_iter().map(|service| view! { <Service offer service /> }).collect::<Vec<_>>()
}

#[derive(Clone, PartialEq, Eq)]
struct ServiceName {
    id: String,
    name: String,
}

#[component]
fn Service(offer: Memo<DayOffer>, service: ServiceName) -> impl IntoView {
    let desk = use_desk();
    let ServiceName { id, name } = service;
    let (heading, id) = (name.clone(), StoredValue::new(id));
    let times = Memo::new(move |_| {
        let offer = offer.read();
        let service = offer.services.iter().find(|service| service.id == *id.read_value());
        service.map_or(Vec::new(), |service| service.times.clone())
    });
    let is_on_request = Memo::new(move |_| {
        let offer = offer.read();
        offer.services.iter().any(|service| service.is_on_request && service.id == *id.read_value())
    });
    // Times that come too soon are at the head of today's, and nobody can have them: they must not push down those that can
    // be had. Which these are is settled when the guest chooses something else, and not while they look at a time.
    let is_unfolded = RwSignal::new(false);
    let soon = Memo::new(move |_| {
        desk.wish.track();
        untrack(|| times.read().iter().take_while(|time| is_too_soon(time)).last().map(|time| time.minutes))
    });
    let shown = move || {
        let day = desk.wish.read().day;
        let folded = soon.get().filter(|_| !is_unfolded.get());
        let times = times.read();
        let times = times.iter().filter(|time| folded.is_none_or(|last| last < time.minutes));
        times.map(|time| Start { day, minutes: time.minutes }).collect::<Vec<_>>()
    };
    let why = move || {
        let minutes = explained(&desk.choosing.read())?;
        let reason = times.read().iter().find(|time| time.minutes == minutes)?.reason?;
        Some(view! { <WhyNot minutes reason /> })
    };
    view! {
        <div class="service" role="group" aria-label=name>
            <h4>{heading}</h4>
            <p class="house-note">{move || is_on_request.get().then(|| desk.words.on_request())}</p>
            {move || soon.get().map(|_| view! { <Fold is_unfolded /> })}
            <div class="times">
                <For each=shown key=Start::clone let:start>
                    <TimeButton start times />
                </For>
            </div>
            <div class="whys">{move || why()}</div>
        </div>
    }
}

fn is_too_soon(time: &Time) -> bool {
    time.reason == Some(ExclusionReason::TooShortNotice)
}

fn explained(choosing: &Choosing) -> Option<u16> {
    if let Choosing::Explaining(minutes) = choosing { Some(*minutes) } else { None }
}

/// Shows and hides the times that come too soon.
#[component]
fn Fold(is_unfolded: RwSignal<bool>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="link"
            aria-expanded=move || is_unfolded.get().to_string()
            on:click=move |_| is_unfolded.update(|is_unfolded| *is_unfolded = !*is_unfolded)
        >
            {use_desk().words.earlier()}
        </button>
    }
}

/// A time to book, or to ask about.
#[component]
fn TimeButton(start: Start, times: Memo<Vec<Time>>) -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let minutes = start.minutes;
    let choosing = desk.choosing;
    let reason = move || times.read().iter().find(|time| time.minutes == minutes)?.reason;
    let is_disabled = move || reason().is_some() || matches!(*choosing.read(), Choosing::Asking(_));
    let press = move |_| match untrack(reason) {
        None => desk.send(Event::TimeChosen(start)),
        Some(reason) => {
            desk.send(Event::WhyNot(minutes));
            desk.say(words.reason(reason));
        }
    };
    // Where the guest has a booking that is to be changed.
    let is_current =
        desk.flow.read_untracked().current.as_ref().is_some_and(|current| current.start == start);
    let night = words.night(start).map(|night| view! { <small>" " {night}</small> });
    view! {
        <button
            type="button"
            class="time"
            data-key=minutes.to_string()
            aria-current=is_current.then_some("true")
            aria-busy=move || (*choosing.read() == Choosing::Asking(start)).then_some("true")
            aria-disabled=move || is_disabled().to_string()
            aria-expanded=move || reason().map(|_| (explained(&choosing.read()) == Some(minutes)).to_string())
            on:click=press
        >
            {words.clock(minutes)}
            {night}
            <span class="voice">
                {move || reason().map(|_| [", ", words.unavailable()].concat())}
            </span>
        </button>
    }
}

/// Why this time cannot be booked, and what lies near.
#[component]
fn WhyNot(minutes: u16, reason: ExclusionReason) -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let wish = desk.wish.get_untracked();
    let house = desk.house.get_untracked();
    let offers = house.offers(&wish, minutes, desk.now.get_untracked(), ALTERNATIVES);
    let time = words.time(Start { day: wish.day, minutes });
    view! {
        <div class="said">
            <p>
                <strong>{time}</strong>
                " "
                {words.reason(reason)}
            </p>
            <p class="hint">{if offers.is_empty() { words.nothing_near() } else { words.nearest() }}</p>
            <Offers offers />
        </div>
    }
}
