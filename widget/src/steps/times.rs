//! Which time. Times that cannot be booked stay in the list: asked about, they say why and what lies near.

use api::Date;
use engine::ExclusionReason;
use leptos::prelude::*;

use crate::desk::{Desk, use_desk};
use crate::flow::{Choosing, Event, Start};
use crate::house::{DayOffer, ServiceOffer, Time};

use super::button::Button;
use super::notice::Notice;
use super::offers::Offers;

/// How many alternatives are offered at once: more would be a list again.
const ALTERNATIVES: usize = 4;

/// The day's times, below what else is to be chosen.
#[component]
pub(super) fn Times(children: Children) -> impl IntoView {
    let desk = use_desk();
    let heading = desk.id("times");
    let offer = Memo::new(move |_| desk.offer());
    let content = move || match offer.read().nothing {
        Some(reason) => view! { <Nothing reason /> }.into_any(),
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
    Some(api::text(note, desk.words.lang.code()).to_owned())
}

#[component]
fn Nothing(reason: ExclusionReason) -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let (wish, now, house) = (desk.wish.get(), desk.now.get(), desk.house.get());
    let days = house.nearest_days(&wish, now, ALTERNATIVES);
    let lead = if days.is_empty() { words.nothing_near } else { words.nearest_days };
    let days = days.into_iter().map(|day| {
        let on_press = move |()| {
            desk.send(Event::DayChosen(day));
            desk.focus("[data-heading]");
        };
        view! { <Button text=words.short_date(day) on_press /> }
    });
    let offers = house.offers_of_day(&wish, now, ALTERNATIVES);
    let instead = (!offers.is_empty()).then(|| view! { <p class="hint">{words.nearest}</p> });
    view! {
        <div class="said">
            <p>{(words.day_sentence)(reason)}</p>
            {instead}
            <Offers offers />
            <p class="hint">{lead}</p>
            <div class="chips">{days.collect::<Vec<_>>()}</div>
        </div>
    }
}

#[component]
fn Services(offer: Memo<DayOffer>) -> impl IntoView {
    let lang = use_desk().words.lang.code();
    // What is drawn of a service stays while its times change.
    let services = Memo::new(move |_| {
        let named = |service: &ServiceOffer| ServiceName {
            id: service.id.clone(),
            name: api::text(&service.name, lang).to_owned(),
        };
        offer.read().services.iter().map(named).collect::<Vec<_>>()
    });
    move || services.get().into_iter().map(|service| view! { <Service offer service /> }).collect::<Vec<_>>()
}

#[derive(Clone, PartialEq, Eq)]
struct ServiceName {
    id: String,
    name: String,
}

/// One start of a service, with what its button depends on.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Offered {
    day: Date,
    time: Time,
}

#[component]
fn Service(offer: Memo<DayOffer>, service: ServiceName) -> impl IntoView {
    let desk = use_desk();
    let ServiceName { id, name } = service;
    let times = Memo::new(move |_| {
        let offer = offer.read();
        let service = offer.services.iter().find(|service| service.id == id);
        service.map_or(Vec::new(), |service| service.times.clone())
    });
    let is_unfolded = RwSignal::new(false);
    // Times that come too soon are at the head of today's, and nobody can have them: they must not push down those that can
    // be had.
    let gone = move || times.read().iter().take_while(|time| is_too_soon(time)).count();
    let folded = move || if is_unfolded.get() { 0 } else { gone() };
    let offered = move || {
        let day = desk.wish.read().day;
        let times = times.get().into_iter().skip(folded());
        times.map(|time| Offered { day, time }).collect::<Vec<_>>()
    };
    let why = move || {
        let minutes = explained(&desk.choosing.read())?;
        let reason = times.read().iter().find(|time| time.minutes == minutes)?.reason?;
        Some(view! { <WhyNot minutes reason /> })
    };
    view! {
        <div class="service" role="group" aria-label=name>
            <h4>{name.clone()}</h4>
            {move || {
                let unfold = move |()| is_unfolded.set(true);
                (0 < folded()).then(|| view! { <Button class="link" text=desk.words.earlier on_press=unfold /> })
            }}
            <div class="times">
                <For each=offered key=Offered::clone let:offered>
                    <TimeButton offered />
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

/// A time to book, or to ask about.
#[component]
fn TimeButton(offered: Offered) -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let Offered { day, time: Time { minutes, reason } } = offered;
    let start = Start { day, minutes };
    let choosing = desk.choosing;
    let is_disabled = move || reason.is_some() || matches!(*choosing.read(), Choosing::Asking(_));
    let press = move |_| match reason {
        None => desk.send(Event::TimeChosen(start)),
        Some(reason) => {
            desk.send(Event::WhyNot(minutes));
            desk.say((words.reason)(reason));
        }
    };
    let night = words.night(start).map(|night| view! { <small>" " {night}</small> });
    let unavailable =
        reason.map(|_| view! { <span class="voice">{[", ", words.unavailable].concat()}</span> });
    view! {
        <button
            type="button"
            class="time"
            data-key=minutes.to_string()
            aria-busy=move || (*choosing.read() == Choosing::Asking(start)).then_some("")
            aria-disabled=move || is_disabled().to_string()
            aria-expanded=move || { reason.map(|_| (explained(&choosing.read()) == Some(minutes)).to_string()) }
            on:click=press
        >
            {words.clock(minutes)}
            {night}
            {unavailable}
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
                {(words.reason)(reason)}
            </p>
            <p class="hint">{if offers.is_empty() { words.nothing_near } else { words.nearest }}</p>
            <Offers offers />
        </div>
    }
}
